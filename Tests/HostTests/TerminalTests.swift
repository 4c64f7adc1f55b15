import Glibc
import Host
import Testing

@Suite struct TerminalTests {
    @Test(
        arguments: [
            (Terminal.ColorChoice.auto, true, [:], true),
            (.auto, false, [:], false),
            (.auto, true, ["NO_COLOR": "1"], false),
            (.auto, true, ["NO_COLOR": ""], true),
            (.auto, false, ["FORCE_COLOR": "1"], true),
            (.auto, true, ["FORCE_COLOR": "0"], false),
            (.auto, false, ["CLICOLOR_FORCE": "1"], true),
            (.auto, false, ["CLICOLOR_FORCE": "1", "NO_COLOR": "1"], false),
            (.auto, true, ["TERM": "dumb"], false),
            (.always, false, ["NO_COLOR": "1", "TERM": "dumb"], true),
            (.never, true, ["FORCE_COLOR": "1"], false),
        ] as [(Terminal.ColorChoice, Bool, [String: String], Bool)])
    func colours(choice: Terminal.ColorChoice, isTerminal: Bool, variables: [String: String], expected: Bool) {
        #expect(
            Terminal.wantsColours(choice, isTerminal: isTerminal, environment: Environment(variables)) == expected)
    }

    @Test(arguments: [("40", 40), ("1000", 1000)]) func columnsFromTheEnvironment(text: String, width: Int) {
        #expect(Terminal.process(environment: Environment(["COLUMNS": text])).width == width)
    }

    @Test(arguments: ["", "0", "-1", "wide", "99999999999999999999"]) func badColumnsAreIgnored(text: String) {
        let width = Terminal.process(environment: Environment(["COLUMNS": text])).width
        #expect((20...1000).contains(width))
    }

    @Test func memoryCollects() throws {
        let output = OutputStream.memory()
        try output.write("a")
        try output.write("b\n")
        #expect(output.captured == "ab\n")
        #expect(!output.isTerminal)
    }

    @Test func theFirstSignalIsNotedAndTheSecondKills() async {
        await #expect(processExitsWith: .signal(SIGTERM)) { stopTwice() }
    }

    @Test func aClosedReaderIsAnErrorWhereTheSignalIsIgnored() async {
        await #expect(processExitsWith: .exitCode(7)) { exit(statusOfWritingToNobody()) }
    }
}

private func stopTwice() {
    Interrupt.install()
    kill(getpid(), SIGINT)
    while !Interrupt.isRequested { usleep(1000) }
    do throws(Interrupted) { try Interrupt.check() } catch {
        if error.status == 130 { kill(getpid(), SIGTERM) }
    }
    // Not reached when the second signal kills; a wait would let a failure hang.
    sleep(5)
    exit(1)
}

private func statusOfWritingToNobody() -> Int32 {
    signal(SIGPIPE, SIG_IGN)
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0, dup2(ends[1], STDOUT_FILENO) >= 0 else { return 1 }
    close(ends[0])
    close(ends[1])
    do throws(OutputFailure) { try OutputStream.standard.write("x") } catch {
        return error == OutputFailure.closed ? 7 : 2
    }
    return 3
}
