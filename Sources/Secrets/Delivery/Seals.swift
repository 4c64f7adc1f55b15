import Crypto
public import Values

/// What was sealed the last time: which value (by a keyed fingerprint) became which ciphertext.
///
/// Sealing is random, so without this every run would change every SealedSecret in Git. None of it is secret.
public struct Seals: Sendable, Equatable {
    /// One sealed value.
    public struct Seal: Sendable, Equatable {
        /// The fingerprint of the value and of everything that it was sealed for, in hexadecimal.
        public let fingerprint: String
        /// The sealed value in base64.
        public let ciphertext: String

        /// Makes a record.
        ///
        /// - Parameters:
        ///   - fingerprint: the fingerprint.
        ///   - ciphertext: the sealed value in base64.
        public init(fingerprint: String, ciphertext: String) {
            self.fingerprint = fingerprint
            self.ciphertext = ciphertext
        }
    }

    private struct Name: Hashable, Comparable {
        let namespace: String
        let secret: String
        let key: String

        static func < (left: Name, right: Name) -> Bool {
            (left.namespace, left.secret, left.key) < (right.namespace, right.secret, right.key)
        }
    }

    private var seals: [Name: Seal] = [:]

    /// Makes an empty record.
    public init() {}

    /// How many values there are.
    public var count: Int { seals.count }

    /// The seal of a key of a Secret.
    ///
    /// - Parameters:
    ///   - namespace: the Secret's namespace.
    ///   - secret: its name.
    ///   - key: the key.
    public subscript(namespace: String, secret: String, key: String) -> Seal? {
        get { seals[Name(namespace: namespace, secret: secret, key: key)] }
        set { seals[Name(namespace: namespace, secret: secret, key: key)] = newValue }
    }

    /// The record as data: namespace, Secret, key, then `fingerprint` and `ciphertext`.
    public var node: Node {
        var root = Node(.mapping(Mapping()))
        for name in seals.keys.sorted() {
            guard let seal = seals[name] else { continue }
            root.set(
                ["fingerprint": Node(.string(seal.fingerprint)), "ciphertext": Node(.string(seal.ciphertext))],
                at: [name.namespace, name.secret, name.key])
        }
        return root
    }

    /// Reads a record. What does not have the form is left out, and then sealed anew.
    ///
    /// - Parameter node: the record as data.
    public init(node: Node) {
        for namespace in node.mapping?.entries ?? [] {
            for secret in namespace.value.mapping?.entries ?? [] {
                for key in secret.value.mapping?.entries ?? [] {
                    guard let fingerprint = key.value["fingerprint"]?.string,
                        let ciphertext = key.value["ciphertext"]?.string, Base64.decode(ciphertext) != nil
                    else { continue }
                    self[namespace.key, secret.key, key.key] = Seal(fingerprint: fingerprint, ciphertext: ciphertext)
                }
            }
        }
    }
}
