import Glibc
import Host
import Values

/// What a process took.
struct MeasuredProcess {
    /// From its start to its end.
    var milliseconds: Double
    /// The most memory that it held, in megabytes of a million bytes.
    var megabytes: Double
    /// Its exit status.
    var status: Int32
    /// What it wrote to standard output.
    var output: [UInt8]
    /// What it wrote to standard error.
    var errors: [UInt8]

    private static let timeout = 900

    /// Runs a program and measures it.
    ///
    /// The system knows the peak memory only of all children of a process together, and of a child not less than its
    /// parent held at its start. So a second, small process of this program stands between.
    ///
    /// - Parameters:
    ///   - program: the program.
    ///   - arguments: its arguments.
    ///   - environment: its variables.
    /// - Returns: what it took, whatever its status is.
    /// - Throws: `ProcessFailure` or ``BenchFailure``.
    static func run(_ program: Path, _ arguments: [String], environment: [String: String]) throws -> MeasuredProcess {
        guard let own = Processes.executable else { throw BenchFailure("this program does not find itself") }
        return try Files.withTemporaryDirectory { scratch in
            let report = scratch / "report.json"
            let result = try Processes.run(
                own.string, ["measured", report.string, program.string] + arguments, environment: environment,
                timeoutSeconds: timeout + 10)
            guard Files.exists(report) else {
                throw BenchFailure("\(program) did not run: " + String(decoding: result.stderr, as: UTF8.self))
            }
            let node = try JSON.parse(try Files.read(report), file: report.string)
            return MeasuredProcess(
                milliseconds: Double(node["microseconds"]?.integer ?? 0) / 1e3,
                megabytes: Double(node["peakBytes"]?.integer ?? 0) / 1e6, status: result.status,
                output: result.stdout, errors: result.stderr)
        }
    }

    /// The process that stands between: runs a program, passes on what it writes, and leaves a report.
    ///
    /// - Parameter words: the file of the report, the program and its arguments.
    /// - Returns: the program's exit status.
    static func main(_ words: [String]) throws -> Int32 {
        guard words.count >= 2 else { throw BenchFailure("usage: fairlead-bench measured REPORT PROGRAM [ARGUMENT…]") }
        let (milliseconds, result) = try Stopwatch.time {
            try Processes.run(words[1], Array(words.dropFirst(2)), timeoutSeconds: timeout)
        }
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_CHILDREN.rawValue), &usage)
        let report: Node = [
            "microseconds": Node(.integer(Int64(milliseconds * 1e3))),
            "peakBytes": Node(.integer(Int64(usage.ru_maxrss) * 1024)),
        ]
        try Files.writeAtomically(Path(words[0]), Array(JSON.write(report).utf8))
        try OutputStream.standard.write(result.stdout)
        try OutputStream.error.write(result.stderr)
        return result.status
    }
}
