import Crypto
import HTTP
import Host
import Synchronization
import Testing
import TestSupport
import Values

@testable import Kubernetes

/// A clock that a test sets.
final class SetClock: Sendable {
    let seconds: Atomic<Int64>
    init(_ seconds: Int64 = 1_700_000_000) { self.seconds = Atomic(seconds) }
    func advance(_ by: Int64) { seconds.add(by, ordering: .relaxed) }
    var clock: Clock {
        Clock(
            now: { self.seconds.load(ordering: .relaxed) },
            monotonicMilliseconds: { self.seconds.load(ordering: .relaxed) * 1000 })
    }
}

/// Credentials that change.
@Suite struct AccessCredentialTests {
    private static let user =
        "exec: {apiVersion: client.authentication.k8s.io/v1, command: ./bin/plugin, args: [one, two], env: [{name: WORD, value: hello}], interactiveMode: IfAvailable, provideClusterInfo: true, installHint: 'get it from the shop'}"

    private static func with(_ script: String, user: String = user, _ body: (AccessFixture) throws -> Void) throws {
        try AccessFixture.with(["config": AccessFixture.config(user: user)]) { (fixture) throws in
            try fixture.write("bin/plugin", "#!/bin/sh\n" + script, permissions: 0o700)
            try body(fixture)
        }
    }

    private static func answer(_ status: String) -> String {
        "echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1\",\"status\":{\(status)}}'\n"
    }

    @Test func aTokenFileIsReadAgain() throws {
        let time = SetClock()
        try AccessFixture.with(["config": AccessFixture.config(user: "tokenFile: t, token: fallback"), "t": "first\n"])
        { (fixture) throws in
            let access = try fixture.access(clock: time.clock)
            #expect(try access.bearer() == "first")
            try fixture.write("t", "second")
            #expect(try access.bearer() == "first")
            time.advance(60)
            #expect(try access.bearer() == "second")
            #expect(access.credentials?.refused() == true, "another thread may still have the old one")
            time.advance(11)
            #expect(access.credentials?.refused() == false)
            try fixture.write("t", "third")
            #expect(access.credentials?.refused() == true)
            #expect(try access.bearer() == "third")
            try Files.remove(fixture.folder / "t")
            time.advance(61)
            #expect(try access.bearer() == "third", "what cannot be read keeps the last one")
        }
    }

    @Test func thePluginIsToldWhatItNeeds() throws {
        let script = """
            printf '%s' "$KUBERNETES_EXEC_INFO" > "$(dirname "$0")/info"
            printf '%s %s %s' "$1" "$2" "$WORD" > "$(dirname "$0")/words"
            """ + "\n" + Self.answer("\"token\":\"from-plugin\"")
        try Self.with(script) { (fixture) throws in
            #expect(try fixture.access().bearer() == "from-plugin")
            #expect(try Files.readText(fixture.folder / "bin/words") == "one two hello")
            let info = try JSON.parse(try Files.read(fixture.folder / "bin/info"), file: "info")
            #expect(info["kind"]?.string == "ExecCredential")
            #expect(info["apiVersion"]?.string == "client.authentication.k8s.io/v1")
            #expect(info.at("spec", "interactive")?.bool == false)
            #expect(info.at("spec", "cluster", "server")?.string == "https://api.example.test:6443")
        }
    }

    @Test func aTokenIsAskedForAnewBeforeItEnds() throws {
        let time = SetClock()
        let script = """
            n=$(cat "$(dirname "$0")/n" 2>/dev/null || echo 0); n=$((n+1)); echo $n > "$(dirname "$0")/n"
            echo "{\\"kind\\":\\"ExecCredential\\",\\"apiVersion\\":\\"client.authentication.k8s.io/v1\\",\\"status\\":{\\"token\\":\\"t$n\\",\\"expirationTimestamp\\":\\"2023-11-14T23:13:20+00:00\\"}}"
            """
        try Self.with(script) { (fixture) throws in
            // The token ends an hour after the start of the clock.
            let access = try fixture.access(clock: time.clock)
            #expect(try access.bearer() == "t1")
            time.advance(3500)
            #expect(try access.bearer() == "t1")
            time.advance(75)
            #expect(try access.bearer() == "t2")
            #expect(try access.bearer() == "t2", "a plug-in with old tokens is not run for every request")
            time.advance(11)
            #expect(try access.bearer() == "t3")
            #expect(access.credentials?.refused() == true)
            #expect(try access.bearer() == "t4")
            #expect(access.credentials?.refused() == true)
            #expect(try access.bearer() == "t4", "several refused requests of one moment are one new token")
        }
    }

    @Test func aCertificateOfThePluginIsTaken() throws {
        let status =
            "\"clientCertificateData\":\"-----BEGIN CERTIFICATE-----\\nMAA=\\n-----END CERTIFICATE-----\\n\",\"clientKeyData\":\"-----BEGIN PRIVATE KEY-----\\nMAA=\\n-----END PRIVATE KEY-----\\n\""
        try Self.with("cat <<'END'\n" + Self.answer(status).dropFirst(6).dropLast(2) + "\nEND\n") { (fixture) throws in
            let access = try fixture.access()
            #expect(access.tls.certificate?.isEmpty == false)
            #expect(access.tls.key != nil)
            #expect(try access.bearer() == nil)
            #expect(access.credentials?.refused() == false)
        }
    }

    @Test(arguments: [
        ("echo SECRET; echo 'log in\n first' >&2; exit 3", "failed with status 3: log in first"),
        ("echo SECRET", "no ExecCredential"), ("true", "no ExecCredential"), ("echo '{}'", "no ExecCredential"),
        ("head -c 2000000 /dev/zero", "wrote more than"),
        (answer("\"token\":\"SECRET and more\""), "white space"), (answer(""), "neither a token nor a certificate"),
        (answer("\"token\":\"SECRET\",\"expirationTimestamp\":\"soon\""), "is no time"),
        (answer("\"clientKeyData\":\"SECRET\""), "without a key"), (answer("\"token\":7"), "no text"),
        (answer("\"token\":\"SECRET\"").replacing("io/v1", with: "io/v1beta1"), "another version"),
    ])
    func aPluginThatFails(script: String, message: String) throws {
        try Self.with(script) { (fixture) throws in
            let failure = try AccessFixture.failure { _ = try fixture.access() }
            #expect(failure.message.contains(message), "\(failure.message)")
            #expect(!failure.message.contains("SECRET"))
        }
    }

    @Test func aPluginThatIsMissingSaysHowToGetIt() throws {
        let failure = try AccessFixture.failure(user: Self.user)
        #expect(failure.message.contains("is not installed"))
        #expect(failure.hint == "get it from the shop")
        let bare = try AccessFixture.failure(
            user: "exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: no-such-plugin}")
        #expect(bare.message.contains("`no-such-plugin` of user `u` is not installed"))
    }

    @Test(arguments: [
        ("config", "./plugin", "./plugin"), ("config", "plugin", "plugin"), ("a/config", "./plugin", "a/plugin"),
        ("a/config", "../b/plugin", "a/../b/plugin"), ("/a/config", "/b/plugin", "/b/plugin"),
    ])
    func aPluginIsSeenFromItsFile(file: String, command: String, program: String) throws {
        let node: Node = ["apiVersion": "client.authentication.k8s.io/v1", "command": Node(.string(command))]
        let user = KubeconfigEntry(sort: "user", name: "u", node: ["exec": node], file: Path(file))
        #expect(try ExecPlugin(node, of: user).command == program)
    }

    @Test func nothingOfAnAccessCanBePrinted() throws {
        try AccessFixture.with(["config": AccessFixture.config(user: "token: hunter2")]) { (fixture) throws in
            let access = try fixture.access()
            var text = "\(access) \(try access.credentials?.authorization() as Any)"
            dump(access, to: &text)
            #expect(!text.contains("hunter2"))
        }
    }

    @Test(arguments: [
        ("1970-01-01T00:00:00Z", Int64(0)), ("2023-11-14T22:13:20Z", 1_700_000_000),
        ("2024-02-29T12:00:00.123456Z", 1_709_208_000), ("2023-11-15T00:13:20+02:00", 1_700_000_000),
    ])
    func timesAreRead(text: String, seconds: Int64) { #expect(Timestamp.seconds(text) == seconds) }

    @Test(arguments: [
        "", "2023", "2023-13-01T00:00:00Z", "2023-11-14T22:13:20", "2023-11-14T22:13:20.Z", "2023-11-14 22:13:20Z",
    ])
    func whatIsNoTime(text: String) { #expect(Timestamp.seconds(text) == nil) }

    @Test func timesComeBack() {
        for seed in 0..<50 {
            var random = SeededGenerator(seed: seed)
            for _ in 0..<200 {
                let seconds = Int64.random(in: -60_000_000_000...253_402_300_799, using: &random)
                #expect(Timestamp.seconds(Timestamp.text(seconds)) == seconds, "seed \(seed)")
            }
        }
    }
}
