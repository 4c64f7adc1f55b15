import CommandTree
import Diagnostics
import Host
import Kubernetes
import Operations
import Platform
import Secrets

/// A platform and its cluster, opened: what is wanted on the one side, who can be asked on the other.
struct LiveSession {
    /// The platform, its tree and its store.
    var opened: OpenedPlatform
    /// What the cluster is to have.
    let desired: DesiredPlatform
    /// The cluster. No request is sent until something is asked of it.
    let cluster: Cluster

    /// The platform file and the catalog.
    var workspace: Workspace { opened.workspace }
    /// The platform, rendered.
    var platform: RenderedPlatform { opened.platform }
    /// The folder of the tree.
    var folder: Path { opened.folder }
    /// The delivery in memory.
    var built: TreeBuilder.Built { opened.built }
    /// What was found on the way.
    var findings: Findings { built.findings }
    /// The secret values; without the store, Secrets are not among what is wanted.
    var store: CredentialStore? { opened.vault?.store }

    /// Opens the platform and the way to its cluster.
    ///
    /// - Parameters:
    ///   - invocation: what was asked for.
    ///   - checked: whether the guidelines judge the platform.
    /// - Throws: `FindingsError` for the platform's side, `KubernetesFailure` of kind `.access` for the cluster's, `CommandFailure` for
    ///   a platform that has no cluster.
    static func open(_ invocation: Invocation, checked: Bool = false) throws -> LiveSession {
        guard case .cluster(let session) = try LiveTarget.open(invocation, checked: checked) else {
            throw CommandFailure(
                "`\(invocation.path.joined(separator: " "))` looks at a cluster, and podman delivers this platform",
                status: .usage,
                hint: "there are doctor, up, verify, status, why, logs, restart, chat, backup, restore and down")
        }
        return session
    }

    /// The way to the cluster of an opened platform.
    init(_ opened: OpenedPlatform, _ invocation: Invocation) throws {
        let access = try ClusterAccess.resolve(
            kubeconfig: invocation.option("kubeconfig").map { Path($0) }, context: invocation.option("context"),
            environment: invocation.environment)
        invocation.report(Findings(access.warnings))
        self.opened = opened
        desired = DesiredPlatform(opened.built.input)
        cluster = Cluster.connect(access, userAgent: "fairlead/\(Fairlead.version)")
    }
}

/// Where a platform runs: in a cluster, or on this machine. Verbs ask this and nothing else.
enum LiveTarget {
    /// In a cluster.
    case cluster(LiveSession)
    /// On this machine.
    case machine(MachineSession)

    /// What the platform is to have.
    var desired: DesiredPlatform {
        switch self {
        case .cluster(let session): session.desired
        case .machine(let session): session.desired
        }
    }

    /// Opens a platform where its delivery says that it runs.
    ///
    /// - Parameters:
    ///   - invocation: what was asked for.
    ///   - making: whether credentials that are not there yet are made; they are not saved here.
    ///   - withStore: whether the store is opened at all.
    ///   - checked: whether the guidelines judge it, which who only looks at what runs has no use for.
    static func open(
        _ invocation: Invocation, making: Bool = false, withStore: Bool = true, checked: Bool = false
    ) throws -> LiveTarget {
        let opened =
            withStore
            ? try OpenedPlatform.open(invocation, making: making, checked: checked)
            : try OpenedPlatform.withoutStore(invocation)
        return opened.workspace.specification.delivery.isMachine
            ? .machine(try MachineSession(opened, invocation)) : .cluster(try LiveSession(opened, invocation))
    }
}
