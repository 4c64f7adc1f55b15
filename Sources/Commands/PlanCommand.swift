import CommandTree
import Delivery
import Diagnostics
import Host
import Values

extension Command {
    static let plan = Command(
        "plan",
        summary: "Show components and why each is there, waves, credentials with their holders, and what will change.",
        discussion: "Writes nothing. `-o json` is a stable shape, described in docs/plan.md.",
        group: "Write",
        examples: [
            .init("fairlead plan", "for people"), .init("fairlead plan -o json | jq .waves", "for programs"),
            .init("fairlead plan --exit-code", "exit status 2 if the tree would change"),
            .init(
                "fairlead plan --live --save plan.json",
                "what would happen in the cluster, kept for `fairlead up --plan`"),
        ],
        options: CommonOptions.platform + CommonOptions.store + [
            CommonOptions.out, CommonOptions.certificate,
            Option(
                "exit-code", help: "Exit with 2 if the tree on disk would change; with --live, if the cluster would."),
            .output,
        ] + LivePlan.options,
        arguments: [CommonOptions.file]
    ) { invocation in
        if invocation.flag("live") { return try LivePlan.run(invocation) }
        if invocation.option("save") != nil { throw UsageError("--save needs --live") }
        let workspace = try Workspace.open(invocation)
        let vault = try Vault.openIfPossible(workspace, invocation)
        let answered = workspace.answered(vault?.store, environment: invocation.environment)
        let platform = try Pipeline.render(workspace, answered: answered, invocation)
        let folder = TreeBuilder.folder(workspace, invocation)
        var changes: TreeChanges?
        if var vault, Files.exists(folder / Lock.fileName) {
            try TreeWriter.recover(folder)
            let built = try TreeBuilder.build(platform, vault: &vault, folder: folder, invocation)
            changes = try TreeChanges(of: built.tree(), with: folder)
        }
        let view = PlanView(
            resolution: platform.resolution, plan: platform.plan, rendering: platform.rendering, changes: changes?.node,
            findings: platform.findings.sorted())
        try invocation.emit(view.node) {
            var text = PlanText(view: view, style: invocation.style, width: invocation.terminal.width).text
            if let changes {
                text +=
                    "\n" + invocation.style.apply(.strong, "changes in \(folder)") + "  \(changes.summary)\n"
                    + changes.text()
            } else {
                text += "\nno tree in \(folder) yet: `fairlead render` writes it\n"
            }
            return text
        }
        if invocation.format == .text { invocation.report(platform.findings, sources: workspace.sources) }
        let differs = changes.map { !$0.isEmpty } ?? true
        return invocation.flag("exit-code") && differs ? .differences : .success
    }
}
