import Glibc

/// Running other programs.
public enum Processes {
    /// Runs a program to its end and collects what it writes.
    ///
    /// Blocks the thread. The child starts with default signal handling and an empty signal mask, and inherits nothing this process opened.
    ///
    /// - Parameters:
    ///   - executable: a path with a slash, or a name that is looked up in `PATH`.
    ///   - arguments: its arguments, without its own name.
    ///   - input: what it can read from standard input.
    ///   - environment: its variables; those of this process when `nil`.
    ///   - directory: where it runs; the current directory when `nil`.
    ///   - timeoutSeconds: after this it gets SIGTERM, and SIGKILL two seconds later.
    ///   - outputLimit: the most bytes it may write to each of its two outputs.
    /// - Returns: its status and output, whatever the status is.
    /// - Throws: ``ProcessFailure``.
    public static func run(
        _ executable: String, _ arguments: [String], input: [UInt8] = [], environment: [String: String]? = nil,
        directory: Path? = nil, timeoutSeconds: Int = 60, outputLimit: Int = 64 << 20
    ) throws(ProcessFailure) -> ProcessResult {
        guard let program = find(executable) else { throw .notFound(program: executable) }
        let variables = (environment ?? Environment.process.variables).sorted { $0.key < $1.key }
        guard !([executable, directory?.string ?? ""] + arguments).contains(where: { $0.utf8.contains(0) }),
            !variables.contains(where: { $0.key.contains("=") || ($0.key + $0.value).utf8.contains(0) })
        else { throw .badArgument(program: executable) }

        return try talk(executable) { () throws(SystemError) in
            var streams = try ChildStreams(hasInput: !input.isEmpty)
            defer { streams.closeAll() }
            let child = try spawn(
                program, [executable] + arguments, variables.map { "\($0.key)=\($0.value)" }, directory, streams)
            streams.closeChildSide()
            var conversation = Conversation(
                program: executable, child: child, input: input, outputLimit: outputLimit,
                timeoutSeconds: timeoutSeconds)
            return try conversation.hold(over: &streams)
        }
    }

    /// Says of a failure of the system what it means for whoever wanted to run something.
    static func talk<Output>(
        _ executable: String, _ body: () throws(SystemError) -> Result<Output, ProcessFailure>
    ) throws(ProcessFailure) -> Output {
        let outcome: Result<Output, ProcessFailure>
        do throws(SystemError) { outcome = try body() } catch {
            switch error.number {
            case ENOENT, ENOTDIR: throw .notFound(program: executable)
            case EACCES, EPERM: throw .denied(program: executable)
            default: throw .system(program: executable, number: error.number)
            }
        }
        return try outcome.get()
    }

    /// Looks up a program in `PATH`.
    ///
    /// - Parameters:
    ///   - name: its name; one with a slash is given back as it is.
    ///   - environment: where `PATH` comes from.
    /// - Returns: the path of the first one that may be executed.
    public static func find(_ name: String, environment: Environment = .process) -> String? {
        if name.isEmpty || name.utf8.contains(0) { return nil }
        if name.utf8.contains(UInt8(ascii: "/")) { return name }
        let directories = (environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin").utf8.split(
            separator: UInt8(ascii: ":"), omittingEmptySubsequences: true)
        for directory in directories {
            let candidate = "\(String(Substring(directory)))/\(name)"
            if access(candidate, X_OK) == 0, !Files.isDirectory(Path(candidate)) { return candidate }
        }
        return nil
    }

    static func spawn(
        _ program: String, _ arguments: [String], _ variables: [String], _ directory: Path?, _ streams: ChildStreams
    ) throws(SystemError) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (descriptor, target) in [(streams.childInput, 0), (streams.childOutput, 1), (streams.childError, 2)] {
            try check(posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(target)))
        }
        if let directory { try check(GNUExtensions.addDirectory(&actions, directory.string)) }

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))

        var child: pid_t = 0
        let argumentPointers = CStrings(arguments)
        let variablePointers = CStrings(variables)
        defer {
            argumentPointers.release()
            variablePointers.release()
        }
        var number: Int32 = 0
        for _ in 0..<50 {
            number = posix_spawn(
                &child, program, &actions, &attributes, argumentPointers.pointers, variablePointers.pointers)
            // A file that was written a moment ago may still be open in the child of another thread, until that one's own exec (execve(2)).
            guard number == ETXTBSY else { break }
            usleep(10_000)
        }
        try check(number)
        return child
    }

    // The functions of this family return the error number instead of setting errno.
    private static func check(_ number: Int32) throws(SystemError) {
        if number != 0 { throw SystemError(number: number) }
    }
}

/// A list of C strings that ends with a null pointer.
private struct CStrings {
    let pointers: [UnsafeMutablePointer<CChar>?]

    init(_ strings: [String]) { pointers = strings.map { strdup($0) } + [nil] }

    func release() { for pointer in pointers { free(pointer) } }
}
