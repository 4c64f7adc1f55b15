import Crypto
import HTTP
import Host
import Values

/// A program that gives credentials (Kubernetes documentation, "Authenticating", client-go credential plugins).
struct ExecPlugin: Sendable {
    private static let versions = ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"]

    /// Whose it is, for messages.
    let owner: String
    /// Where it is named.
    let place: Place?
    /// The version of `ExecCredential` that both sides speak.
    let apiVersion: String
    /// The program: a path, or a name that is looked up in `PATH`.
    let command: String
    /// Its arguments.
    let arguments: [String]
    /// Variables beside those of the environment.
    let variables: [(name: String, value: String)]
    /// What to do when it is not installed.
    let installHint: String?
    /// Whether it is told about the cluster.
    let isToldCluster: Bool

    /// Reads the `exec` of a user.
    init(_ node: Node, of user: KubeconfigEntry) throws {
        owner = user.title
        place = node.place
        let title = "the exec of \(user.title)"
        guard node.mapping != nil else {
            throw KubernetesFailure.access("\(title) must be a mapping, it is a \(node.typeName)", at: node.place)
        }
        let entry = KubeconfigEntry(sort: user.sort, name: user.name, node: node, file: user.file)
        guard let command = try entry.text("command") else {
            throw KubernetesFailure.access("\(title) names no command", at: node.place)
        }
        self.command = Self.resolve(command, from: user.file)
        let version = try entry.text("apiVersion") ?? ""
        guard Self.versions.contains(version) else {
            throw KubernetesFailure.access(
                "\(title) has the apiVersion `\(plainText(version, limit: 80))`",
                at: node["apiVersion"]?.place ?? node.place,
                hint: version.hasSuffix("v1alpha1")
                    ? "Kubernetes 1.24 removed it: fetch the kubeconfig anew with a newer version of the plug-in"
                    : "it is \(Self.versions.joined(separator: " or "))")
        }
        apiVersion = version
        arguments = try entry.texts("args")
        variables = try (node["env"]?.list ?? []).map { item in
            guard let name = try KubeconfigEntry.text(item["name"], "name", in: "env of \(title)") else {
                throw KubernetesFailure.access("a variable of \(title) has no name", at: item.place)
            }
            return (name, try KubeconfigEntry.text(item["value"], "value", in: "env of \(title)") ?? "")
        }
        installHint = try entry.text("installHint").map { plainText($0, limit: 1000) }
        isToldCluster = try entry.flag("provideClusterInfo")
        let mode = try entry.text("interactiveMode") ?? "IfAvailable"
        guard ["Never", "IfAvailable", "Always"].contains(mode) else {
            throw KubernetesFailure.access(
                "the interactiveMode of \(title) is `\(plainText(mode, limit: 40))`",
                at: node["interactiveMode"]?.place,
                hint: "it is Never, IfAvailable or Always")
        }
        guard mode != "Always" else {
            throw KubernetesFailure.access(
                "\(title) must ask on the terminal (interactiveMode: Always), which is not possible here",
                at: node["interactiveMode"]?.place,
                hint: "log in with it once by hand; if it keeps what it got, set interactiveMode to IfAvailable")
        }
    }

    // Only with a slash it is a file; a bare name is for PATH, and so a file beside a kubeconfig of the present folder keeps its slash.
    private static func resolve(_ command: String, from file: Path) -> String {
        let slash = UInt8(ascii: "/")
        guard command.utf8.contains(slash) else { return command }
        let path = KubeconfigEntry.resolve(command, from: file).string
        return path.utf8.contains(slash) ? path : "./" + path
    }

    /// What the plug-in is told in `KUBERNETES_EXEC_INFO`.
    func information(_ target: ClusterTarget) -> String {
        var spec: Node = ["interactive": false]
        if isToldCluster {
            var cluster: Node = ["server": .init(.string(target.server))]
            if let name = target.tls.serverName { cluster["tls-server-name"] = Node(.string(name)) }
            if !target.tls.isVerified { cluster["insecure-skip-tls-verify"] = true }
            if let authorities = target.tls.authorities {
                cluster["certificate-authority-data"] = Node(.string(Base64.encode(authorities)))
            }
            if let proxy = target.ownProxy { cluster["proxy-url"] = Node(.string(proxy)) }
            if !target.isCompressed { cluster["disable-compression"] = true }
            cluster["config"] = target.pluginConfiguration ?? nil
            spec["cluster"] = cluster
        }
        return JSON.write([
            "kind": "ExecCredential", "apiVersion": Node(.string(apiVersion)), "spec": spec,
        ])
    }

    /// Runs it.
    ///
    /// - Parameters:
    ///   - information: what it is told.
    ///   - environment: the variables it starts with.
    /// - Returns: what it gave.
    /// - Throws: `KubernetesFailure` of kind `.access`; `Interrupted`.
    func run(_ information: String, environment: Environment) throws -> ExecCredential {
        guard let program = Processes.find(command, environment: environment) else { throw notFound() }
        var all = environment.variables
        for (name, value) in variables { all[name] = value }
        all["KUBERNETES_EXEC_INFO"] = information
        let result: ProcessResult
        do {
            // Long enough for a slow sign-on service; nobody can type here.
            result = try Processes.run(program, arguments, environment: all, timeoutSeconds: 60, outputLimit: 1 << 20)
        } catch {
            switch error {
            case .notFound: throw notFound()
            case .interrupted(_, let signal): throw Interrupted(signal: signal)
            default: throw KubernetesFailure.access("the exec plug-in of \(owner) did not work: \(error)", at: place)
            }
        }
        guard result.succeeded else {
            // Never its standard output, which may hold a token.
            let words = plainText(String(decoding: result.stderr.suffix(4096), as: UTF8.self), limit: 500)
            throw KubernetesFailure.access(
                "the exec plug-in `\(name)` of \(owner) failed with status \(result.status)"
                    + (words.isEmpty ? "" : ": \(words)"), at: place, hint: "run it by hand, or log in again")
        }
        return try ExecCredential(result.stdout, from: self)
    }

    /// The program as messages name it; its arguments may hold a secret.
    var name: String { plainText(command, limit: 200) }

    private func notFound() -> KubernetesFailure {
        .access(
            "the exec plug-in `\(name)` of \(owner) is not installed", at: place,
            hint: installHint ?? "install it, or correct PATH")
    }
}
