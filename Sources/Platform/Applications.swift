import Catalog
import Diagnostics
import Schema
import Values

/// Services of a person's own: what the platform file says under `applications` becomes components like any other, so that the graph gives
/// them what it gives all: databases, keys, hosts, order, network policies.
enum Applications {
    /// The components that a platform file declares, as definitions with the file's places. Entries that the schema of the
    /// file refuses are left out: reading the file says why.
    ///
    /// - Parameters:
    ///   - file: the platform file.
    ///   - schema: the schema of platform files.
    /// - Throws: `FindingsError` if the built-in schema is wrong.
    static func definitions(in file: Node, schema: Node) throws(FindingsError) -> [Node] {
        let rules = try Schema(entrySchema(schema))
        return (file.at("spec", "applications")?.mapping?.entries ?? []).filter { entry in
            rules.validate(entry.value, codes: .platform, context: "").isEmpty
        }.map { entry in
            definition(entry.key, rules.defaults(applying: entry.value, profile: "small"), entry, schema: schema)
        }
    }

    /// The schema of one entry.
    static func entrySchema(_ schema: Node) -> Node { schema.at("$defs", "application") ?? [:] }

    /// What the templates see beside what the file says.
    static func options(_ entry: Node) -> Node {
        var options = entry
        options["firstPort"] = entry["ports"]?.mapping?.entries.first?.value
        return options
    }

    private static func definition(_ name: String, _ entry: Node, _ source: Mapping.Entry, schema: Node) -> Node {
        var spec: Node = ["namespace": Node(.string(name)), "options": optionProperties(schema)]
        spec["requires"] = requirements(name, entry)
        spec["credentials"] = entry["credentials"]
        if let data = composed(entry["environment"]) { spec.set(data, at: ["secrets", name, "data"]) }
        let volumes = entry["volumes"]?.mapping?.entries ?? []
        if volumes.isEmpty {
            let gate: Node = ["object": Node(.string("Deployment/\(name)")), "condition": "Available"]
            spec["gates"] = [gate]
        } else {
            spec["storage"] = Node(
                .list(volumes.map { ["name": Node(.string($0.key)), "size": $0.value["size"] ?? ""] }))
        }
        spec["network"] = ["egress": entry["egress"] ?? []]
        let image: Node = ["image": entry["image"] ?? "", "for": "the service"]
        spec["images"] = [image]
        var node: Node = [
            "apiVersion": "fairlead.dev/v1alpha1", "kind": "Component",
            "metadata": [
                "name": Node(.string(name), place: source.keyPlace), "title": entry["title"] ?? Node(.string(name)),
                "summary": "A service of this platform's own.",
            ],
            "spec": spec,
        ]
        node.place = source.keyPlace ?? source.value.place
        return node
    }

    private static func optionProperties(_ schema: Node) -> Node {
        var properties = entrySchema(schema)["properties"] ?? [:]
        properties["firstPort"] = ["type": "integer", "description": "The port behind the host."]
        return properties
    }

    /// What it says it needs, and what follows from a host, disks and metrics.
    private static func requirements(_ name: String, _ entry: Node) -> Node {
        var result = entry["requires"]?.mapping ?? Mapping()
        func add(_ requirement: String, _ node: Node) {
            if result[requirement] == nil { result[requirement] = node }
        }
        if let first = entry["ports"]?.mapping?.entries.first {
            add(
                "entry",
                ["capability": "ingress", "if": "host", "with": ["service": Node(.string(name)), "port": first.value]])
        }
        if !(entry["volumes"]?.mapping?.isEmpty ?? true) {
            add("disk", ["capability": "block-storage", "reason": "it keeps its files there"])
        }
        if let metrics = entry["metrics"] {
            add("metrics", ["capability": "metrics", "optional": true, "late": true, "with": metrics])
        }
        return Node(.mapping(result))
    }

    /// The variables that are put together from what it needs; nil if there is none.
    private static func composed(_ environment: Node?) -> Node? {
        var data = Mapping()
        for entry in environment?.mapping?.entries ?? [] where entry.value.string?.contains("${") ?? false {
            data.set(
                entry.key, entry.keyPlace, Node(.mapping(Mapping([("text", entry.value)])), place: entry.value.place))
        }
        // `nil` beside a node would be a node that holds nothing.
        guard !data.isEmpty else { return nil }
        return Node(.mapping(data))
    }
}
