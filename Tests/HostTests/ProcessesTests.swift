import Host
import Testing

@Suite struct ProcessesTests {
    private func shell(_ script: String, input: [UInt8] = [], seconds: Int = 30) throws -> ProcessResult {
        try Processes.run("sh", ["-c", script], input: input, timeoutSeconds: seconds)
    }

    @Test func collectsBothOutputs() throws {
        let result = try shell("echo out; echo err >&2; exit 3")
        #expect(result == ProcessResult(status: 3, stdout: Array("out\n".utf8), stderr: Array("err\n".utf8)))
    }

    @Test func moreThanAPipeHoldsInBothDirections() throws {
        let input = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let result = try shell("tee /dev/stderr", input: input)
        #expect(result.stdout == input)
        #expect(result.stderr == input)
    }

    /// As if the child of another thread had not reached its exec yet.
    @Test func aFileThatIsStillBeingWrittenIsWaitedFor() throws {
        let made = try shell(
            "f=$(mktemp -d)/run && printf '#!/bin/sh\\necho ran\\n' > $f && chmod 755 $f && printf %s $f")
        let file = String(decoding: made.stdout, as: UTF8.self)
        _ = try shell("(exec 3>>'\(file)'; sleep 0.15) >/dev/null 2>&1 & sleep 0.05")
        let result = try Processes.run(file, [], timeoutSeconds: 30)
        #expect(String(decoding: result.stdout, as: UTF8.self) == "ran\n")
        _ = try shell("rm -r '\(file)' && rmdir \"$(dirname '\(file)')\"")
    }

    @Test func aChildThatDoesNotReadIsNoProblem() throws {
        let result = try shell("exec 0<&-; sleep 0.1; exit 4", input: Array(repeating: 1, count: 1 << 20))
        #expect(result.status == 4)
    }

    @Test func endsWhatTakesTooLong() {
        #expect(throws: ProcessFailure.timedOut(program: "sh", seconds: 0)) { try shell("sleep 100", seconds: 0) }
    }

    @Test func killsWhatIgnoresTheRequest() {
        #expect(throws: ProcessFailure.timedOut(program: "sh", seconds: 1)) {
            try shell("trap '' TERM; while :; do sleep 0.1; done", seconds: 1)
        }
    }

    @Test func aGrandchildHoldingThePipeDoesNotHang() throws {
        let result = try shell("sleep 30 & echo $!")
        #expect(result.succeeded)
        let identifier = String(decoding: result.stdout.dropLast(), as: UTF8.self)
        _ = try Processes.run("kill", [identifier])
    }

    @Test func limitsTheOutput() {
        #expect(throws: ProcessFailure.tooMuchOutput(program: "yes", limit: 1000)) {
            try Processes.run("yes", [], outputLimit: 1000)
        }
        #expect(throws: ProcessFailure.tooMuchOutput(program: "sh", limit: 1000)) {
            try Processes.run("sh", ["-c", "yes & exec 1>&-; sleep 0.2; kill $!"], outputLimit: 1000)
        }
        #expect(throws: ProcessFailure.tooMuchOutput(program: "head", limit: 1000)) {
            try Processes.run("head", ["-c", "1001", "/dev/zero"], outputLimit: 1000)
        }
    }

    @Test func environmentAndDirectory() throws {
        let result = try Processes.run(
            "/bin/sh", ["-c", "pwd; env | grep -v -e ^PWD -e ^_ -e ^SHLVL -e ^OLDPWD"],
            environment: ["A": "b=c", "PATH": "/usr/bin:/bin"], directory: "/usr")
        #expect(
            String(decoding: result.stdout, as: UTF8.self).split(separator: "\n").sorted() == [
                "/usr", "A=b=c", "PATH=/usr/bin:/bin",
            ])
    }

    @Test func failuresAreTyped() {
        #expect(throws: ProcessFailure.notFound(program: "no-such-program-here")) {
            try Processes.run("no-such-program-here", [])
        }
        #expect(throws: ProcessFailure.denied(program: "/etc/passwd")) { try Processes.run("/etc/passwd", []) }
        #expect(throws: ProcessFailure.badArgument(program: "echo")) { try Processes.run("echo", ["a\0b"]) }
        #expect(throws: ProcessFailure.notFound(program: "true")) {
            try Processes.run("true", [], directory: "/no-such")
        }
    }

    @Test func signalsGiveTheStatusOfAShell() throws {
        #expect(try shell("kill -9 $$").status == 137)
    }

    @Test func finds() {
        #expect(Processes.find("sh")?.hasSuffix("/sh") == true)
        #expect(Processes.find("sh", environment: Environment(["PATH": "/no-such"])) == nil)
        #expect(Processes.find("") == nil)
    }

    @Test func manyAtOnce() throws {
        let results = Parallel.map(Array(0..<40), limit: 8) { number in
            try Processes.run("sh", ["-c", "cat; exit \(number)"], input: Array("\(number)".utf8))
        }
        for (number, result) in results.enumerated() {
            let result = try result.get()
            #expect(result.status == Int32(number))
            #expect(result.stdout == Array("\(number)".utf8))
        }
    }
}
