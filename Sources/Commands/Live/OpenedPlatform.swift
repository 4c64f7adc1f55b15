import CommandTree
import Delivery
import Diagnostics
import Host
import Secrets

/// A platform with its delivery in memory, wherever it runs.
struct OpenedPlatform {
    /// The platform file and the catalog.
    let workspace: Workspace
    /// The platform, rendered.
    let platform: RenderedPlatform
    /// The folder of the tree.
    let folder: Path
    /// The store; without one, there are no secret values.
    var vault: Vault?
    /// The delivery in memory.
    let built: TreeBuilder.Built

    /// Opens a platform.
    ///
    /// - Parameters:
    ///   - invocation: what was asked for.
    ///   - making: whether credentials that are not there yet are made; they are not saved here.
    ///   - checked: whether the guidelines judge it.
    /// - Throws: `FindingsError`.
    static func open(_ invocation: Invocation, making: Bool, checked: Bool) throws -> OpenedPlatform {
        let workspace = try Workspace.open(invocation)
        let folder = TreeBuilder.folder(workspace, invocation)
        if making { try TreeWriter.recover(folder) }
        var vault = making ? try Vault.open(workspace, invocation) : reading(workspace, invocation)
        let answered = workspace.answered(vault?.store, environment: invocation.environment)
        let platform = try Pipeline.render(workspace, answered: answered, checked: checked, invocation)
        let built: TreeBuilder.Built
        if var opened = vault {
            built = try TreeBuilder.build(platform, vault: &opened, folder: folder, invocation)
            vault = opened
        } else {
            built = TreeBuilder.buildWithoutStore(platform)
        }
        return OpenedPlatform(workspace: workspace, platform: platform, folder: folder, vault: vault, built: built)
    }

    /// Opens a platform without its store: nothing that goes needs a secret, and whoever takes down may not have the key.
    static func withoutStore(_ invocation: Invocation) throws -> OpenedPlatform {
        let workspace = try Workspace.open(invocation)
        let answered = workspace.answered(nil, environment: invocation.environment)
        let platform = try Pipeline.render(workspace, answered: answered, checked: false, invocation)
        return OpenedPlatform(
            workspace: workspace, platform: platform, folder: TreeBuilder.folder(workspace, invocation), vault: nil,
            built: TreeBuilder.buildWithoutStore(platform))
    }

    /// Saves credentials and writes the tree, as `render` does.
    mutating func save(_ invocation: Invocation) throws -> WriteReport {
        // The store first: a platform whose secrets are nowhere else would be worse than a store with a value too many.
        if !built.made.isEmpty || vault?.isNew ?? false { try vault?.save() }
        let report = try TreeWriter(folder: folder, overwrite: invocation.flag("overwrite")).write(
            built.tree(), lock: built.lock)
        if invocation.format == .text {
            invocation.report(
                Findings((built.findings.all + report.findings).filter { $0.severity > .note }),
                sources: workspace.sources)
        }
        return report
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
