import Glibc

/// Feeds a child process, drains both of its outputs at once, and waits for its end.
struct Conversation {
    private let program: String
    private let child: pid_t
    private var input: [UInt8]
    private var flow: ProcessFlow
    private let outputLimit: Int
    private let timeoutSeconds: Int
    private let clock = Clock.system
    private let start: Int64

    private var written = 0
    private var stdout: [UInt8] = []
    private var stderr: [UInt8] = []
    private var failure: ProcessFailure?
    /// What the flow threw.
    private(set) var thrown: (any Error)?
    private var killTime: Int64?
    private var buffer = [UInt8](repeating: 0, count: 64 << 10)

    init(
        program: String, child: pid_t, input: [UInt8], flow: ProcessFlow = ProcessFlow(), outputLimit: Int,
        timeoutSeconds: Int
    ) {
        self.program = program
        self.child = child
        self.input = input
        self.flow = flow
        self.outputLimit = outputLimit
        self.timeoutSeconds = timeoutSeconds
        start = clock.monotonicMilliseconds()
    }

    /// Runs until the child has ended and its output is read.
    mutating func hold(over streams: inout ChildStreams) throws(SystemError) -> Result<ProcessResult, ProcessFailure> {
        var ended: Int32?
        while ended == nil {
            endIfDue()
            let isOpen = streams.output >= 0 || streams.error >= 0
            exchange(over: &streams, milliseconds: isOpen ? 20 : 2)
            ended = try collect()
        }
        // A grandchild may hold the pipes open for ever: what is there now is read, nothing more is waited for.
        while !isOverLimit, exchange(over: &streams, milliseconds: 0) {}
        if isOverLimit, failure == nil { failure = .tooMuchOutput(program: program, limit: outputLimit) }
        if let failure { return .failure(failure) }
        return .success(ProcessResult(status: ended ?? 0, stdout: stdout, stderr: stderr))
    }

    private var isOverLimit: Bool { stdout.count > outputLimit || stderr.count > outputLimit }

    private mutating func endIfDue() {
        let now = clock.monotonicMilliseconds()
        if failure == nil {
            if now - start >= Int64(timeoutSeconds) * 1000 {
                failure = .timedOut(program: program, seconds: timeoutSeconds)
            } else if case .failure(let request) = Result(catching: { () throws(Interrupted) in try Interrupt.check() })
            {
                failure = .interrupted(program: program, signal: request.signal)
            } else if isOverLimit {
                failure = .tooMuchOutput(program: program, limit: outputLimit)
            }
        }
        guard failure != nil || thrown != nil else { return }
        if let killTime {
            if now >= killTime { kill(child, SIGKILL) }
        } else {
            kill(child, SIGTERM)
            killTime = now + 2000
        }
    }

    /// Moves what can be moved.
    ///
    /// - Returns: whether any byte was read.
    @discardableResult
    private mutating func exchange(over streams: inout ChildStreams, milliseconds: Int32) -> Bool {
        refill(&streams)
        // poll ignores negative descriptors, so the three keep their places.
        var entries = [
            pollfd(fd: streams.input, events: Int16(POLLOUT), revents: 0),
            pollfd(fd: streams.output, events: Int16(POLLIN), revents: 0),
            pollfd(fd: streams.error, events: Int16(POLLIN), revents: 0),
        ]
        guard poll(&entries, nfds_t(entries.count), milliseconds) > 0 else { return false }
        if entries[0].revents != 0 { feed(&streams) }
        var hasRead = false
        if entries[1].revents != 0 {
            switch drain(streams.output, into: \.stdout, to: flow.sink) {
            case .some(let count): hasRead = count > 0
            case .none: streams.closeOutput()
            }
        }
        if entries[2].revents != 0 {
            switch drain(streams.error, into: \.stderr) {
            case .some(let count): hasRead = hasRead || count > 0
            case .none: streams.closeError()
            }
        }
        return hasRead
    }

    /// Gets what is fed next, if the child has everything so far.
    private mutating func refill(_ streams: inout ChildStreams) {
        guard written >= input.count, streams.input >= 0 else { return }
        do {
            if thrown == nil, failure == nil, let next = try flow.source?() {
                (input, written) = (next, 0)
                return
            }
        } catch { thrown = error }
        streams.closeInput()
    }

    private mutating func feed(_ streams: inout ChildStreams) {
        let count = withoutPipeSignal {
            input.withUnsafeBytes { write(streams.input, $0.baseAddress.map { $0 + written }, input.count - written) }
        }
        if count > 0 {
            written += count
        } else if count < 0, errno != EAGAIN, errno != EINTR {
            // The child does not want to read the rest; its status says whether that is a failure.
            written = input.count
            flow.source = nil
        }
    }

    /// - Returns: how many bytes were read, or `nil` at the end.
    private mutating func drain(
        _ descriptor: Int32, into target: WritableKeyPath<Conversation, [UInt8]>,
        to sink: ((ArraySlice<UInt8>) throws -> Void)? = nil
    ) -> Int? {
        let count = read(descriptor, &buffer, buffer.count)
        if count < 0 { return errno == EAGAIN || errno == EINTR ? 0 : nil }
        if count == 0 { return nil }
        if let sink {
            // After a failure the rest is dropped, so that the child is not blocked while it ends.
            guard thrown == nil, failure == nil else { return count }
            do { try sink(buffer[..<count]) } catch { thrown = error }
            return count
        }
        // Once it is over the limit the rest is dropped, so that the child is not blocked while it ends.
        if self[keyPath: target].count <= outputLimit { self[keyPath: target].append(contentsOf: buffer[..<count]) }
        return count
    }

    private func collect() throws(SystemError) -> Int32? {
        var status: Int32 = 0
        guard try retrying({ waitpid(child, &status, WNOHANG) }) == child else { return nil }
        // The layout of the status word, wait(2): the macros are not imported.
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    }
}

/// Does a write during which SIGPIPE cannot end this process, without changing what SIGPIPE does elsewhere.
private func withoutPipeSignal(_ body: () -> Int) -> Int {
    var pipeOnly = sigset_t()
    sigemptyset(&pipeOnly)
    sigaddset(&pipeOnly, SIGPIPE)
    var before = sigset_t()
    var pending = sigset_t()
    sigpending(&pending)
    let wasPending = sigismember(&pending, SIGPIPE) == 1
    pthread_sigmask(SIG_BLOCK, &pipeOnly, &before)
    let result = body()
    let number = errno
    if result < 0, number == EPIPE, !wasPending {
        // The signal was sent to this very thread and waits; it is taken away before the mask is lifted.
        var none = timespec()
        while sigtimedwait(&pipeOnly, nil, &none) < 0, errno == EINTR {}
    }
    pthread_sigmask(SIG_SETMASK, &before, nil)
    errno = number
    return result
}
