import Catalog
import CommandTree
import Delivery
import Diagnostics
import Host
import Operations
import Platform
import Values

/// `diff REV..REV`: a platform as it was against what it became, rendered without a cluster and without secrets.
enum DiffRevisions {
    /// Compares and shows.
    static func run(_ range: DiffRange, _ invocation: Invocation) throws -> ExitStatus {
        let catalogs = invocation.options("catalog").map { Path($0) }
        let repository = try DiffRepository(folder: range.file.parent)
        let changes = try Files.withTemporaryDirectory(environment: invocation.environment) {
            scratch -> [ObjectChange] in
            func platform(_ revision: String?, _ name: String) throws -> DesiredPlatform {
                guard let revision else { return try render(range.file, catalogs, title: "\(range.file)", invocation) }
                let place = try repository.take(revision, file: range.file, catalogs: catalogs, into: scratch / name)
                return try render(place.file, place.catalogs, title: "\(revision):\(range.file)", invocation)
            }
            return RevisionDifference.between(try platform(range.from, "from"), try platform(range.to, "to"))
        }
        let node: Node = [
            "apiVersion": "fairlead.dev/v1alpha1", "kind": "RevisionDifference", "from": Node(.string(range.from)),
            "to": range.to.map { Node(.string($0)) } ?? Node(.null),
            "changes": Node(.list(changes.map { LivePlanView.node($0) })),
        ]
        try invocation.emit(node) {
            DiffText(style: invocation.style, isSummary: invocation.flag("summary")).text(changes, unchanged: nil)
        }
        return invocation.flag("exit-code") && !changes.isEmpty ? .differences : .success
    }

    private static func render(_ file: Path, _ catalogs: [Path], title: String, _ invocation: Invocation) throws
        -> DesiredPlatform
    {
        var sources = Sources()
        let environment = invocation.option("environment")
        var node = try document(file, title: title, &sources)
        if let environment {
            let overlay = file.parent / "environments" / (environment + ".yaml")
            guard !environment.contains("/") else { throw UsageError("`\(environment)` is no name of an environment") }
            node = node.merged(
                with: try document(overlay, title: "\(title), environment \(environment)", &sources), nullDeletes: true)
        }
        let (catalog, catalogFindings) = try Catalog.load(folders: catalogs, sources: &sources)
        var findings = Findings(catalogFindings)
        let (specification, problems) = try SpecificationReader(catalog: catalog).read(node)
        findings.add(contentsOf: problems)
        guard let specification, !findings.hasErrors else {
            throw FindingsError(findings: findings.sorted(), sources: sources)
        }
        let workspace = Workspace(
            file: file, environment: environment, sources: sources, catalog: catalog, specification: specification,
            findings: findings, engine: Workspace.engine(invocation))
        // Both sides are shown with everything that may be given, so that nobody's store decides what is compared.
        let platform = try Pipeline.render(workspace, answered: .all, checked: false, invocation)
        return DesiredPlatform(
            DeliveryInput(
                resolution: platform.resolution, plan: platform.plan, rendering: platform.rendering, secrets: [],
                findings: []))
    }

    private static func document(_ file: Path, title: String, _ sources: inout Sources) throws -> Node {
        let bytes: [UInt8]
        do throws(FileFailure) { bytes = try Files.read(file) } catch {
            throw FindingsError(findings: [
                Finding(code: Code.revisionUnreadable, message: "\(title) cannot be read: \(error.reason)")
            ])
        }
        sources.add(file: title, bytes: bytes)
        do throws(SyntaxError) { return try YAML.parseSingle(bytes, file: title) } catch {
            throw FindingsError(findings: [Finding(syntax: error)], sources: sources)
        }
    }
}
