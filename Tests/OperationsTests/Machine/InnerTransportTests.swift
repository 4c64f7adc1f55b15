import Crypto
import HTTP
import Host
@testable import Operations
import Synchronization
import Testing
import Values

/// Questions that go into the containers' network and come back, with a script in the place of Podman.
@Suite struct InnerTransportTests {
    /// Answers everything, and remembers what it was asked.
    private final class Echo: HTTPTransport {
        let seen = Mutex<HTTPRequest?>(nil)
        let failure: HTTPFailure?
        init(_ failure: HTTPFailure? = nil) { self.failure = failure }

        func send(_ request: HTTPRequest) throws -> HTTPResponse {
            seen.withLock { $0 = request }
            if let failure { throw failure }
            return HTTPResponse(status: 201, headers: [("ETag", "\"ü\""), ("X", "")], body: [0, 255, 10])
        }

        func stream(
            _ request: HTTPRequest, idleMilliseconds: Int, body: (ArraySlice<UInt8>) throws -> StreamDecision
        ) throws -> HTTPResponse { try send(request) }
    }

    /// A Podman that keeps what it is given and answers what it was told.
    private struct Bench {
        let folder: Path
        var transport: InnerTransport {
            InnerTransport(podman: Podman(program: (folder / "podman").string), program: "/opt/fairlead")
        }

        init(_ folder: Path, status: Int = 0) throws {
            self.folder = folder
            let script = """
                #!/bin/sh
                cd '\(folder)'
                echo "$@" > words
                cat > question
                cat answer
                exit \(status)
                """
            try Files.writeAtomically(folder / "podman", Array(script.utf8), permissions: 0o755)
            try answer("{}")
        }

        func answer(_ text: String) throws { try Files.writeAtomically(folder / "answer", Array(text.utf8)) }
        func answer(through transport: any HTTPTransport) throws -> TLSSettings? {
            var settings: TLSSettings?
            let bytes = try InnerTransport.answer(to: try Files.read(folder / "question")) {
                settings = $0
                return transport
            }
            try Files.writeAtomically(folder / "answer", bytes)
            return settings
        }
    }

    @Test func requestsComeThrough() throws {
        try Files.withTemporaryDirectory { (folder: Path) throws in
            let bench = try Bench(folder)
            var transport = bench.transport
            transport.resolve = ["gateway.svc:4000:10.89.0.5"]
            let request = HTTPRequest(
                "POST", "http://gateway.svc:4000/v1/x?a=b", headers: [("Authorization", "Bearer sesame"), ("X", "é")],
                body: [0, 1, 255], timeoutMilliseconds: 4321, bodyLimit: 1234)
            #expect(throws: HTTPFailure.self) { try transport.send(request) }
            // What is nobody's business is not where others see it.
            #expect(try Files.readText(folder / "words") == "unshare --rootless-netns /opt/fairlead ask-inside\n")
            let echo = Echo()
            #expect(try bench.answer(through: echo)?.resolve == ["gateway.svc:4000:10.89.0.5"])
            let seen = try #require(echo.seen.withLock { $0 })
            #expect(seen.method == request.method && seen.url == request.url && seen.body == request.body)
            #expect(seen.headers.elementsEqual(request.headers) { $0.name == $1.name && $0.value == $1.value })
            #expect(seen.timeoutMilliseconds == 4321 && seen.bodyLimit == 1234)
            let answer = try transport.send(request)
            #expect(answer.status == 201 && answer.body == [0, 255, 10] && answer.header("etag") == "\"ü\"")
            // A failure is the same failure on this side.
            _ = try bench.answer(through: Echo(HTTPFailure(.connection, "nobody listens")))
            let failure = #expect(throws: HTTPFailure.self) { try transport.send(request) }
            #expect(failure?.kind == .connection && failure?.message == "nobody listens")
        }
    }

    @Test func connectionsAndStores() throws {
        try Files.withTemporaryDirectory { (folder: Path) throws in
            let bench = try Bench(folder)
            #expect(try !bench.transport.connects("127.0.0.1", 1))
            _ = try bench.answer(through: Echo())
            #expect(try Files.readText(folder / "answer").contains("false"))
            try bench.answer(#"{"connects":true}"#)
            #expect(try bench.transport.connects("127.0.0.1", 1))
            // A cache that is not there fails as it does without a detour.
            _ = try bench.transport.ping(at: ("127.0.0.1", 1), password: .init(text: "sesame"))
            _ = try bench.answer(through: Echo())
            let outcome = try bench.transport.ping(at: ("127.0.0.1", 1), password: .init(text: "sesame"))
            guard case .failed(let reason) = outcome else { return #expect(Bool(false), "\(outcome)") }
            #expect(reason.contains("127.0.0.1:1"))
        }
    }

    /// Where there is no way in, Podman's reason is told, and nonsense is no answer.
    @Test func noWayIn() throws {
        try Files.withTemporaryDirectory { (folder: Path) throws in
            let broken = try Bench(folder, status: 125)
            #expect(throws: PodmanFailure.self) { try broken.transport.send(HTTPRequest("http://a/")) }
            let bench = try Bench(folder)
            for text in ["", "nonsense", "[1", "\u{0}"] {
                try bench.answer(text)
                #expect(throws: (any Error).self, "\(text)") { try bench.transport.send(HTTPRequest("http://a/")) }
            }
        }
        for text in [
            "", "[]", "{}", #"{"do":"sql"}"#, #"{"url":1,"headers":[1,[],["a"]],"milliseconds":-99999999999999}"#,
        ] {
            let answer = try InnerTransport.answer(to: Array(text.utf8)) { _ in Echo(HTTPFailure(.request, "no")) }
            #expect(try JSON.parse(answer, file: "answer").mapping != nil, "\(text)")
        }
    }
}
