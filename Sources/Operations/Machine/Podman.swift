public import Host
public import Values

/// The `podman` command: started without a shell, with a time limit, ended when the user asks to stop.
public struct Podman: Sendable {
    /// The program.
    public let program: String

    /// The command.
    ///
    /// - Parameter program: a path, or a name that is looked up in `PATH`.
    public init(program: String = "podman") { self.program = program }

    /// Runs it.
    ///
    /// - Parameters:
    ///   - arguments: its arguments.
    ///   - input: what it reads from standard input.
    ///   - seconds: how long it may take.
    /// - Returns: what it wrote to standard output.
    /// - Throws: ``PodmanFailure``; `Interrupted`.
    @discardableResult
    public func run(_ arguments: [String], input: [UInt8] = [], seconds: Int = 120) throws -> [UInt8] {
        let result = try ask(arguments, input: input, seconds: seconds)
        guard result.succeeded else { throw PodmanFailure(arguments, result) }
        return result.stdout
    }

    /// Runs it, whatever its status is.
    ///
    /// - Parameters: as of ``run(_:input:seconds:)``.
    /// - Throws: ``PodmanFailure`` if it could not be run to its end; `Interrupted`.
    public func ask(
        _ arguments: [String], input: [UInt8] = [], seconds: Int = 120, limit: Int = 64 << 20
    ) throws -> ProcessResult {
        do throws(ProcessFailure) {
            return try Processes.run(
                program, arguments, input: input, timeoutSeconds: seconds, outputLimit: limit)
        } catch {
            if case .interrupted(_, let signal) = error { throw Interrupted(signal: signal) }
            throw PodmanFailure(arguments, error)
        }
    }

    /// Runs it, whatever its status is, and takes what it writes while it runs.
    ///
    /// - Parameters:
    ///   - arguments: its arguments.
    ///   - joinsErrors: whether its errors come with the output.
    ///   - seconds: how long it may take.
    ///   - source: gives what it reads, nil at the end.
    ///   - sink: takes a piece of what it writes.
    /// - Throws: ``PodmanFailure`` if it could not be run to its end; `Interrupted`; what the closures throw.
    func stream(
        _ arguments: [String], joinsErrors: Bool = false, seconds: Int, from source: (() throws -> [UInt8]?)? = nil,
        to sink: (ArraySlice<UInt8>) throws -> Void
    ) throws -> ProcessResult {
        do {
            return try Processes.stream(
                program, arguments, joinsErrors: joinsErrors, timeoutSeconds: seconds, from: source, to: sink)
        } catch let failure as ProcessFailure {
            if case .interrupted(_, let signal) = failure { throw Interrupted(signal: signal) }
            throw PodmanFailure(arguments, failure)
        }
    }

    /// Runs it and reads what it writes as JSON.
    ///
    /// - Parameter arguments: its arguments, with the format among them.
    public func json(_ arguments: [String]) throws -> Node {
        let bytes = try run(arguments)
        // Podman writes nothing, or `null`, where there is nothing.
        if bytes.allSatisfy({ $0 <= 0x20 }) { return Node(.list([])) }
        do throws(SyntaxError) {
            return try JSON.parse(bytes, file: "podman")
        } catch {
            throw PodmanFailure(arguments, reason: "it answered with something that is no JSON: \(error.message)")
        }
    }

    /// Runs it and splits what it writes into lines.
    ///
    /// - Parameter arguments: its arguments.
    public func lines(_ arguments: [String]) throws -> [String] {
        try run(arguments).split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
    }
}
