import Catalog
import CommandTree
import Diagnostics
import Host
import Schema
import Values

extension Command {
    static let catalogPages = Command(
        "pages",
        summary: "Write a page for each component into a folder.",
        discussion:
            "Markdown: what it is, its options, what it needs and gives, its images and what to know before an upgrade.",
        examples: [
            .init("fairlead catalog pages docs/catalog", "the pages of the built-in components"),
            .init("fairlead catalog pages docs --catalog ./catalog", "with components of your own"),
        ],
        options: [
            Option(
                "catalog", value: "DIR", help: "A folder with components of your own.", isRepeatable: true,
                completion: .directory)
        ],
        arguments: [Positional("DIR", help: "The folder; files of the same names are written over.")]
    ) { invocation in
        let folder = Path(try invocation.required("DIR"))
        var sources = Sources()
        let (catalog, findings) = try Catalog.load(
            folders: invocation.options("catalog").map { Path($0) }, sources: &sources)
        try Findings(findings).throwIfErrors(sources: sources)
        try Files.makeDirectories(folder)
        for component in catalog.components {
            try Files.writeAtomically(folder / "\(component.name).md", Array(try CatalogPage.text(component).utf8))
        }
        try Files.writeAtomically(folder / "README.md", Array(CatalogPage.index(catalog).utf8))
        invocation.say("wrote \(catalog.components.count + 1) pages into \(folder)")
        return .success
    }
}

/// A component as a page for people.
enum CatalogPage {
    /// The page.
    ///
    /// - Parameter component: the component.
    /// - Throws: `FindingsError` if its options are no schema.
    static func text(_ component: Component) throws(FindingsError) -> String {
        var text = "# \(component.title)\n\n\(component.summary)\n\n"
        text += "Component `\(component.name)`, namespace `\(component.namespace)`, "
        text += "Pod Security `\(component.podSecurity.rawValue)`"
        text += component.mainChart.map { ", chart `\($0.name)` \($0.version) from <\($0.repository)>" } ?? ", no chart"
        text += component.home.map { ". Its own documentation: <\($0)>.\n" } ?? ".\n"
        text += table(
            "Needs", ["requirement", "capability", "how", "why"],
            component.requirements.map {
                ["`\($0.name)`", "`\($0.capability)`" + roles($0.roles), how($0), $0.reason ?? ""]
            })
        text += table(
            "Gives", ["offer", "capability", "credentials"],
            component.offers.map {
                [
                    "`\($0.name)`", "`\($0.capability)`" + roles([$0.role].compactMap { $0 }),
                    $0.credentials.map { "`\($0.name)`" }.joined(separator: ", "),
                ]
            })
        text += table(
            "Images", ["image", "for"], component.images.map { ["`\($0.image)`", $0.purpose] })
        text += table("Keeps", ["volume", "size"], component.disks.map { [$0.name, "`\($0.size)`"] })
        if !component.upgradeNotes.isEmpty {
            text += "\n## Before an upgrade\n\n" + component.upgradeNotes.map { "- \(sentence($0))\n" }.joined()
        }
        let options = component.options["properties"]?.mapping?.isEmpty ?? true
        if !options {
            text += "\n" + SchemaReference.markdown(try Schema(component.options), title: "Options", level: 2)
        }
        return text.hasSuffix("\n") ? text : text + "\n"
    }

    /// The list of all pages.
    static func index(_ catalog: Catalog) -> String {
        "# The catalog\n\nMade from the components by `make docs`.\n"
            + table(
                "Components", ["component", "what it is", "gives"],
                catalog.components.map { component in
                    let gives = component.offers.map(\.capability)
                    return [
                        "[\(component.name)](\(component.name).md)", component.summary,
                        gives.enumerated().filter { gives.firstIndex(of: $1) == $0 }.map { "`\($1)`" }.joined(
                            separator: ", "),
                    ]
                })
            + table(
                "Capabilities",
                ["capability", "what it is", "properties", "arguments", "credentials", "traffic", "providers"],
                catalog.capabilities.map { capability in
                    [
                        "`\(capability.name)`", capability.summary, names(capability.properties),
                        names(capability.arguments), capability.credentials.joined(separator: ", "),
                        capability.traffic.rawValue, providers(of: capability, catalog),
                    ]
                })
    }

    private static func names(_ properties: Node) -> String {
        (properties.mapping?.keys ?? []).joined(separator: ", ")
    }

    /// Those that are taken when nothing is chosen in bold.
    private static func providers(of capability: Capability, _ catalog: Catalog) -> String {
        catalog.providers(of: capability.name).map {
            capability.defaults.values.contains($0) ? "**\($0)**" : $0
        }.joined(separator: ", ")
    }

    private static func roles(_ roles: [String]) -> String {
        roles.isEmpty ? "" : " (" + roles.joined(separator: ", ") + ")"
    }

    private static func how(_ requirement: Requirement) -> String {
        [
            requirement.optional ? "if it is there" : "always",
            requirement.condition.map { "with option `\($0)`" }, requirement.late ? "late" : nil,
            requirement.many ? "every one" : nil,
        ].compactMap { $0 }.joined(separator: ", ")
    }

    private static func sentence(_ text: String) -> String {
        text.prefix(1).uppercased() + text.dropFirst() + (text.hasSuffix(".") ? "" : ".")
    }

    private static func table(_ title: String, _ header: [String], _ rows: [[String]]) -> String {
        guard !rows.isEmpty else { return "" }
        let lines = [header, header.map { _ in "---" }] + rows
        return "\n## \(title)\n\n"
            + lines.map { "| " + $0.map(cell).joined(separator: " | ") + " |\n" }.joined()
    }

    private static func cell(_ text: String) -> String {
        text.split(separator: "\n").joined(separator: " ").replacing("|", with: "\\|")
    }
}
