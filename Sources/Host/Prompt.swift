import Glibc
import Synchronization

/// Why a question could not be asked or was not answered.
public enum PromptFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// There is no terminal to ask on.
    case noTerminal
    /// The answer is longer than allowed.
    case tooLong
    /// The input ended before an answer.
    case noAnswer
    /// The system refused, by its error number.
    case system(Int32)

    /// A sentence for people: lower case, no full stop.
    public var description: String {
        switch self {
        case .noTerminal: "there is no terminal to ask on"
        case .tooLong: "the answer is too long"
        case .noAnswer: "the input ended before an answer"
        case .system(let number): "cannot ask on the terminal: \(systemMessage(number))"
        }
    }
}

/// Questions to the person at the terminal, asked on `/dev/tty` so that redirected streams do not matter.
public enum Prompt {
    private static let answerLimit = 1024

    /// Asks a question whose answer is shown while it is typed.
    ///
    /// - Returns: the answer without the line ending.
    /// - Throws: ``PromptFailure`` or ``Interrupted``.
    public static func line(_ question: String) throws -> String {
        String(decoding: try ask(question, isHidden: false), as: UTF8.self)
    }

    /// Asks for a passphrase without showing it. The echo comes back on every way out, signals included.
    ///
    /// - Returns: the bytes without the line ending. Wipe them when done.
    /// - Throws: ``PromptFailure`` or ``Interrupted``.
    public static func passphrase(_ question: String) throws -> [UInt8] { try ask(question, isHidden: true) }

    private static func ask(_ question: String, isHidden: Bool) throws -> [UInt8] {
        let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
        guard terminal >= 0 else { throw PromptFailure.noTerminal }
        defer { close(terminal) }
        // Signal dispositions belong to the whole process: one question at a time.
        return try turn.withLock { _ in
            while true {
                let outcome = try HeldSignals.during { try session(terminal, question, isHidden: isHidden) }
                switch outcome {
                case .success(let answer): return answer
                case .failure(let stopped):
                    // Echo and dispositions are as before by now: the signal does what it always does.
                    kill(getpid(), stopped.signal)
                    if stopped.signal != SIGTSTP {
                        // Its handler may note the request only; then that is the answer.
                        throw Interrupted(signal: stopped.signal)
                    }
                }
            }
        }
    }

    private static let turn = Mutex<Void>(())

    private static func session(_ terminal: Int32, _ question: String, isHidden: Bool) throws
        -> Result<[UInt8], Interrupted>
    {
        var before = termios()
        guard tcgetattr(terminal, &before) == 0 else { throw PromptFailure.noTerminal }
        if isHidden {
            var silent = before
            silent.c_lflag &= ~tcflag_t(ECHO | ECHOE | ECHOK | ECHONL)
            // TCSAFLUSH drops what was typed before the echo was off.
            guard tcsetattr(terminal, TCSAFLUSH, &silent) == 0 else { throw PromptFailure.system(errno) }
        }
        defer {
            if isHidden {
                tcsetattr(terminal, TCSAFLUSH, &before)
                // The line feed of the answer was not echoed either.
                try? writeAll(terminal, [UInt8(ascii: "\n")])
            }
        }
        try writeAll(terminal, Array(question.utf8))
        var answer: [UInt8] = []
        answer.reserveCapacity(answerLimit + 1)
        while true {
            if let signal = HeldSignals.received { return .failure(Interrupted(signal: signal)) }
            if case .failure(let stop) = Result(catching: { () throws(Interrupted) in try Interrupt.check() }) {
                return .failure(stop)
            }
            // In slices: another thread may take the signal, and then nothing interrupts this one.
            guard waitUntilReady(terminal, for: Int16(POLLIN), milliseconds: 100) else { continue }
            var byte: UInt8 = 0
            let count = read(terminal, &byte, 1)
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            if count < 0 { throw PromptFailure.system(errno) }
            if count == 0 { throw PromptFailure.noAnswer }
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { return .success(answer) }
            guard answer.count < answerLimit else { throw PromptFailure.tooLong }
            answer.append(byte)
        }
    }
}

/// Signals that would leave the terminal without echo are noted instead, for as long as a question is asked.
private enum HeldSignals {
    static let signal = Atomic<Int32>(0)

    static var received: Int32? {
        let number = signal.load(ordering: .relaxed)
        return number == 0 ? nil : number
    }

    static func during<Result>(_ body: () throws -> Result) rethrows -> Result {
        signal.store(0, ordering: .relaxed)
        var previous: [(number: Int32, action: sigaction)] = []
        for number in [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP] {
            var old = sigaction()
            var new = sigaction()
            new.__sigaction_handler.sa_handler = { HeldSignals.signal.store($0, ordering: .relaxed) }
            new.sa_flags = SA_ONSTACK
            if sigaction(number, &new, &old) == 0 { previous.append((number, old)) }
        }
        defer {
            for entry in previous {
                var action = entry.action
                sigaction(entry.number, &action, nil)
            }
        }
        return try body()
    }
}
