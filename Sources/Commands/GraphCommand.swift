import CommandTree
import Diagnostics
import Host
import Pictures
import Platform
import Values

extension Command {
    static let graph = Command(
        "graph",
        summary: "Draw the topology: components in waves, capabilities between them.",
        group: "Look",
        examples: [
            .init("fairlead graph > topology.svg", "a picture"),
            .init("fairlead graph --format dot | dot -Tpng > topology.png", "through graphviz"),
            .init("fairlead graph --format mermaid", "for a Markdown page"),
        ],
        options: CommonOptions.platform + CommonOptions.store + [
            Option(
                "format", short: "f", value: "FORMAT", help: "The form.", defaultText: "svg",
                choices: ["svg", "dot", "mermaid", "html"]),
            Option("all", help: "Show quiet edges too: delivery, secrets and metrics."),
        ],
        arguments: [CommonOptions.file]
    ) { invocation in
        let workspace = try Workspace.open(invocation)
        // A picture needs no key; with one it is the same as in the tree.
        let store = (try? Vault.openIfPossible(workspace, invocation))?.store
        let answered = workspace.answered(store, environment: invocation.environment)
        let form = invocation.option("format") ?? "svg"
        if form == "html" {
            let platform = try Pipeline.render(workspace, answered: answered, invocation)
            try invocation.print(Report.html(TreeBuilder.reportInput(platform, findings: platform.findings)))
            return .success
        }
        let (resolved, findings) = Resolver.resolve(
            catalog: workspace.catalog, specification: workspace.specification, answered: answered)
        guard let resolution = resolved else { throw FindingsError(findings: findings, sources: workspace.sources) }
        let topology = Topology(resolution, plan: Plan(resolution))
        let detail: Topology.Detail = invocation.flag("all") ? .all : .main
        switch form {
        case "dot": try invocation.print(topology.dot(detail))
        case "mermaid": try invocation.print(topology.mermaid(detail))
        default: try invocation.print(topology.svg(detail))
        }
        return .success
    }
}
