import Diagnostics
import Schema
import Values

/// Reads a component's folder into a ``Component``.
///
/// The folder is given as paths and texts, so that built-in folders and folders of the disk are read alike.
struct ComponentReader {
    /// Names of applications and projects that every delivery makes.
    private static let reserved = ["ground", "platform"]

    /// The schema of a definition; nil for definitions that were held against all rules before.
    let schema: Schema?

    /// Reads one folder.
    ///
    /// - Parameters:
    ///   - files: the folder's files, paths inside of the folder, in byte order.
    ///   - folder: where the folder is, for places in findings.
    ///   - origin: `built-in` or a path.
    ///   - sources: takes the texts, so that findings can show their lines.
    /// - Returns: the component, or nil if its definition cannot be used, and every finding.
    func read(
        files: [ComponentFiles.File], folder: String, origin: String, sources: inout Sources
    ) -> (Component?, [Finding]) {
        guard let definition = files.first(where: { $0.path == "component.yaml" }) else {
            let finding = Finding(
                code: Code.componentUnreadable, severity: .error, message: "`\(folder)` has no component.yaml",
                hint: "make one with `fairlead catalog new NAME`")
            return (nil, [finding])
        }
        let path = folder + "/component.yaml"
        let bytes = Array(definition.text.utf8)
        sources.add(file: path, bytes: bytes)
        let node: Node
        do throws(SyntaxError) {
            node = try YAML.parseSingle(bytes, file: path)
        } catch {
            return (nil, [Finding(syntax: error)])
        }
        return read(node, files: files, folder: folder, origin: origin)
    }

    /// Reads a definition that is parsed already.
    ///
    /// - Parameters:
    ///   - node: the definition.
    ///   - files: the folder's files; `component.yaml` is not looked at.
    ///   - folder: where the folder is, for places in findings.
    ///   - origin: `built-in`, `platform file` or a path.
    /// - Returns: the component, or nil if its definition cannot be used, and every finding.
    func read(_ node: Node, files: [ComponentFiles.File], folder: String, origin: String) -> (Component?, [Finding]) {
        let name = node["metadata"]?["name"]?.string ?? folder
        var findings = schema?.validate(node, codes: .component, context: "") ?? []
        guard !findings.contains(where: { $0.severity == .error }) else {
            return (nil, findings.map { $0.about(component: name) })
        }
        let place = origin == Component.builtIn ? folder.dropFirst(Component.builtInPlace.count) : folder[...]
        let last = place.split(separator: "/").last.map(String.init) ?? folder
        if last != name {
            findings.append(
                Finding(
                    code: Code.componentInvalid, severity: .error,
                    message: "the folder is named `\(last)` and the component `\(name)`",
                    place: node.at("metadata", "name")?.place,
                    component: name, hint: "give both the same name"))
        }
        if Self.reserved.contains(name) {
            findings.append(
                Finding(
                    code: Code.componentInvalid, message: "the name `\(name)` is taken by the platform itself",
                    place: node.at("metadata", "name")?.place, component: name, hint: "choose another name"))
        }
        findings += files.filter { !Self.isRead($0.path) }.map { file in
            Finding(
                code: Code.componentInvalid, severity: .warning, message: "nothing reads the file `\(file.path)`",
                hint:
                    "there are values.yaml, manifests/*.yaml, machine/*.yaml, offers/<offer>/*.yaml, offers/<offer>/machine/*.yaml, repository/.<folder>/*.yaml, files/* and _*.tpl"
            )
        }
        var problems: [Finding] = []
        let component = Self.component(
            node, name: name, files: Self.sorted(files, folder: folder), origin: origin, problems: &problems)
        findings += problems
        if schema != nil { findings += ComponentRules.findings(component) }
        return (
            findings.contains { $0.severity == .error } ? nil : component, findings.map { $0.about(component: name) }
        )
    }

    /// Whether a file has a place in the format; words for people beside component.yaml are nobody's slip of the pen.
    private static func isRead(_ path: String) -> Bool {
        let parts = path.split(separator: "/").map(String.init)
        guard let first = parts.first, let last = parts.last else { return true }
        switch (first, parts.count) {
        case (_, 1):
            return !last.hasSuffix(".yaml") && !last.hasSuffix(".yml")
                || ["component.yaml", "values.yaml"].contains(last)
        case ("manifests", 2), ("machine", 2), ("offers", 3): return last.hasSuffix(".yaml")
        case ("offers", 4): return parts[2] == "machine" && last.hasSuffix(".yaml")
        case ("files", 2): return true
        case ("repository", 3): return isForRepository(parts)
        default: return false
        }
    }

    /// A hidden folder, as programs beside the engine have theirs; all other names at the top of a tree are the delivery's.
    private static func isForRepository(_ parts: [String]) -> Bool {
        parts[1].hasPrefix(".") && ![".", "..", ".git", ".fairlead"].contains(parts[1]) && parts[2].hasSuffix(".yaml")
    }

    private static func sorted(_ files: [ComponentFiles.File], folder: String) -> ComponentFiles {
        var result = ComponentFiles()
        for file in files {
            let parts = file.path.split(separator: "/").map(String.init)
            guard let first = parts.first, let last = parts.last else { continue }
            switch (first, parts.count) {
            case ("values.yaml", 1): result.values = file
            case (_, 1) where first.hasPrefix("_") && first.hasSuffix(".tpl"): result.partials.append(file)
            case ("manifests", 2) where last.hasSuffix(".yaml"): result.manifests.append(file)
            case ("machine", 2) where last.hasSuffix(".yaml"): result.machine.append(file)
            case ("offers", 3) where last.hasSuffix(".yaml"): result.claims[parts[1], default: []].append(file)
            case ("offers", 4) where parts[2] == "machine" && last.hasSuffix(".yaml"):
                result.machineClaims[parts[1], default: []].append(file)
            case ("files", 2): result.plain.append(file)
            case ("repository", 3) where isForRepository(parts): result.repository.append(file)
            default: break
            }
        }
        return result
    }

    private static func component(
        _ node: Node, name: String, files: ComponentFiles, origin: String, problems: inout [Finding]
    ) -> Component {
        let metadata = node["metadata"] ?? nil
        let spec = node["spec"] ?? nil
        let chart = spec["chart"].map { Self.chart($0, component: name) }
        let definitions = spec["crds"]
        return Component(
            name: name,
            title: metadata["title"]?.string ?? name,
            summary: metadata["summary"]?.string ?? "",
            home: metadata["home"]?.string,
            namespace: spec["namespace"]?.string ?? name,
            podSecurity: spec["podSecurity"]?.string.flatMap(PodSecurity.init) ?? .restricted,
            chart: chart,
            definitions: Definitions(
                groups: definitions?["groups"]?.strings ?? [], kinds: definitions?["kinds"]?.strings ?? [],
                chart: definitions?["chart"].map { Self.chart($0, component: name + "-crds") }),
            clusterScoped: spec["clusterScoped"]?.strings ?? [],
            extraNamespaces: spec["namespaces"]?.strings ?? [],
            options: optionsSchema(spec["options"]),
            requirements: (spec["requires"]?.mapping?.entries ?? []).map(requirement),
            offers: (spec["provides"]?.mapping?.entries ?? []).map { offer($0, problems: &problems) },
            credentials: (spec["credentials"]?.mapping?.entries ?? []).compactMap {
                credential($0, problems: &problems)
            },
            secrets: (spec["secrets"]?.mapping?.entries ?? []).map { secret($0, problems: &problems) },
            gates: (spec["gates"]?.list ?? []).compactMap(gate),
            network: NetworkNeeds(
                egress: spec["network"]?["egress"]?.strings ?? [],
                ingress: (spec["network"]?["ingress"]?.list ?? []).map {
                    NetworkNeeds.Ingress(from: $0["from"]?.string ?? "", ports: $0["ports"]?.integers ?? [])
                }),
            images: (spec["images"]?.list ?? []).map {
                ImageUse(image: $0["image"]?.string ?? "", purpose: $0["for"]?.string ?? "")
            },
            disks: (spec["storage"]?.list ?? []).map {
                DiskUse(name: $0["name"]?.string ?? "", size: $0["size"]?.string ?? "")
            },
            upgradeNotes: (spec["upgrade"]?.list ?? []).compactMap { $0["note"]?.string },
            files: files, origin: origin, place: node.place)
    }

    private static func optionsSchema(_ properties: Node?) -> Node {
        ["type": "object", "additionalProperties": false, "properties": properties ?? [:]]
    }

    private static func chart(_ node: Node, component: String) -> Chart {
        Chart(
            repository: node["repository"]?.string ?? "",
            git: node["git"].map {
                Chart.GitPlace(path: $0["path"]?.string ?? "", revision: $0["revision"]?.string ?? "")
            }, alias: node["alias"]?.string ?? "",
            name: node["name"]?.string ?? "",
            version: node["version"]?.string ?? "", release: node["release"]?.string ?? component,
            freeForm: node["freeForm"]?.strings ?? [], serverSideApply: node["serverSideApply"]?.bool ?? false)
    }

    private static func requirement(_ entry: Mapping.Entry) -> Requirement {
        let node = entry.value
        var requirement = Requirement(
            name: entry.key, capability: node["capability"]?.string ?? entry.key, reason: node["reason"]?.string)
        requirement.roles = node["role"]?.strings ?? []
        requirement.many = node["many"]?.bool ?? false
        requirement.optional = node["optional"]?.bool ?? false
        requirement.late = node["late"]?.bool ?? false
        requirement.condition = node["if"]?.string
        requirement.arguments = node["with"] ?? [:]
        requirement.place = entry.keyPlace ?? node.place
        return requirement
    }

    private static func offer(_ entry: Mapping.Entry, problems: inout [Finding]) -> Offer {
        let node = entry.value
        return Offer(
            name: entry.key, capability: node["capability"]?.string ?? entry.key, role: node["role"]?.string,
            serves: node["serves"]?.string, condition: node["if"]?.string, ports: node["ports"]?.integers ?? [],
            pods: node["pods"]?.stringPairs ?? [],
            location: node["in"]?.string.flatMap(Offer.Location.init) ?? .provider,
            properties: node["properties"] ?? [:],
            credentials: (node["credentials"]?.mapping?.entries ?? []).compactMap {
                credential($0, problems: &problems)
            },
            secretName: node["secret"]?["name"]?.string, secretType: node["secret"]?["type"]?.string ?? "Opaque",
            secretLabels: node["secret"]?["labels"]?.stringPairs ?? [],
            handedOn: (node["requires"]?.mapping?.entries ?? []).map(requirement), place: entry.keyPlace ?? node.place)
    }

    private static func gate(_ node: Node) -> Gate? {
        if let object = node["object"]?.string {
            return Gate(
                test: .condition(object: object, condition: node["condition"]?.string ?? "Ready"),
                usually: node["usually"]?.string)
        }
        guard let path = node["http"]?.string else { return nil }
        return Gate(test: .http(path: path, port: Int(node["port"]?.integer ?? 80)), usually: node["usually"]?.string)
    }
}

extension Node {
    /// The strings of a list; what is not a string is left out.
    package var strings: [String]? { list?.compactMap(\.string) }
    /// The integers of a list; what is not a small integer is left out.
    package var integers: [Int]? { list?.compactMap { $0.integer.flatMap(Int.init(exactly:)) } }
    /// The string values of a mapping with their keys.
    package var stringPairs: [(String, String)]? {
        mapping?.entries.compactMap { entry in entry.value.string.map { (entry.key, $0) } }
    }
}
