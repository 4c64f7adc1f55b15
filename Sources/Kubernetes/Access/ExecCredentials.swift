import Crypto
import Host
import Synchronization

/// The token of an exec plug-in, asked for anew before it ends and when the server refuses it.
///
/// A certificate that the plug-in gives is fixed when the access is made, since it belongs to the connection.
final class ExecCredentials: CredentialProvider {
    /// So long before its end a token is no longer used, in seconds: the request must arrive, and clocks differ a little.
    private static let margin: Int64 = 30
    /// A plug-in whose tokens are old already, or refused at once, is not run more often than this, in seconds.
    private static let pause: Int64 = 10

    private struct State {
        var credential: ExecCredential?
        var renewAt = Int64.max
        var isRefused = false
        var refusedAt: Int64?
    }

    private let plugin: ExecPlugin
    private let information: String
    private let environment: Environment
    private let clock: Clock
    private let state = Mutex(State())

    init(_ plugin: ExecPlugin, information: String, environment: Environment, clock: Clock) {
        self.plugin = plugin
        self.information = information
        self.environment = environment
        self.clock = clock
    }

    /// Runs the plug-in for the first time.
    func begin() throws -> ExecCredential {
        try state.withLock { try current(&$0) }
    }

    // The lock is held while the plug-in runs: the others wait for its token instead of running it too.
    func authorization() throws -> AuthorizationValue? {
        try state.withLock { try current(&$0).token.map { .bearer($0) } }
    }

    func refused() -> Bool {
        state.withLock { state in
            guard state.credential?.token != nil else { return false }
            let now = clock.now()
            // Within the pause the refused request was sent with the token before; asking again takes the new one.
            if let last = state.refusedAt, now >= last, now - last < Self.pause { return true }
            state.refusedAt = now
            state.isRefused = true
            return true
        }
    }

    private func current(_ state: inout State) throws -> ExecCredential {
        if let credential = state.credential, !state.isRefused, clock.now() < state.renewAt { return credential }
        let new = try plugin.run(information, environment: environment)
        let now = clock.now()
        state.credential = new
        state.isRefused = false
        state.renewAt = new.expiration.map { max($0 - Self.margin, now + Self.pause) } ?? Int64.max
        return new
    }
}
