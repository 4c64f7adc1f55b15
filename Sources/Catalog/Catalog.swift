public import Diagnostics
public import Host
public import Schema
public import Values

/// Everything that a platform can be made of: components and the capabilities between them.
public struct Catalog: Sendable {
    /// The capabilities, in the order of their file.
    public let capabilities: [Capability]
    /// What is known of models: the weights' name to `serves`, `context`, `dimensions`, `input`, `arguments`.
    public let models: Mapping
    /// The names of all components, in byte order.
    public let names: [String]

    private let capabilityByName: [String: Int]
    /// The components that do not come with Fairlead, or stand in the place of one that does.
    private let own: [String: Component]
    private let offers: OfferIndex
    private let includesBuiltIn: Bool

    init(own: [String: Component], includingBuiltIn: Bool, capabilities: [Capability], models: Mapping) {
        self.own = own
        self.capabilities = capabilities
        self.models = models
        includesBuiltIn = includingBuiltIn
        names = Set(own.keys).union(includingBuiltIn ? BuiltInComponents.all.names : []).sorted()
        capabilityByName = Dictionary(capabilities.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { $1 })
        offers = OfferIndex(
            own.keys.sorted().map { name in (name, (own[name]?.offers ?? []).map { ($0.capability, $0.role) }) })
    }

    /// All components, in the byte order of their names; those that come with Fairlead are read for this.
    public var components: [Component] {
        let builtIn = includesBuiltIn ? BuiltInComponents.all.components().filter { own[$0.name] == nil } : []
        return (builtIn + own.values).sorted { $0.name < $1.name }
    }

    /// The components that do not come with Fairlead, in the byte order of their names.
    public var ownComponents: [Component] { own.values.sorted { $0.name < $1.name } }

    /// The component of that name.
    public func component(_ name: String) -> Component? {
        own[name] ?? (includesBuiltIn ? BuiltInComponents.all.component(name) : nil)
    }

    /// The capability of that name.
    public func capability(_ name: String) -> Capability? { capabilityByName[name].map { capabilities[$0] } }

    /// Names of the components that offer a capability, in order.
    ///
    /// - Parameters:
    ///   - capability: the capability's name.
    ///   - roles: accepted roles; empty accepts any.
    public func providers(of capability: String, roles: [String] = []) -> [String] {
        let found = offers.providers(of: capability, roles: roles)
        guard includesBuiltIn else { return found }
        let builtIn = BuiltInComponents.index.providers(of: capability, roles: roles).filter { own[$0] == nil }
        return builtIn.isEmpty ? found : (found + builtIn).sorted()
    }

    /// Whether a component comes with Fairlead; nothing is read.
    ///
    /// - Parameter name: a component's name.
    public static func isBuiltIn(_ name: String) -> Bool { BuiltInComponents.all.has(name) }

    /// Charts that the built-in values were tried against, as `alias/name@version`.
    public var triedCharts: Set<String> {
        let node = try? YAML.parseSingle(
            Array((Resources.text("charts.yaml") ?? "").utf8), file: Component.builtInPlace + "charts.yaml")
        return Set(node?["tried"]?.strings ?? [])
    }

    /// A catalog of given components with the built-in capabilities.
    ///
    /// - Parameter components: the components; of several with one name the last counts.
    public func replacing(_ components: [Component]) -> Catalog {
        let own = own.merging(components.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
        return Catalog(own: own, includingBuiltIn: includesBuiltIn, capabilities: capabilities, models: models)
    }
}

extension Catalog {
    /// Reads the built-in catalog and the user's folders.
    ///
    /// - Parameters:
    ///   - folders: the user's catalog folders; each holds one folder per component.
    ///   - checkingBuiltIn: whether the built-in components are held against the rules of the format, too. They cannot have changed
    ///     since the tests did that, and every command would pay for it.
    ///   - sources: takes the texts, so that findings can show their lines.
    /// - Returns: the catalog and what is wrong with the user's components; a component with an error is left out.
    /// - Throws: `FindingsError` if the built-in capabilities cannot be read.
    public static func load(
        folders: [Path] = [], checkingBuiltIn: Bool = false, sources: inout Sources
    ) throws(FindingsError) -> (Catalog, [Finding]) {
        let checking =
            folders.isEmpty && !checkingBuiltIn ? nil : ComponentReader(schema: try componentSchema())
        var catalog = Catalog(
            own: [:], includingBuiltIn: true, capabilities: try readCapabilities(), models: try readModels())
        sources.add { file in
            file.hasPrefix(Component.builtInPlace)
                ? Resources.text("components/" + file.dropFirst(Component.builtInPlace.count)) : nil
        }
        var findings: [Finding] = []
        if checkingBuiltIn, let checking {
            for name in BuiltInComponents.all.names {
                findings += BuiltInComponents.read(name, checking, sources: &sources).1
            }
            findings += catalog.capabilityFindings(catalog.components)
        }
        for folder in folders {
            guard let checking else { continue }
            let (own, problems) = readFolder(folder, reader: checking, sources: &sources)
            findings += problems
            catalog = catalog.replacing(own)
        }
        return (catalog, findings + catalog.capabilityFindings(catalog.ownComponents))
    }

    /// The schema of `component.yaml`.
    ///
    /// - Throws: `FindingsError` if the schema itself is wrong.
    public static func componentSchema() throws(FindingsError) -> Schema {
        try Schema(readResource("schemas/component.yaml"))
    }

    /// The schema of `platform.yaml`, without the options of components.
    ///
    /// - Throws: `FindingsError` if the file is not well-formed.
    public static func platformSchema() throws(FindingsError) -> Node {
        try readResource("schemas/platform.yaml")
    }

    private static func readResource(_ path: String) throws(FindingsError) -> Node {
        do throws(SyntaxError) {
            return try YAML.parseSingle(Array((Resources.text(path) ?? "").utf8), file: Component.builtInPlace + path)
        } catch {
            throw FindingsError(findings: [Finding(syntax: error)])
        }
    }

    private static func readCapabilities() throws(FindingsError) -> [Capability] {
        let node = try readResource("capabilities.yaml")
        return (node["capabilities"]?.mapping?.entries ?? []).map { entry in
            func names(_ key: String) -> [String: String] {
                let one = entry.value[key]?.string.map { ["": $0] } ?? [:]
                return (entry.value[key]?.stringPairs ?? []).reduce(into: one) { $0[$1.0] = $1.1 }
            }
            return Capability(
                name: entry.key, summary: entry.value["summary"]?.string ?? "",
                traffic: entry.value["traffic"]?.string.flatMap(Capability.Traffic.init) ?? .toProvider,
                defaults: names("default"), machineDefaults: names("machine"),
                properties: entry.value["properties"] ?? [:], arguments: entry.value["with"] ?? [:],
                credentials: entry.value["credentials"]?.strings ?? [])
        }
    }

    private static func readModels() throws(FindingsError) -> Mapping {
        try readResource("models.yaml")["models"]?.mapping ?? Mapping()
    }

    private static func readFolder(
        _ folder: Path, reader: ComponentReader, sources: inout Sources
    ) -> ([Component], [Finding]) {
        var components: [Component] = []
        var findings: [Finding] = []
        var folders: [String: [ComponentFiles.File]] = [:]
        do throws(FileFailure) {
            for entry in try Files.list(folder, depth: 5, count: 10_000) where entry.kind == .file {
                let parts = entry.path.components
                // Only what goes into a repository may be hidden.
                let visible = parts.count > 3 && parts[1] == "repository" ? parts[..<2] + parts[3...] : parts[...]
                guard parts.count > 1, !entry.path.string.hasBytes(of: "__pycache__"),
                    !visible.contains(where: { $0.hasPrefix(".") })
                else {
                    continue
                }
                let text = try Files.readText(folder / entry.path.string, limit: 2 << 20)
                folders[parts[0], default: []].append(.init(path: parts.dropFirst().joined(separator: "/"), text: text))
            }
        } catch {
            findings.append(
                Finding(
                    code: Code.componentUnreadable, message: "the catalog folder `\(folder)` cannot be read: \(error)",
                    hint: "give the folder that holds one folder per component"))
        }
        for name in folders.keys.sorted() {
            let (component, problems) = reader.read(
                files: folders[name] ?? [], folder: (folder / name).string, origin: (folder / name).string,
                sources: &sources)
            findings += problems
            if let component { components.append(component) }
        }
        return (components, findings)
    }

    /// Requirements and offers of capabilities that do not exist, and properties and credentials that a capability does not know.
    func capabilityFindings(_ components: [Component]) -> [Finding] {
        var findings: [Finding] = []
        let names = capabilities.map(\.name)
        func check(_ name: String, place: Place?, component: String) -> Capability? {
            if let capability = capability(name) { return capability }
            findings.append(
                Finding(
                    code: Code.unknownCapability, message: "there is no capability `\(name)`", place: place,
                    component: component,
                    hint: Suggestion.closest(to: name, among: names).map { "did you mean `\($0)`?" }
                        ?? "there are: " + names.joined(separator: ", ")))
            return nil
        }
        for component in components {
            for requirement in component.requirements + component.offers.flatMap(\.handedOn) {
                guard
                    let capability = check(requirement.capability, place: requirement.place, component: component.name)
                else { continue }
                for entry in requirement.arguments.mapping?.entries ?? [] where capability.arguments[entry.key] == nil {
                    findings.append(
                        Finding(
                            code: Code.componentInvalid,
                            message: "the capability `\(capability.name)` takes no argument `\(entry.key)`",
                            place: entry.keyPlace, component: component.name,
                            hint: "it takes: " + (capability.arguments.mapping?.keys ?? []).joined(separator: ", ")))
                }
            }
            for offer in component.offers {
                guard let capability = check(offer.capability, place: offer.place, component: component.name) else {
                    continue
                }
                for entry in offer.properties.mapping?.entries ?? [] where capability.properties[entry.key] == nil {
                    findings.append(
                        Finding(
                            code: Code.propertyInvalid,
                            message: "the capability `\(capability.name)` has no property `\(entry.key)`",
                            place: entry.keyPlace, component: component.name,
                            hint: "it has: " + (capability.properties.mapping?.keys ?? []).joined(separator: ", ")))
                }
                for key in capability.properties.mapping?.keys ?? []
                where offer.properties[key] == nil && capability.properties[key]?["optional"]?.bool != true {
                    findings.append(
                        Finding(
                            code: Code.propertyInvalid,
                            message:
                                "the offer `\(offer.name)` does not state the property `\(key)` of `\(capability.name)`",
                            place: offer.place, component: component.name))
                }
                for credential in offer.credentials where !capability.credentials.contains(credential.name) {
                    findings.append(
                        Finding(
                            code: Code.componentInvalid,
                            message: "the capability `\(capability.name)` has no credential `\(credential.name)`",
                            place: credential.place,
                            component: component.name,
                            hint: capability.credentials.isEmpty
                                ? nil : "it has: " + capability.credentials.joined(separator: ", ")))
                }
            }
        }
        return findings
    }
}
