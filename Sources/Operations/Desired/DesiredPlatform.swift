public import Catalog
public import Delivery
public import Kubernetes
public import Platform
import Rendering
public import Values

/// Everything that a platform is to have in a cluster, in the order in which it goes there: read off the delivery's input, which holds
/// the graph, the values and every Secret in the form that may stand in Git.
public struct DesiredPlatform: Sendable {
    /// What it is made from: resolution, plan and rendering.
    public let input: DeliveryInput
    /// Namespaces first, then their network policies.
    public let ground: [DesiredObject]
    /// The members by wave, then by name.
    public let members: [DesiredMember]
    /// What hands the tree over to a GitOps engine; empty without one.
    public let handover: [DesiredObject]

    /// The names under which a GitOps engine brings each member; empty without one.
    public let units: [String: DeliveryUnits]

    /// The platform's name.
    public var name: String { input.resolution.specification.name }
    /// The engine as the platform file names it: `argocd`, `flux` or `helm`.
    public var engine: String { input.resolution.specification.delivery.engine }
    /// Whether an engine brings the tree out of Git.
    public var isGitOps: Bool { input.resolution.specification.delivery.hasComponent }
    /// The namespace of that engine.
    public var engineNamespace: String { engineMember?.namespace ?? (engine == "flux" ? "flux-system" : "argocd") }
    /// What people call that engine.
    public var engineTitle: String { engineMember?.title ?? (engine == "flux" ? "Flux" : "Argo CD") }
    /// The object by which that engine brings a unit.
    ///
    /// - Parameter name: the unit's name.
    public func unit(_ name: String) -> ObjectReference {
        engine == "flux"
            ? ObjectReference("kustomize.toolkit.fluxcd.io/v1", "Kustomization", namespace: engineNamespace, name: name)
            : ObjectReference("argoproj.io/v1alpha1", "Application", namespace: engineNamespace, name: name)
    }
    /// The objects that only a GitOps engine reads, with the member that each belongs to.
    public var engineObjects: [DesiredObject] {
        DeliveryEngines.named(engine).ownObjects(input).compactMap { node in
            DesiredObject(
                node, owner: node.at("metadata", "labels", Mark.component)?.string ?? Mark.ground, stage: .handover)
        }
    }
    /// The member that delivers all others; nil where Fairlead itself does.
    public var engineMember: DesiredMember? {
        members.first { $0.member.component.delivers(for: engine) }
    }

    /// Members of each wave.
    public var waves: [[DesiredMember]] {
        let last = members.map(\.wave).max() ?? -1
        return last < 0 ? [] : (0...last).map { wave in members.filter { $0.wave == wave } }
    }

    /// The member of a name.
    public func member(_ name: String) -> DesiredMember? { members.first { $0.name == name } }

    /// Every object that Fairlead itself renders, ground first, then the members' in order; without charts' objects.
    public var objects: [DesiredObject] { ground + members.flatMap(\.objects) + handover }

    /// Reads it off.
    ///
    /// - Parameter input: the platform in the form that a delivery gets.
    public init(_ input: DeliveryInput) {
        self.input = input
        ground =
            (Ground.namespaces(input) + input.rendering.policies.map(\.node)).compactMap {
                DesiredObject($0, owner: Mark.ground, stage: .ground)
            }
        members = input.resolution.members.map { member in
            let rendered = input.rendering.component(member.name)
            let secrets = input.secrets.filter { $0.component == member.name }.compactMap {
                DesiredObject($0.object, owner: member.name, stage: .secrets)
            }
            let own = (rendered?.objects ?? []).compactMap { object in
                DesiredObject(object.node, owner: member.name, stage: DesiredObject.Stage(object.stage))
            }
            return DesiredMember(
                member: member, wave: input.plan.wave(of: member.name) ?? 0,
                definitions: member.component.definitions.chart.map {
                    DesiredRelease(member: member, chart: $0, values: [:])
                },
                release: member.chart.map {
                    DesiredRelease(member: member, chart: $0, values: rendered?.values ?? [:])
                },
                objects: (secrets + own).sorted { $0.stage < $1.stage },
                waitsFor: input.plan.edges(from: member.name))
        }.sorted { ($0.wave, $0.name) < ($1.wave, $1.name) }
        let engine = DeliveryEngines.named(input.resolution.specification.delivery.engine)
        handover = engine.handover(input).compactMap { DesiredObject($0, owner: Mark.ground, stage: .handover) }
        units = engine.units(input)
    }
}

/// A member as it is to be in the cluster.
public struct DesiredMember: Sendable {
    /// The member.
    public let member: Member
    /// Its wave.
    public let wave: Int
    /// The chart with its definitions, installed in the ground stage.
    public let definitions: DesiredRelease?
    /// Its chart.
    public let release: DesiredRelease?
    /// Its Secrets and own objects, by stage.
    public let objects: [DesiredObject]
    /// What it waits for, with the reasons.
    public let waitsFor: [Plan.Edge]

    /// The member's name.
    public var name: String { member.name }
    /// What people call it.
    public var title: String { member.component.title }
    /// Its namespace.
    public var namespace: String { member.namespace }
    /// What must be true before its consumers start.
    public var gates: [Gate] { member.component.gates }
    /// Whether anything is installed for it.
    public var isInstalled: Bool { release != nil || definitions != nil || !objects.isEmpty }
}

/// A chart with its values.
public struct DesiredRelease: Sendable {
    /// The member it belongs to.
    public let member: String
    /// The chart.
    public let chart: Chart
    /// Its values.
    public let values: Node
    /// The namespace it is installed into.
    public let namespace: String

    /// The release's name.
    public var name: String { chart.release }

    init(member: Member, chart: Chart, values: Node) {
        self.member = member.name
        self.chart = chart
        self.values = values
        namespace = member.namespace
    }
}
