import Crypto
import Host
import Synchronization

/// A token in a file that somebody else keeps fresh, such as the kubelet for service accounts.
final class TokenFileCredentials: CredentialProvider {
    /// After so long the file is read again: tokens are replaced long before they expire, so a minute is soon enough (as client-go has it).
    static let milliseconds: Int64 = 60_000

    private struct State {
        var token: SecretBytes
        var readAt: Int64
        var changedAt: Int64
    }

    private let path: Path
    private let owner: String
    private let clock: Clock
    private let state: Mutex<State>

    /// Reads the file for the first time.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - owner: whose it is, for messages.
    ///   - fallback: the token for as long as the file cannot be read.
    ///   - clock: the time.
    init(_ path: Path, owner: String, fallback: SecretBytes? = nil, clock: Clock) throws {
        self.path = path
        self.owner = owner
        self.clock = clock
        let now = clock.monotonicMilliseconds()
        let token: SecretBytes
        do {
            token = try Self.read(path, owner)
        } catch {
            guard let fallback else { throw error }
            token = fallback
        }
        state = Mutex(State(token: token, readAt: now, changedAt: now - 10_000))
    }

    func authorization() throws -> AuthorizationValue? {
        state.withLock { state in
            if clock.monotonicMilliseconds() - state.readAt >= Self.milliseconds { renew(&state) }
            return .bearer(state.token)
        }
    }

    func refused() -> Bool {
        state.withLock { state in
            renew(&state)
            // Another thread may have read the new token after the refused request was sent with the old one.
            return clock.monotonicMilliseconds() - state.changedAt < 10_000
        }
    }

    // What cannot be read keeps the token that was good so far: the file may be in the middle of being replaced.
    private func renew(_ state: inout State) {
        state.readAt = clock.monotonicMilliseconds()
        guard let token = try? Self.read(path, owner), token != state.token else { return }
        state.token = token
        state.changedAt = state.readAt
    }

    private static func read(_ path: Path, _ owner: String) throws -> SecretBytes {
        var bytes: [UInt8]
        do {
            bytes = try Files.read(path, limit: TokenText.longest)
        } catch {
            throw KubernetesFailure.access("the token of \(owner) cannot be read: \(error)", hint: error.hint)
        }
        while let last = bytes.last, [0x0A, 0x0D, 0x20, 0x09].contains(last) { bytes.removeLast() }
        guard !bytes.isEmpty else { throw KubernetesFailure.access("the token file `\(path)` of \(owner) is empty") }
        try TokenText.check(bytes, "the token file `\(path)` of \(owner)")
        return SecretBytes(wiping: &bytes)
    }
}
