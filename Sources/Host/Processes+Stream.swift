/// What goes into a process and comes out of it piece by piece.
struct ProcessFlow {
    /// The next piece that it reads; nil at the end.
    var source: (() throws -> [UInt8]?)?
    /// Takes what it wrote to standard output.
    var sink: ((ArraySlice<UInt8>) throws -> Void)?
}

extension Processes {
    /// Runs a program to its end, and takes what it writes while it runs: nothing is kept, however much it is.
    ///
    /// Blocks the thread; both closures are called on it. While `sink` works, the program waits.
    ///
    /// - Parameters:
    ///   - executable: a path with a slash, or a name that is looked up in `PATH`.
    ///   - arguments: its arguments, without its own name.
    ///   - joinsErrors: whether what it writes to standard error comes with the output, in order; otherwise it is in the result.
    ///   - timeoutSeconds: after this it gets SIGTERM, and SIGKILL two seconds later.
    ///   - source: gives what it reads, piece by piece, nil at the end; nil: it reads nothing.
    ///   - sink: takes a piece of what it writes.
    /// - Returns: its status, without its output.
    /// - Throws: ``ProcessFailure``; whatever `source` or `sink` throws, after the program was ended.
    public static func stream(
        _ executable: String, _ arguments: [String], joinsErrors: Bool = false, timeoutSeconds: Int,
        from source: (() throws -> [UInt8]?)? = nil, to sink: (ArraySlice<UInt8>) throws -> Void
    ) throws -> ProcessResult {
        guard let program = find(executable) else { throw ProcessFailure.notFound(program: executable) }
        let variables = Environment.process.variables.sorted { $0.key < $1.key }
        guard !([executable] + arguments).contains(where: { $0.utf8.contains(0) }) else {
            throw ProcessFailure.badArgument(program: executable)
        }
        return try withoutActuallyEscaping(sink) { sink in
            var thrown: (any Error)?
            let result = Result { () throws(ProcessFailure) in
                try talk(executable) { () throws(SystemError) in
                    var streams = try ChildStreams(hasInput: source != nil, joinsErrors: joinsErrors)
                    defer { streams.closeAll() }
                    let child = try spawn(
                        program, [executable] + arguments, variables.map { "\($0.key)=\($0.value)" }, nil, streams)
                    streams.closeChildSide()
                    var conversation = Conversation(
                        program: executable, child: child, input: [], flow: ProcessFlow(source: source, sink: sink),
                        outputLimit: 1 << 20, timeoutSeconds: timeoutSeconds)
                    defer { thrown = conversation.thrown }
                    return try conversation.hold(over: &streams)
                }
            }
            if let thrown { throw thrown }
            return try result.get()
        }
    }
}
