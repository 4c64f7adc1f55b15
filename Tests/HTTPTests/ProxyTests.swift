import HTTP
import Testing

@Suite(.enabled(if: TestServer.isPossible, TestServer.comment))
struct ProxyTests {
    private func curl(_ proxy: String, noProxy: String? = nil) throws -> Curl {
        Curl(tls: try TestServer.running().trust(), proxy: proxy, noProxy: noProxy, userAgent: "t")
    }

    @Test func tunnelWithPassword() throws {
        let server = try TestServer.running()
        let proxy = "http://user:passw0rd@127.0.0.1:\(try server.port("proxy"))"
        let request = HTTPRequest(try server.url("good", "/echo"), headers: [("Authorization", "Bearer hidden")])
        let response = try curl(proxy).send(request)
        #expect(response.status == 200 && response.header("x-proxy") == nil)
        #expect(response.text.contains("Bearer hidden") && !response.text.contains("Proxy-Authorization"))
        let seen = try makeCurl().send(HTTPRequest(try server.url("plain", "/count?of=proxy-fields"))).text
        #expect(seen.contains("proxy-authorization") && !seen.split(separator: ",").contains("authorization"))
    }

    @Test func refusedByTheProxy() throws {
        let server = try TestServer.running()
        let proxy = "http://user:wrong-hidden@127.0.0.1:\(try server.port("proxy"))"
        let refused = try failure { try curl(proxy).send(HTTPRequest(try server.url("good", "/echo"))) }
        #expect(refused.kind == .connection && refused.message.contains("refuses the way"))
        #expect(refused.message.contains("407") && !refused.message.contains("hidden"))
    }

    @Test(arguments: ["http", "https", "socks5"])
    func proxyThatIsNotThere(scheme: String) throws {
        let server = try TestServer.running()
        let proxy = "\(scheme)://user:hidden@127.0.0.1:1"
        let url = try server.url("plain", "/echo")
        let refused = try failure { try curl(proxy).send(HTTPRequest(url)) }
        #expect(refused.kind == .connection && refused.message.contains("proxy 127.0.0.1:1"))
        #expect(!refused.message.contains("hidden"))
        #expect(try curl(proxy, noProxy: "example.test,127.0.0.1").send(HTTPRequest(url)).status == 200)
    }

    @Test(arguments: ["ftp://h", "file:///x", "h:1", "socks4://h"])
    func otherKindsOfProxies(proxy: String) throws {
        let url = try TestServer.running().url("plain", "/echo")
        #expect(try failure { try curl(proxy).send(HTTPRequest(url)) }.kind == .request)
    }
}
