import HTTP
import Testing

@Suite(.enabled(if: TestServer.isPossible, TestServer.comment))
struct StreamTests {
    struct Own: Error {}

    @Test func piecesComeOneByOne() throws {
        let server = try TestServer.running()
        var pieces: [String] = []
        let request = HTTPRequest(try server.url("plain", "/drip?n=5"))
        let response = try makeCurl().stream(request, idleMilliseconds: 5000) {
            pieces.append(String(decoding: $0, as: UTF8.self))
            return .more
        }
        #expect(response.status == 200 && response.body.isEmpty)
        #expect(pieces.joined() == "piece 0\npiece 1\npiece 2\npiece 3\npiece 4\n")
        #expect(pieces.count > 1)
    }

    @Test func enoughEndsItAtOnce() throws {
        let server = try TestServer.running()
        var count = 0
        let request = HTTPRequest(try server.url("good", "/drip?n=1000&ms=50"))
        let response = try makeCurl(server.trust()).stream(request, idleMilliseconds: 60_000) { _ in
            count += 1
            return count == 2 ? .enough : .more
        }
        #expect(response.status == 200 && count == 2)
    }

    @Test func errorOfTheCallerComesThrough() throws {
        let request = HTTPRequest(try TestServer.running().url("plain", "/drip?n=1000&ms=50"))
        #expect(throws: Own.self) { try makeCurl().stream(request, idleMilliseconds: 60_000) { _ in throw Own() } }
    }

    @Test func silenceEndsIt() throws {
        let request = HTTPRequest(try TestServer.running().url("plain", "/stall"))
        var count = 0
        let late = try failure {
            try makeCurl().stream(request, idleMilliseconds: 300) { _ in
                count += 1
                return .more
            }
        }
        #expect(late.kind == .timeout && late.message.hasSuffix("sent nothing for 300 ms") && count == 1)
    }

    @Test func longerThanTheHeadsDeadlineIsFine() throws {
        let url = try TestServer.running().url("plain", "/drip?n=12&ms=100")
        var text = ""
        _ = try makeCurl().stream(HTTPRequest(url, timeoutMilliseconds: 600), idleMilliseconds: 5000) {
            text += String(decoding: $0, as: UTF8.self)
            return .more
        }
        #expect(text.hasSuffix("piece 11\n"))
    }

    @Test func headHasADeadline() throws {
        let url = try TestServer.running().url("plain", "/slow?ms=20000")
        let late = try failure {
            try makeCurl().stream(HTTPRequest(url, timeoutMilliseconds: 300), idleMilliseconds: 60_000) { _ in .more }
        }
        #expect(late.kind == .timeout)
    }

    @Test func bodyOfAnErrorIsInTheAnswer() throws {
        let url = try TestServer.running().url("plain", "/drip?n=2&status=410")
        let response = try makeCurl().stream(HTTPRequest(url), idleMilliseconds: 5000) { _ in
            Issue.record("a piece of an error was handed out")
            return .more
        }
        #expect(response.status == 410 && response.text == "piece 0\npiece 1\n")
    }

    @Test func cutInTheMiddle() throws {
        let url = try TestServer.running().url("plain", "/half-chunked")
        #expect(
            try failure { try makeCurl().stream(HTTPRequest(url), idleMilliseconds: 5000) { _ in .more } }.kind == .cut)
    }

    @Test func bodyMaySendRequestsOfItsOwn() throws {
        let server = try TestServer.running()
        let curl = makeCurl()
        var inner = 0
        _ = try curl.stream(HTTPRequest(try server.url("plain", "/drip?n=3")), idleMilliseconds: 5000) { _ in
            inner += try curl.send(HTTPRequest(try server.url("plain", "/echo"))).status
            return .more
        }
        #expect(inner > 0 && inner % 200 == 0)
    }
}
