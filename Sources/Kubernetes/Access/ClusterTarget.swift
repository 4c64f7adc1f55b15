import Host
import HTTP
import Values

/// What the entry of a cluster says about the way to it.
struct ClusterTarget {
    let server: String
    let url: HTTP.URLText
    let tls: TLSSettings
    let proxy: String?
    let isCompressed: Bool
    /// What the entry says for exec plug-ins (extension `client.authentication.k8s.io/exec`).
    let pluginConfiguration: Node?
    /// The proxy as the file has it, which exec plug-ins are told.
    let ownProxy: String?

    /// Reads an entry.
    init(_ cluster: KubeconfigEntry, environment: Environment) throws {
        guard let text = try cluster.text("server") else {
            throw KubernetesFailure.access("\(cluster.title) has no server", at: cluster.node.place)
        }
        (server, url) = try Self.server(text, of: cluster)
        var tls = TLSSettings()
        tls.authorities = try cluster.pem("certificate-authority", label: "CERTIFICATE")
        tls.serverName = try cluster.text("tls-server-name")
        if try cluster.flag("insecure-skip-tls-verify") {
            guard tls.authorities == nil else {
                throw KubernetesFailure.access(
                    "\(cluster.title) has both an authority and insecure-skip-tls-verify",
                    at: cluster.node["insecure-skip-tls-verify"]?.place, hint: "remove insecure-skip-tls-verify")
            }
            tls.isVerified = false
        }
        self.tls = tls
        ownProxy = try Self.proxy(of: cluster)
        proxy = try ownProxy ?? ProxyEnvironment(environment).proxy(for: url)
        isCompressed = try !cluster.flag("disable-compression")
        pluginConfiguration =
            cluster.node["extensions"]?.list?.first {
                $0["name"]?.string == "client.authentication.k8s.io/exec"
            }?["extension"]
    }

    /// Whether nobody on the way can read along.
    var isPrivate: Bool {
        if ["localhost", "::1"].contains(url.host) || url.host.hasPrefix("127.") { return true }
        return url.scheme == "https" && tls.isVerified
    }

    // The URL itself is not shown before it is known to hold no password.
    private static func server(_ text: String, of cluster: KubeconfigEntry) throws -> (String, HTTP.URLText) {
        let place = cluster.node["server"]?.place
        guard let url = HTTP.URLText(text), !url.host.isEmpty else {
            throw KubernetesFailure.access(
                "the server of \(cluster.title) is no http or https URL", at: place,
                hint: "it looks like https://host:6443")
        }
        guard url.userInfo == nil else {
            throw KubernetesFailure.access(
                "the server of \(cluster.title) holds a user name or a password", at: place,
                hint: "credentials belong to the user's entry")
        }
        guard url.query == nil, !text.utf8.contains(UInt8(ascii: "#")) else {
            throw KubernetesFailure.access("the server of \(cluster.title) has a query or a fragment", at: place)
        }
        var server = text
        while server.utf8.last == UInt8(ascii: "/") { server.removeLast() }
        return (server, url)
    }

    private static func proxy(of cluster: KubeconfigEntry) throws -> String? {
        guard let text = try cluster.text("proxy-url") else { return nil }
        guard let scheme = ProxyEnvironment.scheme(text), ["http", "https", "socks5"].contains(scheme) else {
            throw KubernetesFailure.access(
                "the proxy-url of \(cluster.title) is no http, https or socks5 URL",
                at: cluster.node["proxy-url"]?.place)
        }
        return text
    }
}
