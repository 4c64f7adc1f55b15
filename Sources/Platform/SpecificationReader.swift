public import Catalog
public import Diagnostics
import Schema
public import Values

/// Turns a platform file (merged with its environment) into a ``Specification``; reports every mistake at once.
public struct SpecificationReader {
    let catalog: Catalog
    private let schema: Node

    /// A reader for platforms made of a catalog.
    ///
    /// - Parameter catalog: the components that a file may name.
    /// - Throws: `FindingsError` if the built-in schema cannot be read.
    public init(catalog: Catalog) throws(FindingsError) {
        self.catalog = catalog
        schema = try Catalog.platformSchema()
    }

    /// Reads a file.
    ///
    /// - Parameter file: the platform file, merged with its environment.
    /// - Returns: the specification, or nil if there are errors, and the findings.
    /// - Throws: `FindingsError` if the built-in schema is wrong.
    public func read(_ file: Node) throws(FindingsError) -> (Specification?, [Finding]) {
        if let finding = Self.versionFinding(file) { return (nil, [finding]) }
        let node = Self.completedForMachine(file)
        let rules = try Schema(schema)
        var findings = rules.validate(node, codes: .platform, context: "")
        let (applications, problems) = try catalog.declared(Applications.definitions(in: node, schema: schema))
        findings += problems
        findings += try componentFindings(node)
        findings += choiceFindings(node)
        guard !findings.contains(where: { $0.severity == .error }) else { return (nil, findings) }
        let profile = node.at("spec", "profile")?.string ?? "small"
        let filled = rules.defaults(applying: node, profile: profile)
        let models = (filled.at("spec", "models")?.mapping?.entries ?? []).compactMap {
            model($0, findings: &findings)
        }
        guard !findings.contains(where: { $0.severity == .error }) else { return (nil, findings) }
        return (specification(filled, profile: profile, models: models, applications: applications), findings)
    }

    /// One machine is small, and has names of its own: every system takes `*.localhost` for itself (RFC 6761).
    private static func completedForMachine(_ node: Node) -> Node {
        guard node.at("spec", "delivery", "engine")?.string == Specification.DeliveryChoice.machine else { return node }
        var complete = node
        if node.at("spec", "profile") == nil { complete.set("laptop", at: ["spec", "profile"]) }
        if node.at("spec", "domain") == nil { complete.set("localhost", at: ["spec", "domain"]) }
        return complete
    }

    private static func versionFinding(_ node: Node) -> Finding? {
        guard node.mapping != nil else {
            return Finding(
                code: Code.wrongType, message: "a platform file is a mapping, found \(node.typeName)",
                place: node.place,
                hint: "start with `fairlead init`")
        }
        if let kind = node["kind"], kind.string != "Platform" {
            return Finding(
                code: Code.unknownVersion, message: "`kind` is \(Self.shown(kind)), expected Platform",
                place: kind.place,
                hint: "is this the right file? write `kind: Platform`")
        }
        if let version = node["apiVersion"], version.string != "fairlead.dev/v1alpha1" {
            return Finding(
                code: Code.unknownVersion, message: "`apiVersion` \(Self.shown(version)) is not known",
                place: version.place,
                hint: "this Fairlead reads `apiVersion: fairlead.dev/v1alpha1`")
        }
        return nil
    }

    /// The beginning of a value: a message must not be as long as the file.
    private static func shown(_ node: Node) -> String {
        let text = JSON.write(node)
        return text.count > 60 ? text.prefix(60) + "…" : text
    }

    private func componentFindings(_ node: Node) throws(FindingsError) -> [Finding] {
        var findings: [Finding] = []
        let names = catalog.names
        for entry in node.at("spec", "components")?.mapping?.entries ?? [] {
            guard let component = catalog.component(entry.key) else {
                findings.append(
                    Finding(
                        code: Code.unknownComponent, message: "there is no component `\(entry.key)`",
                        place: entry.keyPlace,
                        hint: Suggestion.closest(to: entry.key, among: names).map { "did you mean `\($0)`?" }
                            ?? "`fairlead catalog list` shows all; `fairlead catalog new` makes one of your own"))
                continue
            }
            let options = try optionsSchema(component)
            findings += options.validate(entry.value, codes: .platform, context: "spec.components." + entry.key)
        }
        return findings
    }

    /// The schema of a component's entry: its options and what every component takes.
    func optionsSchema(_ component: Component) throws(FindingsError) -> Schema {
        try Schema(Self.entrySchema(component, platform: schema))
    }

    static func entrySchema(_ component: Component, platform: Node) -> Node {
        let common = platform.at("$defs", "component", "properties") ?? [:]
        let own = component.options["properties"] ?? [:]
        return [
            "type": "object", "additionalProperties": false, "description": Node(.string(component.summary)),
            "properties": own.merged(with: common, nullDeletes: false),
        ]
    }

    private func choiceFindings(_ node: Node) -> [Finding] {
        var findings: [Finding] = []
        for entry in node.at("spec", "choose")?.mapping?.entries ?? [] {
            let (name, role) = Self.split(entry.key)
            guard let provider = entry.value.string else { continue }
            guard catalog.capability(name) != nil else {
                findings.append(
                    Finding(
                        code: Code.unknownCapability, message: "there is no capability `\(name)`",
                        place: entry.keyPlace,
                        hint: Suggestion.closest(to: name, among: catalog.capabilities.map(\.name)).map {
                            "did you mean `\($0)`?"
                        }
                            ?? "`fairlead catalog list --capabilities` shows all"))
                continue
            }
            let providers = catalog.providers(of: name, roles: role.map { [$0] } ?? [])
            if !providers.contains(provider) {
                findings.append(
                    Finding(
                        code: Code.notAProvider, message: "`\(provider)` does not provide `\(entry.key)`",
                        place: entry.value.place,
                        hint: providers.isEmpty ? "nothing does" : "these do: " + providers.joined(separator: ", ")))
            }
        }
        return findings
    }

    func knownModel(_ weights: String) -> Node? { catalog.models[weights] }

    private static func split(_ key: String) -> (capability: String, role: String?) {
        let parts = key.split(separator: ".", maxSplits: 1).map(String.init)
        return (parts.first ?? key, parts.count > 1 ? parts[1] : nil)
    }

    private func specification(
        _ node: Node, profile: String, models: [Specification.Model], applications: [Component]
    ) -> Specification {
        let spec = node["spec"] ?? [:]
        let delivery = spec["delivery"] ?? [:]
        let cluster = spec["cluster"] ?? [:]
        return Specification(
            name: node.at("metadata", "name")?.string ?? "",
            domain: spec["domain"]?.string ?? "",
            contact: spec["contact"]?.string ?? "",
            locale: spec["locale"]?.string ?? "en-US",
            profile: Specification.Profile(rawValue: profile) ?? .small,
            delivery: .init(
                engine: delivery["engine"]?.string ?? "argocd", repository: delivery["repository"]?.string ?? "",
                revision: delivery["revision"]?.string ?? "main", path: delivery["path"]?.string ?? "."),
            kubernetes: cluster["kubernetes"]?.string ?? "1.33",
            gpus: (cluster["gpus"]?.list ?? []).map {
                .init(
                    product: $0["product"]?.string ?? "", count: Int($0["count"]?.integer ?? 0),
                    memory: $0["memory"]?.string ?? "")
            },
            models: models,
            choices: (spec["choose"]?.mapping?.entries ?? []).map { entry in
                let (capability, role) = Self.split(entry.key)
                return .init(
                    capability: capability, role: role, provider: entry.value.string ?? "", place: entry.value.place)
            },
            components: (spec["components"]?.mapping?.entries ?? []).map(request)
                + (spec["applications"]?.mapping?.entries ?? []).map { entry in
                    var application = entry
                    application.value = Applications.options(entry.value)
                    return request(application)
                },
            applications: applications, node: node)
    }

    private func request(_ entry: Mapping.Entry) -> Specification.ComponentRequest {
        let common = ["namespace", "version", "values", "patches"]
        var options = Mapping()
        for option in entry.value.mapping?.entries ?? [] where !common.contains(option.key) {
            options.set(option.key, option.keyPlace, option.value)
        }
        return .init(
            name: entry.key, options: Node(.mapping(options), place: entry.value.place),
            namespace: entry.value["namespace"]?.string, version: entry.value["version"]?.string,
            values: entry.value["values"] ?? [:],
            patches: (entry.value["patches"]?.list ?? []).map { patch in
                .init(
                    kind: patch.at("target", "kind")?.string ?? "", name: patch.at("target", "name")?.string ?? "",
                    merge: patch["merge"] ?? [:], place: patch.place)
            },
            place: entry.keyPlace ?? entry.value.place)
    }
}
