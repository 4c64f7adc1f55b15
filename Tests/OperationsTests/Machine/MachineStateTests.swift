@testable import Delivery
import Diagnostics
import Host
@testable import Operations
import Testing
import Values

/// What Podman writes, read. The samples are of podman 4.3.1.
@Suite struct MachineStateTests {
    private func node(_ text: String) throws -> Node { try JSON.parse(Array(text.utf8), file: "podman") }

    @Test func containersAreRead() throws {
        let all = MachineState.containers(
            try node(
                """
                [{"AutoRemove":false,"Command":["httpd"],"Exited":false,"ExitedAt":-62135596800,"ExitCode":0,"Id":"2c26","Image":"docker.io/library/busybox:1.36",
                  "Labels":{"fairlead.dev/hash":"abc","fairlead.dev/component":"web"},"Names":["t.demo.web"],"Networks":["t.a"],"State":"running",
                  "Size":null,"StartedAt":1795938563,"Created":1795938561},
                 {"Names":["t.demo.job"],"Labels":null,"State":"exited","ExitCode":0,"StartedAt":5},
                 {"Names":["t.demo.new"],"State":"created","ExitCode":0,"StartedAt":-62135596800}]
                """))
        #expect(all["t.demo.web"]?.isRunning == true)
        #expect(all["t.demo.web"]?.hash == "abc")
        #expect(all["t.demo.web"]?.component == "web")
        #expect(all["t.demo.job"]?.isDone == true)
        // What was never started is not done, whatever its status says.
        #expect(all["t.demo.new"]?.isDone == false)
    }

    @Test func addressesComeFromSubnets() throws {
        var state = MachineState()
        state.networks = MachineState.networks(
            try node(
                """
                [{"name":"a","subnets":[{"subnet":"fd00::/64"},{"subnet":"10.79.3.0/24","gateway":"10.79.3.1"}]},{"name":"b","subnets":null},
                 {"name":"c","subnets":[{"subnet":"10.79.3.0/30"}]},{"name":"d","subnets":[{"subnet":"10.999.3.0/24"}]},{"name":"e","subnets":[{"subnet":"x"}]}]
                """))
        #expect(state.address(MachineAttachment(network: "a", number: 77)) == "10.79.3.77")
        for name in ["b", "c", "d", "e", "f"] {
            #expect(state.address(MachineAttachment(network: name, number: 77)) == nil, "\(name)")
        }
    }

    @Test func volumesThatDoNotSayOtherwiseAreKept() throws {
        let all = MachineState.volumes(
            try node(
                """
                [{"Name":"a","Labels":{"fairlead.dev/kept":"true"}},{"Name":"b","Labels":{"fairlead.dev/kept":"false"}},{"Name":"c","Labels":{}},{"Name":"d"}]
                """))
        #expect(all == ["a": true, "b": false, "c": true, "d": true])
    }

    @Test func memoryIsRead() throws {
        let uses = MachineMemoryUse.uses(
            try node(#"[{"name":"a","mem_usage":"294.9kB / 25.28GB"},{"name":"b"},{"mem_usage":"x"}]"#))
        #expect(uses == ["a": "294.9kB"])
    }

    @Test(arguments: [
        "null", "{}", "[]", "[1,\"a\",null,[],{}]",
        #"[{"Names":[]},{"Names":"a"},{"name":7,"subnets":7},{"Name":{}}]"#,
    ])
    func nonsenseIsNothing(text: String) throws {
        let node = try node(text)
        #expect(MachineState.containers(node).isEmpty)
        #expect(MachineState.networks(node).isEmpty)
        #expect(MachineState.volumes(node).isEmpty)
        #expect(MachineMemoryUse.uses(node).isEmpty)
    }
}

/// The command itself, played by a shell script.
@Suite struct PodmanTests {
    private func script(_ text: String, _ body: (Podman) throws -> Void) throws {
        try Files.withTemporaryDirectory { (folder: Path) throws in
            let path = folder / "podman"
            try Files.writeAtomically(path, Array("#!/bin/sh\n\(text)\n".utf8), permissions: 0o755)
            try body(Podman(program: path.string))
        }
    }

    @Test func itsOwnWordsAreToldWithoutItsArguments() throws {
        try script("echo 'time=x level=warning' >&2; echo 'Error: no such thing' >&2; echo after >&2; exit 125") {
            podman in
            let failure = try #require(throws: PodmanFailure.self) {
                try podman.run(["secret", "create", "--label", "hidden=1", "name", "-"])
            }
            #expect(failure.description == "`podman secret create`: no such thing")
            #expect(!failure.isAbsent)
        }
    }

    @Test func whatIsNotThereIsSaid() throws {
        let failure = try #require(throws: PodmanFailure.self) { try Podman(program: "/nowhere/podman").run(["ps"]) }
        #expect(failure.isAbsent)
        #expect(failure.finding.message == "there is no podman on this machine")
    }

    @Test func nothingIsAnEmptyList() throws {
        try script("echo") { podman in
            let node = try podman.json(["ps"])
            #expect(node.list?.isEmpty == true)
        }
        try script("echo '{'") { podman in
            #expect(throws: PodmanFailure.self) { () throws in _ = try podman.json(["ps"]) }
        }
    }

    @Test func valuesGoThroughThePipe() throws {
        try script("cat") { podman in
            let echoed = try podman.run(["secret"], input: Array("value".utf8))
            #expect(echoed == Array("value".utf8))
        }
    }
}
