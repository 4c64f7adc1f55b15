import Diagnostics
import Helm
public import Values

/// A Kubernetes object that a chart renders.
public struct ChartObject: Sendable {
    /// The object.
    public var node: Node
    /// The template it comes from, such as `qdrant/templates/statefulset.yaml`.
    public var origin: String
    /// The namespace of the release, for objects that name none.
    public var releaseNamespace: String

    /// Its kind.
    public var kind: String { node["kind"]?.string ?? "" }
    /// Its name.
    public var name: String { node.at("metadata", "name")?.string ?? "" }
    /// Its namespace; for a cluster-scoped object that of the release.
    public var namespace: String { node.at("metadata", "namespace")?.string ?? releaseNamespace }
    /// Its API group; empty for the core group.
    public var group: String { APIGroup.of(node["apiVersion"]?.string ?? "") }
    /// `Kind/name`.
    public var title: String { "\(kind)/\(name)" }

    /// Whether it is made at certain moments only, by Helm or an engine that does as Helm does.
    public var isHook: Bool { !hooks.isEmpty }

    /// Argo CD leaves these out: only the command `helm test` makes them.
    var isTest: Bool { isHook && hooks.allSatisfy { ["test", "test-success", "test-failure"].contains($0) } }

    private var hooks: [String] {
        let text = node.at("metadata", "annotations", "helm.sh/hook")?.string ?? ""
        return text.split(separator: ",").map { $0.filter { $0 != " " } }
    }
}

extension ChartObject {
    /// Reads the objects of a rendered chart. Lists are taken apart, tests are left out.
    ///
    /// - Parameters:
    ///   - files: what Helm rendered.
    ///   - namespace: the namespace of the release.
    /// - Returns: the objects in the order of the files, and what could not be read.
    static func read(_ files: [RenderedFile], namespace: String) -> (objects: [ChartObject], findings: [Finding]) {
        var objects: [ChartObject] = []
        var findings: [Finding] = []
        for file in files {
            for document in YAML.splitHelmDocuments(file.text) {
                do throws(SyntaxError) {
                    let nodes = try YAML.parse(
                        Array(document.text.utf8), file: file.path, firstLine: document.firstLine, limits: .chart)
                    for node in nodes { add(node, file.path, namespace, &objects, &findings) }
                } catch {
                    findings.append(
                        Finding(
                            code: Code.chartFails, message: "what the template renders is not YAML: \(error.message)",
                            place: error.place, hint: error.hint))
                }
            }
        }
        return (objects, findings)
    }

    private static func add(
        _ node: Node, _ origin: String, _ namespace: String, _ objects: inout [ChartObject], _ findings: inout [Finding]
    ) {
        if node.isNull || node.mapping?.isEmpty == true { return }
        if node["kind"]?.string == "List", let items = node["items"]?.list {
            for item in items { add(item, origin, namespace, &objects, &findings) }
            return
        }
        let object = ChartObject(node: node, origin: origin, releaseNamespace: namespace)
        guard !object.kind.isEmpty, !object.name.isEmpty, node["apiVersion"]?.string != nil else {
            findings.append(
                Finding(
                    code: Code.chartFails, severity: .warning,
                    message: "the template renders something without apiVersion, kind or metadata.name",
                    place: node.place))
            return
        }
        if !object.isTest { objects.append(object) }
    }
}

extension YAML.Limits {
    /// Charts of custom resource definitions render to tens of megabytes.
    static let chart = YAML.Limits(bytes: 128 << 20)
}
