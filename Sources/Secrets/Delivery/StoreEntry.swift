public import Crypto
public import Diagnostics
import Platform
public import Rendering

/// What is to stand under one path of a store. It cannot be shown.
public struct StoreEntry: Sendable {
    /// The path below the mount.
    public let path: String
    /// The member whose Secret it is.
    public let component: String
    /// The values by key, in order.
    public let values: [(key: String, value: SecretBytes)]

    /// What all Secrets are put together from.
    ///
    /// - Parameters:
    ///   - secrets: the Secrets.
    ///   - layout: where their values are.
    ///   - store: the values.
    /// - Returns: an entry for each Secret that holds anything secret, in order.
    /// - Throws: `FindingsError` that names every credential that is missing, and every one that is no text: stores of this kind keep texts.
    public static func all(
        _ secrets: [SecretObject], layout: StoreLayout, store: CredentialStore
    ) throws(FindingsError) -> [StoreEntry] {
        var findings: [Finding] = []
        var entries: [StoreEntry] = []
        for secret in secrets {
            var values: [(key: String, value: SecretBytes)] = []
            for wanted in StoreLayout.values(of: secret) {
                let name = wanted.field.map { "\(wanted.credential).\($0)" } ?? wanted.credential.description
                guard let value = store.get(wanted.credential, field: wanted.field) else {
                    findings.append(
                        Finding(
                            code: Code.unknownCredential, message: "the credential store has no value for `\(name)`",
                            component: secret.component, hint: "`fairlead render` makes what is missing"))
                    continue
                }
                guard value.withBytes({ String(validating: $0, as: UTF8.self) != nil }) else {
                    findings.append(
                        Finding(
                            code: Code.storedFormDiffers, message: "the value of `\(name)` is no text",
                            component: secret.component, cause: "a store outside of Git keeps values as JSON texts"))
                    continue
                }
                values.append((wanted.key, value))
            }
            if !values.isEmpty {
                entries.append(
                    StoreEntry(path: layout.path(of: secret), component: secret.component, values: values))
            }
        }
        guard findings.isEmpty else { throw FindingsError(findings: findings) }
        return entries
    }
}
