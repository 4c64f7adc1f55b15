public import Diagnostics
public import Host

/// Why there is no key for a store.
public enum IdentityFailure: Error, Sendable, Equatable {
    /// There is a store and no key; the path is where one was looked for last.
    case missing(store: Path, looked: Path)
    /// Neither `HOME` nor `XDG_CONFIG_HOME` says where an identity file could be.
    case noHome
    /// What was given is no key; the reason never shows it.
    case unusable(origin: String, reason: String)
    /// The system refused.
    case file(FileFailure)

    /// The failure as it is shown.
    public var finding: Finding {
        switch self {
        case .missing(let store, let looked):
            Finding(
                code: Code.storeUnreadable, message: "there is no key for the credential store `\(store)`",
                cause: "no identity was given and `\(looked)` does not exist; a new one could not open the store",
                hint: IdentitySource.ways)
        case .noHome:
            Finding(
                code: Code.storeUnreadable, message: "there is no key for the credential store",
                cause: "neither HOME nor XDG_CONFIG_HOME is set", hint: IdentitySource.ways)
        case .unusable(let origin, let reason):
            Finding(
                code: Code.storeUnreadable, message: "\(origin) cannot be used", cause: reason,
                hint: "an identity file holds a line that begins with AGE-SECRET-KEY-1, as `age-keygen` writes it")
        case .file(let failure):
            Finding(code: Code.storeUnreadable, message: failure.description, hint: failure.hint)
        }
    }
}
