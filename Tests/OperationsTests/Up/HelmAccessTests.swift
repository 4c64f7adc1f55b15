import Crypto
import HTTP
import Kubernetes
import Operations
import Testing
import Values

@Suite struct HelmAccessTests {
    private struct Given: CredentialProvider {
        let value: AuthorizationValue
        func authorization() -> AuthorizationValue? { value }
        func refused() -> Bool { false }
    }

    private func composed(_ access: ClusterAccess) throws -> Node {
        let text = try HelmAccess.kubeconfig(access)
        #expect(!"\(text)".contains("server"))
        return try text.withBytes { try JSON.parse($0, file: "kubeconfig") }
    }

    @Test func carriesEverythingThatOurOwnRequestsUse() throws {
        var tls = TLSSettings()
        tls.authorities = Array("CA".utf8)
        tls.certificate = Array("CERT".utf8)
        tls.key = SecretBytes(text: "KEY")
        tls.serverName = "inner.example.org"
        var access = ClusterAccess(
            server: "https://api.example.org:6443", tls: tls,
            credentials: Given(value: .bearer(SecretBytes(text: "to\"ken\\"))), namespace: "n",
            context: "c")
        access.proxy = "socks5://127.0.0.1:1080"
        access.impersonate = "somebody"
        access.impersonation.groups = ["a", "b"]
        let node = try composed(access)
        let cluster = node["clusters"]?.list?.first?["cluster"]
        #expect(cluster?["server"]?.string == "https://api.example.org:6443")
        #expect(cluster?["certificate-authority-data"]?.string == "Q0E=")
        #expect(cluster?["tls-server-name"]?.string == "inner.example.org")
        #expect(cluster?["proxy-url"]?.string == "socks5://127.0.0.1:1080")
        #expect(cluster?["insecure-skip-tls-verify"] == nil)
        let user = node["users"]?.list?.first?["user"]
        #expect(user?["client-certificate-data"]?.string == "Q0VSVA==")
        #expect(user?["client-key-data"]?.string == "S0VZ")
        #expect(user?["token"]?.string == "to\"ken\\")
        #expect(user?["as"]?.string == "somebody")
        #expect(user?["as-groups"]?.list?.map(\.string) == ["a", "b"])
        #expect(node["current-context"]?.string == "fairlead")
    }

    @Test func canDoWithoutMost() throws {
        var tls = TLSSettings()
        tls.isVerified = false
        tls.authorities = Array("CA".utf8)
        let access = ClusterAccess(
            server: "http://127.0.0.1:8080", tls: tls,
            credentials: Given(value: .basic(user: "u", password: SecretBytes(text: "p"))))
        let node = try composed(access)
        let cluster = node["clusters"]?.list?.first?["cluster"]
        // Kubernetes refuses both together.
        #expect(cluster?["insecure-skip-tls-verify"]?.bool == true)
        #expect(cluster?["certificate-authority-data"] == nil)
        #expect(node["users"]?.list?.first?["user"]?["password"]?.string == "p")
        let bare = try composed(ClusterAccess(server: "http://127.0.0.1:8080"))
        #expect(bare["users"]?.list?.first?["user"]?.mapping?.isEmpty == true)
    }
}
