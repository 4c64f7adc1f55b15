import CommandTree
import Delivery
import Diagnostics
import Host
import Secrets
import Values

extension Command {
    static let render = Command(
        "render",
        summary: "Write the delivery tree: a complete repository for Argo CD or Flux with every secret sealed.",
        discussion: """
            Credentials are made once and kept in the encrypted store beside the platform file; unchanged values keep their ciphertext. Only
            files that Fairlead wrote are touched. A file that was changed by hand stops the run, unless --overwrite: then it is kept
            as <name>.edited.
            """,
        group: "Write",
        examples: [
            .init("fairlead render", "writes ./out/<name>"),
            .init(
                "fairlead render --environment test --out ../platform-test",
                "another environment, into a clone of its repository"),
            .init(
                "fairlead render --certificate sealed-secrets.pem", "seal to the certificate of a running controller"),
        ],
        options: CommonOptions.platform + CommonOptions.store + [
            CommonOptions.out, CommonOptions.certificate,
            Option("overwrite", help: "Write over files that were changed by hand; they are kept beside."), .output,
        ],
        arguments: [CommonOptions.file]
    ) { invocation in
        let start = invocation.clock.monotonicMilliseconds()
        let workspace = try Workspace.open(invocation)
        let folder = TreeBuilder.folder(workspace, invocation)
        try TreeWriter.recover(folder)
        var vault = try Vault.open(workspace, invocation)
        let answered = workspace.answered(vault.store, environment: invocation.environment)
        let platform = try Pipeline.render(workspace, answered: answered, invocation)
        var built = try TreeBuilder.build(platform, vault: &vault, folder: folder, invocation)
        // The store first: a tree whose secrets are nowhere else would be worse than a store with a value too many.
        if !built.made.isEmpty || vault.isNew { try vault.save() }
        let report = try TreeWriter(folder: folder, overwrite: invocation.flag("overwrite")).write(
            built.tree(), lock: built.lock)
        built.findings.add(contentsOf: report.findings)
        let summary = RenderSummary(
            platform: platform, built: built, report: report, folder: folder, store: vault.file.path,
            milliseconds: invocation.clock.monotonicMilliseconds() - start)
        if invocation.format == .text {
            // Notes are for `check`; the summary names what was left out.
            invocation.report(Findings(built.findings.all.filter { $0.severity > .note }), sources: workspace.sources)
        }
        try invocation.emit(summary.node) { summary.text(style: invocation.style, width: invocation.terminal.width) }
        return .success
    }
}
