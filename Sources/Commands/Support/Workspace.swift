import Catalog
import CommandTree
import Diagnostics
import Helm
import Host
import Platform
import Values

/// A platform file, its environment and the catalog, read.
struct Workspace {
    var file: Path
    var environment: String?
    var sources: Sources
    var catalog: Catalog
    var specification: Specification
    var findings: Findings
    /// Evaluates templates; it starts while the files are read.
    let engine: LibHelm

    /// The folder of the platform file.
    var folder: Path { file.parent }

    /// Findings whose places do not say where on this machine the files are: what is written must be the same everywhere.
    ///
    /// Files beside the platform file are named relative to it, components by their folder.
    func portable(_ findings: [Finding]) -> [Finding] {
        let roots =
            [(folder.string, "")]
            + catalog.ownComponents.map { ($0.origin, $0.name) }
        let portable = findings.map { finding in
            guard let place = finding.place else { return finding }
            var copy = finding
            for (root, name) in roots.sorted(by: { $0.0.utf8.count > $1.0.utf8.count })
            where place.file.hasPrefix(root + "/") {
                let rest = String(place.file.dropFirst(root.count + 1))
                copy.place = Place(
                    file: name.isEmpty ? rest : name + "/" + rest, line: place.line, column: place.column)
                break
            }
            return copy
        }
        // In order of the new places.
        return Findings(portable).sorted()
    }

    /// Helm's library as an invocation finds it; nothing is opened.
    static func engine(_ invocation: Invocation) -> LibHelm {
        LibHelm(places: HelmLibraryPlaces(environment: invocation.environment, executable: Processes.executable))
    }

    /// Reads everything that an invocation names.
    ///
    /// - Parameters:
    ///   - invocation: what was asked for.
    ///   - delivery: the engine that delivers, whatever else says which.
    /// - Throws: `FindingsError` with every mistake at once, or `CommandFailure` if there is no file.
    static func open(_ invocation: Invocation, delivery: String? = nil) throws -> Workspace {
        let named =
            invocation.command.arguments.contains { $0.name == "FILE" }
            ? invocation.argument("FILE") : invocation.option("file")
        let file = Path(named ?? "platform.yaml")
        let engine = engine(invocation)
        var sources = Sources()
        var node = try read(file, environment: invocation.option("environment"), sources: &sources)
        // Components of our own have templates; without them the engine starts when the first template is met, or never.
        if node.at("spec", "components")?.mapping?.keys.contains(where: Catalog.isBuiltIn) ?? true { engine.warmUp() }
        if let engine = delivery ?? invocation.option("delivery") {
            node.set(Node(.string(engine)), at: ["spec", "delivery", "engine"])
        }
        let (catalog, catalogFindings) = try Catalog.load(
            folders: invocation.options("catalog").map { Path($0) }, sources: &sources)
        var findings = Findings(catalogFindings)
        let (specification, problems) = try SpecificationReader(catalog: catalog).read(node)
        findings.add(contentsOf: problems)
        try findings.throwIfErrors(sources: sources)
        guard let specification else { throw FindingsError(findings: findings.sorted(), sources: sources) }
        return Workspace(
            file: file, environment: invocation.option("environment"), sources: sources, catalog: catalog,
            specification: specification, findings: findings, engine: engine)
    }

    private static func read(_ file: Path, environment: String?, sources: inout Sources) throws -> Node {
        let base = try document(file, sources: &sources)
        guard let environment else { return base }
        let folder = file.parent / "environments"
        let overlay = folder / (environment + ".yaml")
        guard Files.exists(overlay), !environment.contains("/") else {
            let names = ((try? Files.list(folder, depth: 1)) ?? []).compactMap {
                $0.path.string.hasSuffix(".yaml") ? $0.path.stem : nil
            }
            throw FindingsError(findings: [
                Finding(
                    code: Code.unknownEnvironment,
                    message: "there is no environment `\(environment)`: \(overlay) does not exist",
                    hint: Suggestion.closest(to: environment, among: names).map { "did you mean `\($0)`?" }
                        ?? (names.isEmpty ? "make \(overlay)" : "there are: " + names.joined(separator: ", ")))
            ])
        }
        return base.merged(with: try document(overlay, sources: &sources), nullDeletes: true)
    }

    private static func document(_ file: Path, sources: inout Sources) throws -> Node {
        let bytes: [UInt8]
        do throws(FileFailure) {
            bytes = try Files.read(file)
        } catch {
            guard case .notFound = error.reason else { throw error }
            throw CommandFailure(
                "\(file) does not exist", status: .badInput, hint: "make one with `fairlead init`, or give its path")
        }
        sources.add(file: file.string, bytes: bytes)
        do throws(SyntaxError) {
            return try YAML.parseSingle(bytes, file: file.string)
        } catch {
            throw FindingsError(findings: [Finding(syntax: error)], sources: sources)
        }
    }
}
