import Catalog
import Crypto
public import Diagnostics
import Platform
public import Rendering

/// Puts the values of a Secret's keys together out of the store.
public enum SecretComposer {
    /// The values of every key.
    ///
    /// - Parameters:
    ///   - secret: what each key holds.
    ///   - store: the values.
    /// - Returns: the Secret with its values, keys in the same order.
    /// - Throws: `FindingsError` that names every credential that is missing and every key that is there twice.
    public static func compose(
        _ secret: SecretObject, store: CredentialStore
    ) throws(FindingsError) -> ComposedSecret {
        var findings: [Finding] = []
        var seen: Set<[UInt8]> = []
        var values: [ComposedSecret.Entry] = []
        for (key, parts) in secret.data {
            if !seen.insert(Array(key.utf8)).inserted {
                findings.append(
                    Finding(
                        code: Code.duplicateItem,
                        message: "the Secret `\(secret.namespace)/\(secret.name)` has the key `\(key)` twice",
                        component: secret.component))
            }
            var pieces: [SecretBytes] = []
            for part in parts {
                if let piece = piece(part, store: store) {
                    pieces.append(piece)
                } else {
                    findings.append(missing(part, key: key, of: secret))
                }
            }
            values.append(ComposedSecret.Entry(key: key, value: SecretBytes(joining: pieces)))
        }
        guard findings.isEmpty else { throw FindingsError(findings: findings) }
        return ComposedSecret(secret: secret, values: values)
    }

    private static func piece(_ part: SecretObject.Part, store: CredentialStore) -> SecretBytes? {
        switch part {
        case .literal(let text): SecretBytes(text: text)
        case .sha256(let id): store.get(id).map { SecretBytes(text: Hex.encode(Hash.sha256($0))) }
        case .credential(let id, let field, .plain): store.get(id, field: field)
        case .credential(let id, let field, let encoding):
            store.get(id, field: field)?.withBytes { bytes in
                var encoded = Encodings.encode(bytes, encoding)
                return SecretBytes(wiping: &encoded)
            }
        }
    }

    private static func missing(_ part: SecretObject.Part, key: String, of secret: SecretObject) -> Finding {
        let name =
            switch part {
            case .literal: ""
            case .sha256(let id), .credential(let id, nil, _): id.description
            case .credential(let id, let field?, _): "\(id).\(field)"
            }
        return Finding(
            code: Code.unknownCredential, message: "the credential store has no value for `\(name)`",
            component: secret.component,
            cause: "the key `\(key)` of the Secret `\(secret.namespace)/\(secret.name)` holds it")
    }
}
