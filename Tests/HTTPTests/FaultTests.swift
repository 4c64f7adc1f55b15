import HTTP
import Testing

@Suite(.enabled(if: TestServer.isPossible, TestServer.comment))
struct FaultTests {
    private func get(_ path: String, name: String = "plain", timeout: Int = 10_000) throws -> HTTPFailure {
        let server = try TestServer.running()
        let url = try server.url(name, path)
        return try failure {
            try makeCurl(server.trust()).send(HTTPRequest(url, timeoutMilliseconds: timeout))
        }
    }

    @Test(arguments: ["/half", "/half-chunked", "/nothing"], ["plain", "good"])
    func cutOff(path: String, name: String) throws { #expect(try get(path, name: name).kind == .cut) }

    @Test(arguments: ["/head-long", "/head-many", "/early-endless", "/garbage"])
    func noProperHead(path: String) throws { #expect(try get(path).kind == .answer) }

    @Test func brokenCompression() throws { #expect(try get("/gzip-broken").kind == .answer) }

    @Test(arguments: ["/slow?ms=20000", "/slow-head", "/stall", "/drip?n=1000&ms=50"])
    func deadline(path: String) throws {
        let late = try get(path, timeout: 400)
        #expect(late.kind == .timeout)
        #expect(late.message.hasSuffix("within 400 ms"))
    }

    @Test func nobodyThere() throws {
        // Port 1 (tcpmux) is served nowhere.
        let refused = try failure { try makeCurl().send(HTTPRequest("http://127.0.0.1:1/?secret")) }
        #expect(refused.kind == .connection)
        #expect(refused.message == "cannot connect to 127.0.0.1:1: nobody listens there")
    }

    @Test func unknownName() throws {
        let unknown = try failure {
            try makeCurl().send(HTTPRequest("https://user:pw@nobody.invalid/", timeoutMilliseconds: 20_000))
        }
        #expect(unknown.kind == .name || unknown.kind == .timeout)
        #expect(unknown.message.contains("nobody.invalid") && !unknown.message.contains("pw"))
    }

    // A write to a connection that is gone raises SIGPIPE where nobody prevents it, and that ends the process.
    @Test(arguments: ["plain", "good"])
    func resetWhileSending(name: String) throws {
        let server = try TestServer.running()
        let curl = makeCurl(try server.trust())
        let body = [UInt8](repeating: 0, count: 16 << 20)
        for _ in 0..<5 {
            let url = try server.url(name, "/reset")
            #expect(try failure { try curl.send(HTTPRequest("POST", url, body: body)) }.kind == .cut)
        }
        #expect(try curl.send(HTTPRequest(try server.url(name, "/echo"))).status == 200)
    }

    @Test func closedConnectionIsReplaced() throws {
        let server = try TestServer.running()
        let curl = makeCurl()
        for _ in 0..<3 { #expect(try curl.send(HTTPRequest(try server.url("plain", "/close"))).text == "last") }
    }
}
