import Catalog
import Charts
import Kubernetes
import Values

/// An object that a cluster is to have, with where it comes from: what is compared.
public struct WantedObject: Sendable {
    /// Who brings it.
    public enum Origin: Sendable, Equatable {
        /// Fairlead renders it.
        case own
        /// A chart's template.
        case chart(namespace: String, release: String)
        /// A definition of a chart, which Helm installs once and never changes.
        case definition(namespace: String, release: String)
    }

    /// The object.
    public var desired: DesiredObject
    /// Who brings it.
    public var origin: Origin
    /// The wave; −2 for the ground, −1 for definitions.
    public var wave: Int

    /// A wanted object.
    ///
    /// - Parameters: as the properties say.
    public init(_ desired: DesiredObject, origin: Origin, wave: Int) {
        self.desired = desired
        self.origin = origin
        self.wave = wave
    }
}

/// Everything that a cluster is to have.
struct WantedObjects {
    static let groundWave = -2
    static let definitionsWave = -1

    private(set) var objects: [WantedObject] = []
    /// What charts make at certain moments only; it is not compared.
    private(set) var hooks: [ObjectReference] = []
    private var seen: Set<String> = []

    /// - Parameters:
    ///   - platform: what is wanted.
    ///   - charts: the charts that are at hand, rendered.
    ///   - type: the kind as the cluster serves it; nil where it does not.
    init(
        _ platform: DesiredPlatform, charts: [RenderedRelease],
        type: (_ apiVersion: String, _ kind: String) -> ResourceType?
    ) {
        func add(_ object: DesiredObject, _ origin: WantedObject.Origin, _ wave: Int) {
            var object = object
            if object.reference.namespace != nil,
                type(object.reference.apiVersion, object.reference.kind)?.isNamespaced == false
            {
                var node = object.node
                node["metadata"]?["namespace"] = nil
                object = DesiredObject(node, owner: object.owner, stage: object.stage) ?? object
            }
            // Definitions may come with two charts; the first one brings them.
            guard seen.insert(object.reference.identity).inserted else { return }
            objects.append(WantedObject(object, origin: origin, wave: wave))
        }
        for object in platform.ground + platform.handover { add(object, .own, Self.groundWave) }
        let members = Dictionary(platform.members.map { ($0.name, $0.wave) }, uniquingKeysWith: { first, _ in first })
        for object in platform.engineObjects { add(object, .own, members[object.owner] ?? Self.groundWave) }
        for member in platform.members {
            for object in member.objects { add(object, .own, member.wave) }
        }
        for rendered in charts {
            let release = rendered.release
            let wave = release.isDefinitions ? Self.definitionsWave : members[release.component] ?? 0
            let nodes = rendered.nodes { apiVersion, kind in type(apiVersion, kind)?.isNamespaced }
            for (position, node) in nodes.enumerated() {
                let isDefinition = position < rendered.definitions.count
                let marked =
                    platform.engine != "argocd" && !isDefinition
                    ? Self.marked(node, release: release.name, namespace: release.namespace) : node
                guard let object = DesiredObject(marked, owner: release.component, stage: .with) else { continue }
                add(
                    object,
                    isDefinition
                        ? .definition(namespace: release.namespace, release: release.name)
                        : .chart(namespace: release.namespace, release: release.name),
                    isDefinition ? Self.definitionsWave : wave)
            }
            hooks += rendered.hooks.compactMap {
                guard var reference = ObjectReference($0.node) else { return nil }
                reference.namespace = reference.namespace ?? $0.releaseNamespace
                return reference
            }
        }
    }

    /// What Helm sets on every object of a release, over what the chart says (helm, `action/validate.go`, `setMetadataVisitor`).
    private static func marked(_ node: Node, release: String, namespace: String) -> Node {
        var node = node
        node.set("Helm", at: ["metadata", "labels", "app.kubernetes.io/managed-by"])
        node.set(Node(.string(release)), at: ["metadata", "annotations", "meta.helm.sh/release-name"])
        node.set(Node(.string(namespace)), at: ["metadata", "annotations", "meta.helm.sh/release-namespace"])
        return node
    }
}
