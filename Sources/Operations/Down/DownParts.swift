import Helm
import Kubernetes
import Rendering
import Values

/// The platform's single objects, sorted by member and by when they go.
struct DownParts {
    /// The objects of one member.
    struct Part {
        /// What goes before the member's chart.
        var early: [DownObject] = []
        /// What goes after it.
        var late: [DownObject] = []
        /// What holds data.
        var data: [DownObject] = []
    }

    private var parts: [String: Part] = [:]
    private(set) var definitions: [DownObject] = []
    private(set) var projects: [DownObject] = []
    /// Every member that has anything in the cluster, by name.
    private(set) var components: [String] = []
    private let deletesData: Bool
    private let belongings: DownBelongings
    private let desired: DesiredPlatform

    /// Everything that holds data, in the order in which it would go.
    var data: [DownObject] { parts.sorted { $0.key < $1.key }.flatMap(\.value.data) }

    /// What stays of it, with the reasons.
    var kept: [DownLeft] {
        deletesData
            ? []
            : data.map {
                DownLeft(
                    reference: $0.reference, reason: $0.reference.kind == "Secret" ? Self.keyReason : "it holds data")
            }
    }

    static let keyReason = "it opens what is sealed in Git, and nothing else in the cluster can"

    init(census: DownCensus, belongings: DownBelongings, desired: DesiredPlatform, deletesData: Bool) {
        (self.belongings, self.deletesData, self.desired) = (belongings, deletesData, desired)
        let stages = Dictionary(
            desired.objects.map { ($0.reference.identity, $0.stage) }, uniquingKeysWith: { first, _ in first })
        for object in census.objects { sort(object, stages) }
        var names = Set(parts.keys).union(definitions.map(\.component))
        names.formUnion(belongings.releases.values.map { $0.labels[ReleaseLabel.component] ?? "" })
        names.formUnion(
            (belongings.applications + belongings.flux.releases).compactMap {
                $0.at("metadata", "labels")?[Mark.component]?.string
            })
        components = names.sorted()
        for key in parts.keys {
            parts[key]?.data.sort {
                (DownOrder.dataRank($0.reference), $0.reference.identity) < (
                    DownOrder.dataRank($1.reference), $1.reference.identity
                )
            }
        }
    }

    private mutating func sort(_ object: Node, _ stages: [String: DesiredObject.Stage]) {
        guard let reference = ObjectReference(object), reference.kind != "Namespace" || !reference.group.isEmpty else {
            return
        }
        let uid = object.at("metadata", "uid")?.string
        func entry(_ component: String, _ isLabelled: Bool) -> DownObject {
            DownObject(reference: reference, uid: uid, component: component, isLabelled: isLabelled)
        }
        switch belongings.holder(object) {
        case .volume(let component): parts[component, default: Part()].data.append(entry(component, false))
        case .sealingKey:
            let component =
                object.at("metadata", "labels")?[Mark.component]?.string ?? desired.members.first {
                    $0.namespace == reference.namespace
                }?.name ?? ""
            parts[component, default: Part()].data.append(entry(component, false))
        case .platform(let component): place(entry(component, true), object, component, stages)
        case .brought(let component) where DataKinds.holdsData(object):
            // It is found as soon as it is known; it is marked when its release or application goes.
            parts[component, default: Part()].data.append(entry(component, false))
        case .brought, .derived, .foreign: return
        }
    }

    private mutating func place(
        _ entry: DownObject, _ object: Node, _ component: String, _ stages: [String: DesiredObject.Stage]
    ) {
        let reference = entry.reference
        // These go in steps of their own.
        if reference.group == "argoproj.io", reference.kind == "Application" { return }
        if ["kustomize.toolkit.fluxcd.io", "helm.toolkit.fluxcd.io"].contains(reference.group) { return }
        if reference.group == "argoproj.io", reference.kind == "AppProject" { return projects.append(entry) }
        if reference.kind == "CustomResourceDefinition" { return definitions.append(entry) }
        if DataKinds.holdsData(object) { return parts[component, default: Part()].data.append(entry) }
        // Secrets come before everything; without the store nobody knows their names here.
        let isSecret = SecretReaders.kinds.contains(reference.kind)
        let isLate = stages[reference.identity].map { $0 < .with && $0 != .ground } ?? isSecret
        if isLate {
            parts[component, default: Part()].late.append(entry)
        } else {
            parts[component, default: Part()].early.append(entry)
        }
    }

    /// A step for a member's objects; none if there are none.
    func step(_ component: String, _ part: KeyPath<Part, [DownObject]>, _ title: String, id: String) -> [DownStep] {
        guard let objects = parts[component]?[keyPath: part], !objects.isEmpty else { return [] }
        return [DownStep(id: "\(component)/\(id)", title: title, work: .objects(objects))]
    }

    /// Definitions of members with which no object would go but what goes anyhow.
    func goingDefinitions(_ components: [String], _ census: DownCensus) -> [DownObject] {
        let named = Set(components)
        return definitions.filter { definition in
            named.contains(definition.component)
                && !(census.instances[definition.reference.name] ?? []).contains(where: stays)
        }
    }

    private func stays(_ object: Node) -> Bool {
        switch belongings.holder(object) {
        case .platform, .brought: return DataKinds.holdsData(object) && !deletesData
        case .derived: return false
        case .volume, .sealingKey, .foreign: return true
        }
    }
}
