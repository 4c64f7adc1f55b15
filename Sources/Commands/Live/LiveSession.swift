import CommandTree
import Delivery
import Diagnostics
import Host
import Kubernetes
import Operations
import Platform
import Secrets

/// A platform and its cluster, opened: what is wanted on the one side, who can be asked on the other.
struct LiveSession {
    /// The platform file and the catalog.
    let workspace: Workspace
    /// The platform, rendered.
    let platform: RenderedPlatform
    /// The folder of the tree.
    let folder: Path
    /// The store; without one, Secrets are not among what is wanted.
    var vault: Vault?
    /// The delivery in memory.
    let built: TreeBuilder.Built
    /// What the cluster is to have.
    let desired: DesiredPlatform
    /// The cluster. No request is sent until something is asked of it.
    let cluster: Cluster
    /// What was found on the way.
    var findings: Findings { built.findings }
    /// The secret values.
    var store: CredentialStore? { vault?.store }

    /// Opens the platform and the way to its cluster.
    ///
    /// - Parameters:
    ///   - invocation: what was asked for.
    ///   - making: whether credentials that are not there yet are made; they are not saved here.
    /// - Throws: `FindingsError` for the platform's side, `KubernetesFailure` of kind `.access` for the cluster's.
    static func open(_ invocation: Invocation, making: Bool = false) throws -> LiveSession {
        let workspace = try Workspace.open(invocation)
        let folder = TreeBuilder.folder(workspace, invocation)
        if making { try TreeWriter.recover(folder) }
        var vault = making ? try Vault.open(workspace, invocation) : reading(workspace, invocation)
        let answered = workspace.answered(vault?.store, environment: invocation.environment)
        let platform = try Pipeline.render(workspace, answered: answered, invocation)
        let built: TreeBuilder.Built
        if var opened = vault {
            built = try TreeBuilder.build(platform, vault: &opened, folder: folder, invocation)
            vault = opened
        } else {
            built = TreeBuilder.buildWithoutStore(platform)
        }
        let access = try ClusterAccess.resolve(
            kubeconfig: invocation.option("kubeconfig").map { Path($0) }, context: invocation.option("context"),
            environment: invocation.environment)
        invocation.report(Findings(access.warnings))
        return LiveSession(
            workspace: workspace, platform: platform, folder: folder, vault: vault, built: built,
            desired: DesiredPlatform(built.input),
            cluster: Cluster.connect(access, userAgent: "fairlead/\(Fairlead.version)"))
    }

    /// The store, for who only looks: one that cannot be opened is said, and Secrets are left out.
    private static func reading(_ workspace: Workspace, _ invocation: Invocation) -> Vault? {
        do { return try Vault.openIfPossible(workspace, invocation) } catch {
            let found = (error as? FindingsError)?.findings.first
            invocation.report(
                Findings([
                    Finding(
                        code: Code.optionalLeftOut, severity: .warning,
                        message: "Secrets are left out: \(found?.message ?? "the credential store cannot be opened")",
                        hint: found?.hint)
                ]))
            return nil
        }
    }
}
