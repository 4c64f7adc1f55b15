import Host
import Testing

@Suite struct ProcessStreamTests {
    private struct Odd: Error {}

    private func bytes(_ script: String, joined: Bool = false, _ pieces: [[UInt8]]? = nil) throws -> (
        [UInt8], ProcessResult
    ) {
        var result: [UInt8] = []
        var rest = pieces ?? []
        let source: (() throws -> [UInt8]?)? = pieces == nil ? nil : { rest.isEmpty ? nil : rest.removeFirst() }
        let end = try Processes.stream(
            "sh", ["-c", script], joinsErrors: joined, timeoutSeconds: 30, from: source
        ) { result += $0 }
        return (result, end)
    }

    @Test func piecesGoInAndComeOut() throws {
        let pieces = (0..<40).map { number in [UInt8](repeating: UInt8(number), count: number * 3001) }
        let (out, end) = try bytes("cat; echo err >&2; exit 3", pieces)
        #expect(out == pieces.flatMap { $0 })
        #expect(end == ProcessResult(status: 3, stderr: Array("err\n".utf8)))
    }

    @Test func joinedOutputsKeepTheirOrder() throws {
        let (out, end) = try bytes("for i in 1 2 3; do echo out$i; echo err$i >&2; done", joined: true)
        #expect(String(decoding: out, as: UTF8.self) == "out1\nerr1\nout2\nerr2\nout3\nerr3\n")
        #expect(end.stderr.isEmpty)
    }

    @Test func whatTheTakerThrowsEndsTheProgram() {
        #expect(throws: Odd.self) {
            _ = try Processes.stream("sh", ["-c", "yes"], timeoutSeconds: 30) { _ in throw Odd() }
        }
    }

    @Test func whatTheGiverThrowsEndsTheProgram() {
        #expect(throws: Odd.self) {
            _ = try Processes.stream("sh", ["-c", "sleep 20"], timeoutSeconds: 30, from: { throw Odd() }) { _ in }
        }
    }

    @Test func aProgramThatDoesNotReadIsNoProblem() throws {
        let pieces = [[UInt8]](repeating: [UInt8](repeating: 1, count: 1 << 20), count: 8)
        #expect(try bytes("exec 0<&-; sleep 0.1; exit 4", pieces).1.status == 4)
    }

    @Test func failuresHaveTheirKinds() {
        #expect(throws: ProcessFailure.notFound(program: "no-such-program")) {
            _ = try Processes.stream("no-such-program", [], timeoutSeconds: 1) { _ in }
        }
        #expect(throws: ProcessFailure.timedOut(program: "sleep", seconds: 1)) {
            _ = try Processes.stream("sleep", ["9"], timeoutSeconds: 1) { _ in }
        }
    }
}
