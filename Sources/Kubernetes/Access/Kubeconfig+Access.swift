public import Host
import Crypto
import Diagnostics
import Values
import HTTP

extension Kubeconfig {
    /// The access that a context stands for. An exec plug-in of its user is run, once, to learn whether it gives a certificate.
    ///
    /// - Parameters:
    ///   - name: the context; nil: the current one.
    ///   - environment: the variables, for proxies and for the plug-in.
    ///   - clock: the time, for what expires.
    /// - Throws: `KubernetesFailure` of kind `.access`; `Interrupted`.
    public func access(
        context name: String? = nil, environment: Environment = .process, clock: Clock = .system
    ) throws -> ClusterAccess {
        let context = try context(name)
        guard let cluster = try entry("cluster", of: context, in: clusters) else {
            throw KubernetesFailure.access("\(context.title) names no cluster", at: context.node.place)
        }
        let target = try ClusterTarget(cluster, environment: environment)
        var access = ClusterAccess(
            server: target.server, tls: target.tls, namespace: try context.text("namespace") ?? "default",
            context: context.name)
        access.proxy = target.proxy
        access.isCompressed = target.isCompressed
        access.warnings = warnings
        if let user = try entry("user", of: context, in: users) {
            try UserSection(user, target: target, environment: environment, clock: clock).apply(to: &access)
        }
        if access.credentials != nil, !target.isPrivate {
            access.warnings.append(
                Finding(
                    code: Code.tokenInClear, severity: .warning,
                    message: "credentials for \(cluster.title) can be read on the way",
                    place: (cluster.node["server"] ?? cluster.node).place,
                    cause: target.url.scheme == "http"
                        ? "its server's URL is http" : "its certificate is not looked at (insecure-skip-tls-verify)",
                    hint: "give the server's authority with certificate-authority-data"))
        }
        return access
    }
}
