public import Host
import HTTP
import Values

/// The access of a pod: its service account (Kubernetes documentation, "Accessing the Kubernetes API from a Pod").
public enum InCluster {
    /// Where the kubelet puts token, authority and namespace.
    public static let folder: Path = "/var/run/secrets/kubernetes.io/serviceaccount"

    /// Whether this process seems to run in a pod that may ask.
    ///
    /// - Parameters:
    ///   - environment: the variables.
    ///   - folder: where the files are.
    public static func isHere(environment: Environment = .process, folder: Path = folder) -> Bool {
        environment.nonEmpty("KUBERNETES_SERVICE_HOST") != nil && environment.nonEmpty("KUBERNETES_SERVICE_PORT") != nil
            && Files.exists(folder / "token")
    }

    /// The access.
    ///
    /// - Parameters:
    ///   - environment: the variables; `KUBERNETES_SERVICE_HOST` and `KUBERNETES_SERVICE_PORT` are read.
    ///   - folder: where the files are.
    ///   - clock: the time, for reading the token again.
    /// - Throws: `KubernetesFailure` of kind `.access`.
    public static func access(
        environment: Environment = .process, folder: Path = folder, clock: Clock = .system
    ) throws -> ClusterAccess {
        guard let host = environment.nonEmpty("KUBERNETES_SERVICE_HOST"),
            let port = environment.nonEmpty("KUBERNETES_SERVICE_PORT")
        else {
            throw KubernetesFailure.access(
                "this is no pod: KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set")
        }
        let server = "https://\(host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host):\(port)"
        guard HTTP.URLText(server) != nil else {
            throw KubernetesFailure.access("KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT give no host and port")
        }
        let authority = folder / "ca.crt"
        let account = KubeconfigEntry(
            sort: "service account", name: "in-cluster",
            node: ["certificate-authority": Node(.string(authority.string))], file: "/")
        var access = ClusterAccess(server: server, context: "in-cluster")
        access.tls.authorities = try account.pem("certificate-authority", label: "CERTIFICATE")
        access.credentials = try TokenFileCredentials(folder / "token", owner: "the service account", clock: clock)
        if let text = try? Files.readText(folder / "namespace", limit: 1 << 10) {
            let name = plainText(text)
            if !name.isEmpty { access.namespace = name }
        }
        return access
    }
}
