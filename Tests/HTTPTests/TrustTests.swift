import Crypto
import HTTP
import Testing

@Suite(.enabled(if: TestServer.isPossible, TestServer.comment))
struct TrustTests {
    private func attempt(_ name: String, _ tls: TLSSettings, host: String = "127.0.0.1") throws -> HTTPFailure {
        let server = try TestServer.running()
        let url = try server.url(name, "/echo?token=hidden", host: host)
        let failure = try failure {
            try makeCurl(tls).send(HTTPRequest(url, headers: [("Authorization", "Bearer hidden")]))
        }
        #expect(!failure.message.contains("hidden"))
        return failure
    }

    @Test func givenAuthorityIsTrusted() throws {
        let server = try TestServer.running()
        #expect(try makeCurl(server.trust()).send(HTTPRequest(try server.url("good", "/echo"))).status == 200)
    }

    @Test func reasonsNotToTrustAreToldApart() throws {
        let server = try TestServer.running()
        let trust = try server.trust()
        let expired = try attempt("expired", trust)
        #expect(expired.kind == .tls && expired.message.hasSuffix("has expired"))
        #expect(expired.message.contains("127.0.0.1:\(try server.port("expired"))"))
        let unknown = try attempt("unknown", trust)
        #expect(unknown.kind == .tls && unknown.message.contains("authority that is not trusted"))
        let elsewhere = try attempt("elsewhere", trust)
        #expect(elsewhere.kind == .tls && elsewhere.message.contains("another name"))
        let system = try attempt("good", TLSSettings())
        #expect(system.kind == .tls && system.message.contains("authority that is not trusted"))
    }

    @Test func authoritiesThatAreNoneAreRefused() throws {
        var tls = TLSSettings()
        tls.authorities = Array("no certificate".utf8)
        #expect(try attempt("good", tls).kind == .tls)
        tls.authorities = []
        #expect(try attempt("good", tls).kind == .tls)
    }

    @Test func withoutVerificationEverybodyIsTrusted() throws {
        let server = try TestServer.running()
        var tls = TLSSettings()
        tls.isVerified = false
        for name in ["expired", "unknown", "elsewhere"] {
            #expect(try makeCurl(tls).send(HTTPRequest(try server.url(name, "/echo"))).status == 200)
        }
    }

    @Test func serverNameIsCheckedAndTheHostFieldStays() throws {
        let server = try TestServer.running()
        var tls = try server.trust()
        tls.serverName = "elsewhere.example.test"
        let curl = makeCurl(tls)
        let response = try curl.send(HTTPRequest(try server.url("elsewhere", "/echo")))
        #expect(response.text.contains("Host: 127.0.0.1:\(try server.port("elsewhere"))\n"))
        #expect(!response.text.contains("example.test"))
        #expect(try attempt("good", tls).message.contains("another name"))
        tls.serverName = "a/b"
        #expect(try attempt("good", tls).kind == .request)
    }

    @Test func namesAreResolvedAsGiven() throws {
        let server = try TestServer.running()
        var tls = try server.trust()
        tls.resolve = ["inside.example.test:\(try server.port("good")):127.0.0.1"]
        let url = try server.url("good", "/echo", host: "inside.example.test")
        #expect(try makeCurl(tls).send(HTTPRequest(url)).status == 200)
    }

    @Test func clientCertificate() throws {
        let server = try TestServer.running()
        var tls = try server.trust()
        let without = try attempt("mutual", tls)
        #expect(without.kind == .tls && without.message.contains("client certificate"))
        tls.certificate = try server.pem("client.pem")
        tls.key = SecretBytes(try server.pem("client.key"))
        let curl = makeCurl(tls)
        for _ in 0..<2 { #expect(try curl.send(HTTPRequest(try server.url("mutual", "/echo"))).status == 200) }
        tls.certificate = try server.pem("intruder.pem")
        tls.key = SecretBytes(try server.pem("intruder.key"))
        let stranger = try attempt("mutual", tls)
        #expect(stranger.kind == .tls && stranger.message.contains("does not accept the client certificate"))
    }

    @Test func clientCertificateWithoutItsKey() throws {
        let server = try TestServer.running()
        var tls = try server.trust()
        tls.certificate = try server.pem("client.pem")
        for key in ["intruder.key", "client-locked.key", "authority.pem"] {
            tls.key = SecretBytes(try server.pem(key))
            let wrong = try attempt("mutual", tls)
            #expect(wrong.kind == .tls && wrong.message.contains("its key cannot be used"), "\(key)")
        }
        tls.key = nil
        #expect(try attempt("mutual", tls).kind == .tls)
    }

    @Test func wrongProtocol() throws {
        let server = try TestServer.running()
        let port = try server.port("plain")
        let failure = try failure { try makeCurl().send(HTTPRequest("https://127.0.0.1:\(port)/")) }
        #expect(failure.kind == .tls)
        #expect(failure.message.contains("does not speak TLS"))
    }
}
