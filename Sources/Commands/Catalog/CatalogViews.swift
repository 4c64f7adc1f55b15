import Catalog
import CommandTree
import Diagnostics
import Values

/// The catalog as tables and as data.
enum CatalogViews {
    static func components(_ catalog: Catalog) -> Node {
        Node(
            .list(
                catalog.components.map { component in
                    var node: Node = [
                        "name": Node(.string(component.name)), "title": Node(.string(component.title)),
                        "summary": Node(.string(component.summary)), "origin": Node(.string(component.origin)),
                        "provides": Node(.list(component.offers.map { Node(.string($0.capability)) })),
                    ]
                    node["chart"] = component.mainChart.map { Node(.string("\($0.name) \($0.version)")) }
                    // Templates of its own objects and claims.
                    let templates = component.files.manifests.count + component.files.claims.values.joined().count
                    node["objects"] = Node(.integer(Int64(templates)))
                    return node
                }))
    }

    static func componentTable(_ catalog: Catalog, style: TextStyle) -> String {
        var table = TextTable(["COMPONENT", "CHART", "PROVIDES", "WHAT IT IS"])
        for component in catalog.components {
            table.add([
                component.name, component.mainChart?.version ?? "-",
                unique(component.offers.map(\.capability)).joined(separator: ", "),
                component.summary,
            ])
        }
        return table.render(style: style)
    }

    static func capabilities(_ catalog: Catalog) -> Node {
        Node(
            .list(
                catalog.capabilities.map { capability in
                    [
                        "name": Node(.string(capability.name)), "summary": Node(.string(capability.summary)),
                        "providers": Node(.list(catalog.providers(of: capability.name).map { Node(.string($0)) })),
                    ]
                }))
    }

    static func capabilityTable(_ catalog: Catalog, style: TextStyle) -> String {
        var table = TextTable(["CAPABILITY", "PROVIDERS", "WHAT IT IS"])
        for capability in catalog.capabilities {
            table.add([
                capability.name, catalog.providers(of: capability.name).joined(separator: ", "), capability.summary,
            ])
        }
        return table.render(style: style)
    }

    private static func offer(_ offer: Offer) -> Node {
        var node: Node = ["name": Node(.string(offer.name)), "capability": Node(.string(offer.capability))]
        if let role = offer.role { node["role"] = Node(.string(role)) }
        return node
    }

    static func component(_ component: Component) -> Node {
        func needs(_ requirement: Requirement) -> Node {
            [
                "name": Node(.string(requirement.name)), "capability": Node(.string(requirement.capability)),
                "optional": Node(.bool(requirement.optional)), "late": Node(.bool(requirement.late)),
            ]
        }
        var node: Node = [
            "name": Node(.string(component.name)), "title": Node(.string(component.title)),
            "summary": Node(.string(component.summary)),
            "origin": Node(.string(component.origin)), "namespace": Node(.string(component.namespace)),
            "options": component.options["properties"] ?? [:],
            "requires": Node(.list(component.requirements.map(needs))),
            "provides": Node(.list(component.offers.map(offer))),
            "credentials": Node(.list(component.credentials.map { Node(.string($0.name)) })),
            "images": Node(.list(component.images.map { Node(.string($0.image)) })),
        ]
        if let chart = component.mainChart {
            node["chart"] = [
                "repository": Node(.string(chart.repository)), "name": Node(.string(chart.name)),
                "version": Node(.string(chart.version)),
            ]
        }
        return node
    }

    static func page(_ component: Component, style: TextStyle) -> String {
        var text = "\(component.title) (\(component.name), \(component.origin))\n\(component.summary)\n"
        if let home = component.home { text += home + "\n" }
        if let chart = component.mainChart {
            text += "\nchart \(chart.name) \(chart.version) from \(chart.repository)\n"
        }
        text += "namespace \(component.namespace), Pod Security \(component.podSecurity.rawValue)\n"
        text += section(
            "OPTIONS", ["OPTION", "DEFAULT", "MEANING"],
            (component.options["properties"]?.mapping?.entries ?? []).map { entry in
                [
                    entry.key, entry.value["default"].map { JSON.write($0) } ?? "-",
                    entry.value["description"]?.string ?? "",
                ]
            }, style)
        text += section(
            "NEEDS", ["REQUIREMENT", "CAPABILITY", "HOW"],
            component.requirements.map {
                let how = [
                    $0.optional || $0.condition != nil ? "optional" : "always", $0.late ? "late" : nil,
                    $0.many ? "every one" : nil,
                ]
                return [$0.name, $0.capability, how.compactMap { $0 }.joined(separator: ", ")]
            }, style)
        text += section(
            "GIVES", ["OFFER", "CAPABILITY", "CREDENTIALS"],
            component.offers.map {
                [
                    $0.name, $0.capability + ($0.role.map { " (\($0))" } ?? ""),
                    $0.credentials.map(\.name).joined(separator: ", "),
                ]
            }, style)
        if !component.upgradeNotes.isEmpty {
            text += "\nBEFORE AN UPGRADE\n" + component.upgradeNotes.map { "  \($0)\n" }.joined()
        }
        return text
    }

    private static func section(_ title: String, _ header: [String], _ rows: [[String]], _ style: TextStyle) -> String {
        guard !rows.isEmpty else { return "" }
        var table = TextTable(header)
        for row in rows { table.add(row) }
        return "\n\(title)\n\(table.render(style: style))\n"
    }

    private static func unique(_ names: [String]) -> [String] {
        names.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
}
