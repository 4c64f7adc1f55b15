import Catalog
import CommandTree
import Diagnostics
import Host
import Values

extension Command {
    static let catalog = Command(
        "catalog",
        summary: "List, show and scaffold components.",
        group: "Write",
        examples: [
            .init("fairlead catalog list", "every component"), .init("fairlead catalog show litellm", "one of them"),
            .init("fairlead catalog new my-service --catalog ./catalog", "a component of your own"),
        ],
        subcommands: [.catalogList, .catalogShow, .catalogNew, .catalogPages])

    private static let folders = Option(
        "catalog", value: "DIR", help: "A folder with components of your own.", isRepeatable: true,
        completion: .directory)

    private static let catalogList = Command(
        "list",
        summary: "List the components, or the capabilities.",
        examples: [
            .init("fairlead catalog list", "every component"),
            .init("fairlead catalog list --capabilities", "every capability with its providers"),
        ],
        options: [folders, Option("capabilities", help: "List capabilities and who provides them."), .output]
    ) { invocation in
        let catalog = try loaded(invocation)
        if invocation.flag("capabilities") {
            try invocation.emit(CatalogViews.capabilities(catalog)) {
                CatalogViews.capabilityTable(catalog, style: invocation.style)
            }
        } else {
            try invocation.emit(CatalogViews.components(catalog)) {
                CatalogViews.componentTable(catalog, style: invocation.style)
            }
        }
        return .success
    }

    private static let catalogShow = Command(
        "show",
        summary: "Show what a component needs, gives and can be told.",
        examples: [
            .init("fairlead catalog show open-webui", "options, requirements, offers"),
            .init("fairlead catalog show litellm -o json", "the same as data"),
        ],
        options: [folders, .output],
        arguments: [Positional("NAME", help: "A component.")]
    ) { invocation in
        let catalog = try loaded(invocation)
        let name = try invocation.required("NAME")
        guard let component = catalog.component(name) else {
            throw CommandFailure(
                "there is no component `\(name)`", status: .badInput,
                hint: Suggestion.closest(to: name, among: catalog.names).map {
                    "did you mean `\($0)`?"
                }
                    ?? "`fairlead catalog list` shows all")
        }
        try invocation.emit(CatalogViews.component(component)) { CatalogViews.page(component, style: invocation.style) }
        return .success
    }

    private static let catalogNew = Command(
        "new",
        summary: "Make the folder of a component of your own.",
        discussion: "The folder passes `fairlead check` as it is; docs/component-format.md describes every key.",
        examples: [.init("fairlead catalog new notes --catalog ./catalog", "makes ./catalog/notes")],
        options: [
            Option(
                "catalog", value: "DIR", help: "The folder to make it in.", defaultText: "./catalog",
                completion: .directory)
        ],
        arguments: [Positional("NAME", help: "Name of the component, a DNS label.")]
    ) { invocation in
        let name = try invocation.required("NAME")
        let folder = Path(invocation.option("catalog") ?? "catalog")
        let made = try ComponentScaffold.make(name, in: folder)
        invocation.say("made " + made.map(\.string).joined(separator: ", "))
        invocation.say("next: name it under `components:` and run `fairlead check --catalog \(folder)`")
        return .success
    }

    private static func loaded(_ invocation: Invocation) throws -> Catalog {
        var sources = Sources()
        let (catalog, findings) = try Catalog.load(
            folders: invocation.options("catalog").map { Path($0) }, sources: &sources)
        try Findings(findings).throwIfErrors(sources: sources)
        invocation.report(Findings(findings), sources: sources)
        return catalog
    }
}
