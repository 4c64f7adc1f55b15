public import Crypto
public import Host

/// Finds the key of a store: what was asked for on the command line, then what the environment says, then the file in
/// the home directory, which is made for the very first store.
public struct IdentitySource: Sendable {
    /// Variable with the path of an age identity file.
    public static let pathVariable = "FAIRLEAD_IDENTITY"
    /// Variable with the text of an identity, for automation.
    public static let keyVariable = "FAIRLEAD_AGE_KEY"
    /// Variable with a passphrase.
    public static let passphraseVariable = "FAIRLEAD_PASSPHRASE"

    /// How a key can be given, for hints.
    static let ways =
        "give the key with --identity FILE, or in \(pathVariable) (a path), \(keyVariable) (its text) "
        + "or \(passphraseVariable)"

    private let option: Path?
    private let environment: Environment

    /// Makes a source.
    ///
    /// - Parameters:
    ///   - option: the identity file that was named on the command line, if any.
    ///   - environment: the environment variables.
    public init(option: Path? = nil, environment: Environment) {
        self.option = option
        self.environment = environment
    }

    /// A key and where it comes from.
    public struct Found: Sendable {
        /// The key.
        public let key: StoreKey
        /// Where it comes from, in a few words.
        public let origin: String
        /// What was made and should be told to the person; nil if nothing was made.
        public let note: String?
    }

    /// Finds the key, or makes one if that cannot hide a lost one.
    ///
    /// - Parameters:
    ///   - storeExists: whether there is a store already; then no identity is ever made.
    ///   - store: the store's path, for messages.
    ///   - entropy: where a new identity comes from.
    /// - Returns: the key.
    /// - Throws: ``IdentityFailure``.
    public func resolve(
        storeExists: Bool, store: Path, entropy: any EntropySource
    ) throws(IdentityFailure) -> Found {
        if let option { return try read(option, origin: "the identity file `\(option)`") }
        if let path = environment.nonEmpty(Self.pathVariable) {
            return try read(Path(path), origin: "the identity file `\(path)` (\(Self.pathVariable))")
        }
        if let text = environment.nonEmpty(Self.keyVariable) {
            let identities = try parse(SecretBytes(text: text), origin: Self.keyVariable)
            return Found(key: .identities(identities), origin: Self.keyVariable, note: nil)
        }
        if let text = environment.nonEmpty(Self.passphraseVariable) {
            do throws(AgeError) {
                let phrase = try AgePassphrase(SecretBytes(text: text))
                return Found(key: .passphrase(phrase), origin: Self.passphraseVariable, note: nil)
            } catch {
                throw .unusable(origin: Self.passphraseVariable, reason: error.description)
            }
        }
        guard let path = defaultPath else { throw .noHome }
        if try isThere(path) { return try read(path, origin: "the identity file `\(path)`") }
        guard !storeExists else { throw .missing(store: store, looked: path) }
        return try make(path, entropy: entropy)
    }

    /// The identity file that is used when nothing else is said; nil without a home directory.
    public var defaultPath: Path? {
        // The XDG Base Directory Specification has relative paths ignored.
        if let config = environment.nonEmpty("XDG_CONFIG_HOME"), Path(config).isAbsolute {
            return Path(config) / "fairlead" / "identity.txt"
        }
        return environment.nonEmpty("HOME").map { Path($0) / ".config" / "fairlead" / "identity.txt" }
    }

    private func isThere(_ path: Path) throws(IdentityFailure) -> Bool {
        do throws(FileFailure) { return try Files.status(path, followingLinks: false) != nil } catch {
            throw .file(error)
        }
    }

    private func read(_ path: Path, origin: String) throws(IdentityFailure) -> Found {
        guard !path.string.utf8.starts(with: "AGE-SECRET-KEY-".utf8) else {
            throw .unusable(
                origin: "what was given as the path of an identity file",
                reason: "it is a key and not a path; \(Self.keyVariable) takes the key itself")
        }
        var bytes: [UInt8]
        do throws(FileFailure) { bytes = try Files.read(path, limit: AgeIdentity.largestFile) } catch {
            throw .file(error)
        }
        let identities = try parse(SecretBytes(wiping: &bytes), origin: origin)
        return Found(key: .identities(identities), origin: origin, note: nil)
    }

    private func parse(_ text: SecretBytes, origin: String) throws(IdentityFailure) -> [AgeIdentity] {
        do throws(AgeError) { return try AgeIdentity.parse(file: text) } catch {
            throw .unusable(origin: origin, reason: error.description)
        }
    }

    private func make(_ path: Path, entropy: any EntropySource) throws(IdentityFailure) -> Found {
        let identity: AgeIdentity
        do throws(AgeError) { identity = try AgeIdentity.generate(entropy: entropy) } catch {
            throw .unusable(origin: "a new identity", reason: error.description)
        }
        do throws(FileFailure) {
            try Files.makeDirectories(path.parent, permissions: 0o700)
            let text = identity.file.withBytes { $0 }
            try Files.writeAtomically(path, text, permissions: 0o600, replacing: false)
        } catch {
            // Another run made one at the same moment: that one counts.
            if error.reason == .exists { return try read(path, origin: "the identity file `\(path)`") }
            throw .file(error)
        }
        return Found(
            key: .identities([identity]), origin: "the identity file `\(path)`",
            note:
                "made a new age identity in `\(path)` (recipient \(identity.recipient)); without it the credential store "
                + "cannot be opened, so keep a copy in a safe place")
    }
}

extension IdentitySource: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Always `IdentitySource`: the environment holds keys.
    public var description: String { "IdentitySource" }

    /// Always `IdentitySource`.
    public var debugDescription: String { description }

    /// A mirror without children, so that `dump` and reflection show nothing.
    public var customMirror: Mirror { Mirror(self, children: [], displayStyle: .struct) }
}
