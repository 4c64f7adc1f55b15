import Crypto
public import Delivery
public import Diagnostics
import Platform
public import Rendering
public import Secrets

/// Contents with their values, and the names under which they are in Podman's store.
///
/// A name holds a fingerprint of the value: a new value is a new name, so that nothing which runs is changed under its feet, and what
/// uses it is made anew. The fingerprint is keyed, like those of seals: nobody can try guesses on it.
public struct MachineContents: Sendable {
    /// A content that is to be in the store.
    struct Entry: Sendable {
        var name: String
        var value: SecretBytes
    }

    private var entries: [String: Entry] = [:]

    /// Nothing: for who looks without the store.
    public init() {}

    /// Puts the contents of a platform together.
    ///
    /// - Parameters:
    ///   - plan: the platform on the machine.
    ///   - rendering: what each key of a Secret holds.
    ///   - store: the values.
    /// - Throws: `FindingsError` that names every credential that is missing.
    public init(_ plan: MachinePlan, rendering: Rendering, store: CredentialStore) throws(FindingsError) {
        var values: [String: SecretBytes] = [:]
        for secret in rendering.secrets {
            for entry in try SecretComposer.compose(secret, store: store).values {
                values["\(secret.namespace)/\(secret.name)/\(entry.key)"] = entry.value
            }
        }
        for content in plan.contents {
            let value: SecretBytes
            switch content.source {
            case .text(let text): value = SecretBytes(text: text)
            case .secret(let namespace, let name, let key):
                guard let found = values["\(namespace)/\(name)/\(key)"] else { continue }
                value = found
            }
            let message = SecretBytes(joining: [SecretBytes(text: content.id), SecretBytes([0]), value])
            let mark = message.withBytes { Hash.hmacSHA256($0, key: store.fingerprintKey) }
            entries[content.id] = Entry(
                name: Self.prefix(plan.platform) + Hex.encode(Array(mark.prefix(16))), value: value)
        }
    }

    /// The beginning of the names of a platform's contents. Podman 4 takes 64 characters at the most.
    static func prefix(_ platform: String) -> String {
        "fairlead." + Hex.encode(Array(Hash.sha256(Array(platform.utf8)).prefix(6))) + "."
    }

    /// The name of a content in the store.
    ///
    /// - Parameter id: its identity.
    public func name(_ id: String) -> String? { entries[id]?.name }

    /// What is to be in the store, by name.
    var wanted: [Entry] { entries.values.sorted { $0.name < $1.name } }
}
