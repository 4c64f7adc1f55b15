import HTTP
import Host
import Testing

@Suite(.enabled(if: TestServer.isPossible, TestServer.comment))
struct PoolTests {
    private func count(_ of: String) throws -> Int {
        let server = try TestServer.running()
        return try #require(Int(makeCurl().send(HTTPRequest(try server.url("plain", "/count?of=\(of)"))).text))
    }

    @Test(arguments: ["reuse", "tls-reuse"])
    func oneConnectionForManyRequests(name: String) throws {
        let server = try TestServer.running()
        let curl = makeCurl(try server.trust())
        let before = try count(name)
        for _ in 0..<20 { #expect(try curl.send(HTTPRequest(try server.url(name, "/echo"))).status == 200) }
        #expect(try count(name) == before + 1)
    }

    /// The connection is kept, then swallows a request: it must not be sent again behind the caller's back.
    @Test(arguments: [("POST", nil, 1), ("POST", true, 2), ("GET", nil, 2), ("PATCH", false, 1)])
    func swallowedRequest(method: String, isRepeatable: Bool?, expected: Int) throws {
        let server = try TestServer.running()
        let curl = makeCurl()
        _ = try curl.send(HTTPRequest(try server.url("plain", "/echo")))
        let key = "\(method)-\(expected)"
        var request = HTTPRequest(
            method, try server.url("plain", "/swallow?key=\(key)"), body: method == "GET" ? nil : [1])
        request.isRepeatable = isRepeatable
        #expect(try failure { try curl.send(request) }.kind == .cut)
        #expect(try count("swallow-" + key) == expected)
    }

    @Test func eightThreadsAtOnce() throws {
        let server = try TestServer.running()
        let curl = makeCurl()
        let url = try server.url("threads", "/echo")
        let answers = Parallel.map(Array(0..<200), limit: 8) { number in
            try curl.send(HTTPRequest("PUT", url, body: Array("number \(number)".utf8))).text
        }
        for (number, answer) in answers.enumerated() { #expect(try answer.get().hasSuffix("\n\nnumber \(number)")) }
        #expect(try count("threads") <= 8)
    }
}
