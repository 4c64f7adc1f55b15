public import Crypto
public import Platform
import Values

/// The plaintext of a store: JSON that a person can read after `age --decrypt`.
///
/// Nodes that hold secrets live inside of these two functions only. An error names a line or a credential and never
/// repeats what stands there.
extension CredentialStore {
    /// The version of the plaintext that is read and written.
    public static let version: Int64 = 1

    /// Reads a plaintext.
    ///
    /// - Parameter text: the JSON.
    /// - Returns: the store, without a revision.
    /// - Throws: why it is no store.
    public static func parse(_ text: SecretBytes) throws(StoreTextError) -> CredentialStore {
        let root = try text.withBytes { bytes in
            Result { () throws(StoreTextError) in
                do throws(SyntaxError) {
                    return try JSON.parse(bytes, file: "store")
                } catch {
                    // The reader's own sentence may quote the text.
                    throw .malformed("it is not JSON at line \(error.place.line), column \(error.place.column)")
                }
            }
        }.get()
        return try StoreTextReader(root: root).store()
    }

    /// Writes the plaintext: keys sorted, the same bytes for the same content.
    ///
    /// - Returns: the JSON.
    /// - Throws: ``StoreTextError/notText(_:)`` for a value that is not UTF-8 text.
    public func serialised() throws(StoreTextError) -> SecretBytes {
        var credentials = Mapping()
        for id in ids {
            switch value(id) {
            case .single(let secret)?: credentials[id.description] = try Self.node(secret, of: id)
            case .fields(let parts)?:
                var fields = Mapping()
                for name in CredentialValue.fields(parts).fieldNames {
                    if let part = parts[name] { fields[name] = try Self.node(part, of: id) }
                }
                credentials[id.description] = Node(.mapping(fields))
            case nil: continue
            }
        }
        let root: Node = [
            "credentials": Node(.mapping(credentials)),
            "fingerprintKey": Node(.string(fingerprintKey.withBytes { Base64.encode($0) })),
            "recipients": Node(.list(recipients.map { Node(.string($0.description)) })),
            "version": Node(.integer(CredentialStore.version)),
        ]
        var bytes = Array(JSON.write(root, pretty: true).utf8)
        return SecretBytes(wiping: &bytes)
    }

    private static func node(_ secret: SecretBytes, of id: CredentialID) throws(StoreTextError) -> Node {
        guard let text = secret.withBytes({ String(validating: $0, as: UTF8.self) }) else { throw .notText(id) }
        return Node(.string(text))
    }
}

/// Why a text is no store, or a store cannot be written as text.
public enum StoreTextError: Error, Sendable, Equatable, CustomStringConvertible {
    /// A rule of the form is broken; the text says which, without quoting a value.
    case malformed(String)
    /// The store was written by a newer Fairlead.
    case newerVersion(Int64)
    /// A value is not UTF-8 text.
    case notText(CredentialID)

    /// One sentence, lower case, no full stop.
    public var description: String {
        switch self {
        case .malformed(let reason): "the content of the store is damaged: \(reason)"
        case .newerVersion(let version): "the store has version \(version), which a newer Fairlead wrote"
        case .notText(let id): "the value of `\(id)` is not UTF-8 text"
        }
    }
}

private struct StoreTextReader {
    let root: Node

    func store() throws(StoreTextError) -> CredentialStore {
        guard let content = root.mapping else { throw .malformed("it is a \(root.typeName), not a mapping") }
        guard let version = root["version"]?.integer, version >= 1 else { throw .malformed("`version` is no number") }
        guard version <= CredentialStore.version else { throw .newerVersion(version) }
        // What is not understood would be lost when the store is written again.
        for key in content.keys where !["version", "recipients", "fingerprintKey", "credentials"].contains(key) {
            throw .malformed("it has a key that is not known, `\(key)`")
        }
        guard let key = root["fingerprintKey"]?.string.flatMap({ Base64.decode($0) }), key.count == 32 else {
            throw .malformed("`fingerprintKey` is not 32 bytes in base64")
        }
        var store = CredentialStore(recipients: try recipients(), fingerprintKey: SecretBytes(key))
        guard let credentials = root["credentials"]?.mapping else { throw .malformed("`credentials` is no mapping") }
        for entry in credentials.entries {
            let id = CredentialID(text: entry.key)
            // Two spellings of one letter are two keys for JSON and one for Swift.
            guard store.value(id) == nil else { throw .malformed("two credentials have the name `\(id)`") }
            store.set(id, try value(entry.value, of: id))
        }
        return store
    }

    private func recipients() throws(StoreTextError) -> [AgeRecipient] {
        guard let list = root["recipients"]?.list else { throw .malformed("`recipients` is no list") }
        var recipients: [AgeRecipient] = []
        for node in list {
            guard let text = node.string, let recipient = try? AgeRecipient(text) else {
                throw .malformed("`recipients` holds something that is no age recipient")
            }
            recipients.append(recipient)
        }
        return recipients
    }

    private func value(_ node: Node, of id: CredentialID) throws(StoreTextError) -> CredentialValue {
        if let text = node.string { return .single(SecretBytes(text: text)) }
        guard let fields = node.mapping, !fields.isEmpty else {
            throw .malformed("`\(id)` is neither a text nor a mapping of texts")
        }
        var parts: [String: SecretBytes] = [:]
        for entry in fields.entries {
            guard let text = entry.value.string, parts[entry.key] == nil else {
                throw .malformed("a field of `\(id)` is no text, or is there twice")
            }
            parts[entry.key] = SecretBytes(text: text)
        }
        return .fields(parts)
    }
}
