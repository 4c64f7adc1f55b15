public import Catalog
public import Platform

/// A Secret that is to be delivered: what each key holds, never a value.
public struct SecretObject: Sendable {
    /// A piece of what a key holds.
    public enum Part: Sendable, Equatable {
        /// Text that is not secret.
        case literal(String)
        /// A credential's value; `field` for credentials of several parts.
        case credential(CredentialID, field: String?, ReferenceText.Encoding)
        /// The hexadecimal SHA-256 of a credential's value.
        case sha256(CredentialID)
    }
    /// The namespace it is in.
    public var namespace: String
    /// Its name.
    public var name: String
    /// Its type.
    public var type: String
    /// Its labels.
    public var labels: [(String, String)]
    /// The member it is delivered with.
    public var component: String
    /// Its keys in order, each with its pieces.
    public var data: [(key: String, parts: [Part])]

    /// The credentials that a key holds.
    ///
    /// - Parameter parts: the key's pieces.
    public static func credentials(in parts: [Part]) -> [CredentialID] {
        parts.compactMap {
            switch $0 {
            case .literal: nil
            case .credential(let id, _, _), .sha256(let id): id
            }
        }
    }
}

/// A place that holds a credential.
public struct Holder: Sendable, Hashable, Comparable {
    /// The credential.
    public var credential: CredentialID
    /// The namespace.
    public var namespace: String
    /// The Secret.
    public var secret: String
    /// Its key.
    public var key: String
    /// How: as it is, inside of a composed text, or as a hash.
    public var form: Form
    /// The member that reads it.
    public var component: String

    /// How a value is held.
    public enum Form: String, Sendable { case plain, composed, hash }

    /// By credential, then by place.
    public static func < (left: Holder, right: Holder) -> Bool {
        (left.credential.description, left.namespace, left.secret, left.key)
            < (right.credential.description, right.namespace, right.secret, right.key)
    }
}

extension Rendering {
    /// Every place that holds a credential, in order.
    public var holders: [Holder] {
        secrets.flatMap { secret in
            secret.data.flatMap { key, parts in
                parts.compactMap { part -> Holder? in
                    switch part {
                    case .literal: nil
                    case .sha256(let id):
                        Holder(
                            credential: id, namespace: secret.namespace, secret: secret.name, key: key, form: .hash,
                            component: secret.component)
                    case .credential(let id, _, _):
                        Holder(
                            credential: id, namespace: secret.namespace, secret: secret.name, key: key,
                            form: parts.count == 1 ? .plain : .composed, component: secret.component)
                    }
                }
            }
        }.sorted()
    }
}
