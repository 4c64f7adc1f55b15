import HTTP
import Testing

@Suite(.enabled(if: TestServer.isPossible, TestServer.comment))
struct RequestTests {
    @Test func sendsMethodFieldsAndBody() throws {
        let server = try TestServer.running()
        let response = try makeCurl().send(
            HTTPRequest(
                "PATCH", try server.url("plain", "/echo?a=1"), headers: [("X-One", "first"), ("X-None", "")],
                body: Array("hello".utf8)))
        #expect(response.status == 200)
        let lines = response.text.split(separator: "\n")
        #expect(lines.first == "PATCH /echo?a=1")
        #expect(lines.last == "hello")
        #expect(lines.contains("X-One: first"))
        #expect(lines.contains("X-None: "))
        #expect(lines.contains("User-Agent: fairlead-tests"))
        #expect(lines.contains("Host: 127.0.0.1:\(try server.port("plain"))"))
        let names = lines.map { $0.lowercased() }
        #expect(!names.contains { $0.hasPrefix("expect") || $0.hasPrefix("content-type") })
    }

    @Test func keepsRepeatedAndEmptyFields() throws {
        let server = try TestServer.running()
        let response = try makeCurl().send(HTTPRequest(try server.url("plain", "/echo")))
        #expect(response.headers.filter { $0.name == "X-Twice" }.map(\.value) == ["1", "2"])
        #expect(response.header("x-empty") == "")
    }

    @Test(arguments: ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"])
    func methodsWithoutBody(method: String) throws {
        let server = try TestServer.running()
        let response = try makeCurl().send(HTTPRequest(method, try server.url("plain", "/echo")))
        #expect(response.status == 200)
        #expect(method == "HEAD" ? response.body.isEmpty : response.text.hasPrefix("\(method) /echo\n"))
    }

    @Test func bodyOfTwoMebibytesGoesOutWhole() throws {
        let server = try TestServer.running()
        let body = [UInt8](repeating: 0x7A, count: 2 << 20)
        let response = try makeCurl().send(HTTPRequest("POST", try server.url("plain", "/echo"), body: body))
        #expect(response.body.suffix(body.count).elementsEqual(body))
    }

    @Test(arguments: [204, 404, 429, 500, 503])
    func anyStatusIsAnAnswer(status: Int) throws {
        let server = try TestServer.running()
        #expect(try makeCurl().send(HTTPRequest(try server.url("plain", "/status?code=\(status)"))).status == status)
    }

    @Test func earlyAnswersAndTrailersAreNotMixedIn() throws {
        let server = try TestServer.running()
        let early = try makeCurl().send(HTTPRequest(try server.url("plain", "/early")))
        #expect(early.status == 200 && early.text == "final")
        #expect(early.header("x-final") == "yes" && early.header("link") == nil)
        let trailers = try makeCurl().send(HTTPRequest(try server.url("plain", "/trailers")))
        #expect(trailers.text == "body" && trailers.header("x-trailer") == nil)
    }

    @Test func compressedAnswerIsUnpackedAndCountedUnpacked() throws {
        let server = try TestServer.running()
        let url = try server.url("plain", "/gzip?n=100000")
        let response = try makeCurl().send(HTTPRequest(url))
        #expect(response.header("content-encoding") == "gzip" && response.body.count == 1_100_000)
        let tooLong = try failure { try makeCurl().send(HTTPRequest(url, bodyLimit: 1_000_000)) }
        #expect(tooLong.kind == .answer)
        let plain = Curl(userAgent: "t", isCompressed: false)
        #expect(try plain.send(HTTPRequest(url)).header("content-encoding") == nil)
    }

    @Test func limitIsExact() throws {
        let server = try TestServer.running()
        let url = try server.url("plain", "/big?n=1000")
        #expect(try makeCurl().send(HTTPRequest(url, bodyLimit: 1000)).body.count == 1000)
        #expect(try failure { try makeCurl().send(HTTPRequest(url, bodyLimit: 999)) }.kind == .answer)
    }

    @Test(arguments: [
        ("GET\r\nX: y", "http://localhost/", "A", "b"), ("", "http://localhost/", "A", "b"),
        ("GET", "ftp://localhost/", "A", "b"), ("GET", "file:///etc/hostname", "A", "b"),
        ("GET", "http://local host/", "A", "b"), ("GET", "http://localhost/", "A: b\r\nC", "b"),
        ("GET", "http://localhost/", "A", "b\r\nC: d"), ("GET", "http://localhost/", "Content-Length", "5"),
    ])
    func requestsThatCouldBeReadInTwoWaysAreRefused(method: String, url: String, name: String, value: String) throws {
        let refused = try failure { try makeCurl().send(HTTPRequest(method, url, headers: [(name, value)])) }
        #expect(refused.kind == .request)
    }
}
