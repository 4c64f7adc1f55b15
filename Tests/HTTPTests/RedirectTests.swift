import Crypto
import HTTP
import Testing

@Suite(.enabled(if: TestServer.isPossible, TestServer.comment))
struct RedirectTests {
    private let fields = [
        ("Authorization", "Bearer hidden"), ("Cookie", "hidden"), ("X-Api-Key", "hidden"), ("Accept", "a/b"),
    ]

    private func redirect(_ to: String, status: Int = 302) throws -> String {
        try TestServer.running().url("plain", "/redirect?status=\(status)&" + URLText.encodeQuery([("to", to)]))
    }

    @Test func notFollowedUnlessAsked() throws {
        let response = try makeCurl().send(HTTPRequest(redirect("/echo")))
        #expect(response.status == 302 && response.header("location") == "/echo")
    }

    @Test func sameOriginKeepsTheFields() throws {
        let response = try makeCurl(isFollowing: true).send(HTTPRequest(redirect("echo?x"), headers: fields))
        #expect(response.status == 200 && response.text.hasPrefix("GET /echo?x\n"))
        #expect(response.text.contains("X-Api-Key: hidden") && response.header("location") == nil)
    }

    @Test func otherOriginGetsNoCredential() throws {
        let server = try TestServer.running()
        let other = try server.url("other", "/echo").replacing("http://", with: "http://user:hidden@")
        let response = try makeCurl(isFollowing: true).send(HTTPRequest(redirect(other), headers: fields))
        #expect(response.status == 200 && response.text.contains("Accept: a/b"))
        #expect(!response.text.contains("hidden") && !response.text.contains("Authorization"))
    }

    @Test func wayBackGetsNoCredentialEither() throws {
        let server = try TestServer.running()
        let back = try server.url(
            "other", "/redirect?" + URLText.encodeQuery([("to", try server.url("plain", "/echo"))]))
        let response = try makeCurl(isFollowing: true).send(HTTPRequest(redirect(back), headers: fields))
        #expect(response.status == 200 && !response.text.contains("hidden"))
    }

    @Test func otherOriginGetsNoClientCertificate() throws {
        let server = try TestServer.running()
        var tls = try server.trust()
        tls.certificate = try server.pem("client.pem")
        tls.key = SecretBytes(try server.pem("client.key"))
        let url = try redirect(try server.url("mutual", "/echo"))
        #expect(try failure { try makeCurl(tls, isFollowing: true).send(HTTPRequest(url)) }.kind == .tls)
    }

    @Test(arguments: [(301, "GET"), (302, "GET"), (303, "GET"), (307, "POST"), (308, "POST")])
    func methodAfterRedirect(status: Int, method: String) throws {
        let request = HTTPRequest("POST", try redirect("/echo", status: status), body: Array("form".utf8))
        let response = try makeCurl(isFollowing: true).send(request)
        #expect(response.text.hasPrefix("\(method) /echo\n"))
        #expect(response.text.hasSuffix("form") == (method == "POST"))
    }

    @Test func bodyStaysAtHome() throws {
        let other = try TestServer.running().url("other", "/echo")
        let request = HTTPRequest("POST", try redirect(other, status: 307), body: Array("form".utf8))
        #expect(try makeCurl(isFollowing: true).send(request).status == 307)
    }

    @Test func endlessAndOddOnes() throws {
        let server = try TestServer.running()
        let endless = try server.url("plain", "/endless")
        let many = try failure { try makeCurl(isFollowing: true).send(HTTPRequest(endless)) }
        #expect(many.kind == .answer && many.message.contains("more than 5 redirects"))
        let file = try redirect("file:///etc/passwd")
        #expect(try failure { try makeCurl(isFollowing: true).send(HTTPRequest(file)) }.kind == .answer)
        let down = try server.url(
            "good", "/redirect?" + URLText.encodeQuery([("to", try server.url("plain", "/echo"))]))
        let refused = try failure { try makeCurl(server.trust(), isFollowing: true).send(HTTPRequest(down)) }
        #expect(refused.kind == .answer && refused.message.contains("from https to http"))
    }
}
