public import Crypto
public import Host
import Values

/// The state of a store's file, to notice that somebody else changed it.
public struct StoreRevision: Sendable, Hashable {
    let digest: [UInt8]

    init(of file: [UInt8]) { digest = Hash.sha256(file) }
}

/// The encrypted file that a store is kept in: age with armor, made to stand in Git beside the platform file.
///
/// It can be opened without Fairlead: `age --decrypt --identity FILE secrets.age`.
public struct StoreFile: Sendable {
    /// The largest file that is read, in bytes.
    public static let largestFile = 16 << 20

    /// Where it is.
    public let path: Path

    /// Names a file.
    ///
    /// - Parameter path: where it is, or will be.
    public init(_ path: Path) { self.path = path }

    /// The store that belongs to a platform file.
    ///
    /// - Parameters:
    ///   - platform: the platform file.
    ///   - environment: the environment, if one was chosen; each has values of its own.
    public init(beside platform: Path, environment: String? = nil) {
        let name = environment.map { "secrets.\($0).age" } ?? "secrets.age"
        path = platform.parent.appending(name)
    }

    /// Whether there is something at the path, be it a store or not.
    ///
    /// - Throws: ``StoreFailure`` when that cannot be told; then it must not be taken for absent.
    public func exists() throws(StoreFailure) -> Bool {
        do throws(FileFailure) { return try Files.status(path, followingLinks: false) != nil } catch {
            throw failure(.file(error))
        }
    }

    /// Reads the store.
    ///
    /// - Parameter key: what to open it with.
    /// - Returns: nil only if there is no file at all.
    /// - Throws: ``StoreFailure`` for a file that is there and cannot be used, however little is left of it.
    public func load(_ key: StoreKey) throws(StoreFailure) -> CredentialStore? {
        guard try exists() else { return nil }
        let file = try read()
        let text: SecretBytes
        do throws(AgeError) {
            var limits = AgeLimits.standard
            limits.fileBytes = StoreFile.largestFile
            switch key {
            case .identities(let identities): text = try AgeFile.decrypt(file, with: identities, limits: limits)
            case .passphrase(let phrase): text = try AgeFile.decrypt(file, passphrase: phrase, limits: limits)
            }
        } catch {
            throw failure(StoreFile.isCutShort(file) ? .truncated : reason(error, key: key))
        }
        do throws(StoreTextError) {
            var store = try CredentialStore.parse(text)
            store.revision = StoreRevision(of: file)
            return store
        } catch {
            throw failure(.content(error))
        }
    }

    /// Writes the store, unless the file is not the one that the store was read from.
    ///
    /// At any moment either the old or the new file is there, whole. The file is not secret; it is made for Git.
    ///
    /// - Parameters:
    ///   - store: what to write.
    ///   - key: the key it must open with afterwards.
    ///   - entropy: where the keys of the encryption come from.
    ///   - waitSeconds: how long to wait for another process that is saving.
    /// - Returns: the store with its new revision, for saving it again.
    /// - Throws: ``StoreFailure``, or `Interrupted`.
    public func save(
        _ store: CredentialStore, _ key: StoreKey, entropy: any EntropySource, waitSeconds: Int = 10
    ) throws -> CredentialStore {
        let file = try encrypted(store, key, entropy: entropy)
        do {
            try FileLock.withLock(lockPath, waitSeconds: waitSeconds) {
                let present = try exists() ? StoreRevision(of: try read()) : nil
                guard present == store.revision else { throw failure(.changedMeanwhile) }
                try Files.writeAtomically(path, file, permissions: 0o644, replacing: present != nil)
            }
        } catch let error as FileFailure {
            throw failure(error.reason == .locked ? .locked : .unwritable(error))
        }
        var saved = store
        saved.revision = StoreRevision(of: file)
        return saved
    }

    /// The file that the lock is held on. It stays; Git should ignore it.
    public var lockPath: Path { path.parent.appending(".\(path.lastComponent ?? "secrets.age").lock") }

    private func encrypted(
        _ store: CredentialStore, _ key: StoreKey, entropy: any EntropySource
    ) throws(StoreFailure) -> [UInt8] {
        let text: SecretBytes
        do throws(StoreTextError) { text = try store.serialised() } catch { throw failure(.content(error)) }
        let file: [UInt8]
        switch key {
        case .passphrase(let phrase):
            guard store.recipients.isEmpty else { throw failure(.recipientsWithPassphrase) }
            do throws(AgeError) { file = try AgeFile.encrypt(text, passphrase: phrase, entropy: entropy) } catch {
                throw failure(reason(error, key: key))
            }
        case .identities:
            guard key.recipients.contains(where: store.recipients.contains) else { throw failure(.lockedOut) }
            do throws(AgeError) { file = try AgeFile.encrypt(text, to: store.recipients, entropy: entropy) } catch {
                throw failure(reason(error, key: key))
            }
        }
        guard file.count <= StoreFile.largestFile else {
            throw failure(.broken("it would be larger than \(StoreFile.largestFile) bytes"))
        }
        return file
    }

    private func read() throws(StoreFailure) -> [UInt8] {
        do throws(FileFailure) { return try Files.read(path, limit: StoreFile.largestFile) } catch {
            throw failure(.file(error))
        }
    }

    private func failure(_ reason: StoreFailure.Reason) -> StoreFailure { StoreFailure(reason: reason, path: path) }

    private func reason(_ error: AgeError, key: StoreKey) -> StoreFailure.Reason {
        switch error {
        case .notAge: .notAge
        case .truncated: .truncated
        case .tampered: .tampered
        case .wrongPassphrase: .wrongPassphrase
        case .noMatchingIdentity:
            if case .passphrase = key { .wrongPassphrase } else { .cannotBeOpened(tried: key.recipients) }
        case .cryptography(let error): .cryptography(error.message)
        case .headerBroken, .armorBroken, .tooLarge, .badRecipient, .badIdentity: .broken(error.description)
        }
    }

    /// Whether a file begins as an armored one and has lost its last line.
    static func isCutShort(_ file: [UInt8]) -> Bool {
        let begin = Array("-----BEGIN AGE ENCRYPTED FILE-----".utf8)
        let end = Array("-----END AGE ENCRYPTED FILE-----".utf8)
        guard file.count >= begin.count else { return begin.starts(with: file) }
        let lastLine = file.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }).last
        return file.starts(with: begin) && lastLine.map { !$0.elementsEqual(end) } ?? true
    }
}
