public import Values

/// The objects of a release, as Helm keeps them in its record.
public struct ReleaseManifest: Sendable, Equatable {
    /// The objects, in the order of installation, with the namespaces that the chart wrote. Definitions of `crds/` are not
    /// among them: Helm installs those once and forgets them.
    public var objects: [Node]
    /// The objects that Helm makes at certain moments (annotation `helm.sh/hook`), which do not belong to the release.
    public var hooks: [Node]

    /// Reads the library's answer for a whole release.
    init(_ node: Node) throws(HelmFailure) {
        objects = try Self.read(node.at("summary", "manifest")?.string ?? "")
        var hooks: [Node] = []
        for hook in node["hooks"]?.list ?? [] { hooks += try Self.read(hook["manifest"]?.string ?? "") }
        self.hooks = hooks
    }

    private static func read(_ text: String) throws(HelmFailure) -> [Node] {
        var nodes: [Node] = []
        for document in YAML.splitHelmDocuments(text) {
            do throws(SyntaxError) {
                nodes += try YAML.parse(
                    Array(document.text.utf8), file: "manifest", firstLine: document.firstLine, limits: .helmAnswer)
            } catch {
                throw HelmFailure(.storage, "the record of the release is not understood: \(error.message)")
            }
        }
        return nodes.filter { $0.mapping?.isEmpty == false }.map(\.withoutPlaces)
    }
}
