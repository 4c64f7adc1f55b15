import Glibc
import Synchronization

/// Thrown when the user or the system asked the program to stop.
public struct Interrupted: Error, Sendable, Equatable {
    /// The signal, SIGINT (2) or SIGTERM (15).
    public let signal: Int32

    /// Makes the error.
    public init(signal: Int32) { self.signal = signal }

    /// The exit status a shell expects: 128 and the number of the signal.
    public var status: Int32 { 128 + signal }
}

/// The request to stop: the first SIGINT or SIGTERM is noted, the second one kills.
public enum Interrupt {
    /// Sets up the handlers. A signal that the process was started to ignore (`nohup`) stays ignored.
    public static func install() {
        // Touched here, so that the handler never is the first to initialise it.
        _ = requested.load(ordering: .relaxed)
        for number in [SIGINT, SIGTERM] {
            var current = sigaction()
            guard sigaction(number, nil, &current) == 0, !isIgnored(current) else { continue }
            var action = sigaction()
            action.__sigaction_handler.sa_handler = note
            // The runtime of Go, which lives in the same process, demands handlers on the alternate stack
            // (documentation of its package os/signal, "Non-Go programs that call Go code").
            action.sa_flags = SA_ONSTACK | SA_RESTART
            sigaction(number, &action, nil)
        }
    }

    /// Whether somebody asked the program to stop.
    public static var isRequested: Bool { requested.load(ordering: .relaxed) != 0 }

    /// Stops the work when asked to.
    ///
    /// - Throws: ``Interrupted``.
    public static func check() throws(Interrupted) {
        let signal = requested.load(ordering: .relaxed)
        if signal != 0, !isShielded { throw Interrupted(signal: signal) }
    }

    private static let requested = Atomic<Int32>(0)

    // Only what signal-safety(7) allows: an atomic store and sigaction.
    private static let note: @convention(c) (Int32) -> Void = { number in
        requested.store(number, ordering: .relaxed)
        signal(SIGINT, SIG_DFL)
        signal(SIGTERM, SIG_DFL)
    }

    private static func isIgnored(_ action: sigaction) -> Bool {
        unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
            == unsafeBitCast(SIG_IGN, to: Int.self)
    }
}
