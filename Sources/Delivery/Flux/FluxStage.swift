import Catalog
import Platform
import Rendering
import Values

/// What one Kustomization brings: a folder of objects, after others.
struct FluxStage {
    /// The Kustomization's name. Stages of a member hold a dot, which no component's name can.
    var name: String
    /// The member, or the ground.
    var component: String
    /// The folder, below the tree's own.
    var folder: String
    /// The chart of the stage, in objects that only Flux reads.
    var release: [FluxFile] = []
    /// The platform's own objects.
    var files: [FluxFile] = []
    /// The Kustomizations that must be ready before.
    var after: [String] = []
    /// What else must be true before it counts as ready; only looked at where it is the last stage of a member.
    var gates: [FluxGate] = []
    /// Whether its objects stay when the Kustomization goes: with them would go everything.
    var stays = false

    /// Everything in the folder.
    var all: [FluxFile] { release + files }
}

/// A file of a stage's folder.
struct FluxFile {
    var name: String
    var object: Node
}

/// What a member comes to.
struct FluxMember {
    var name: String
    /// The chart of its definitions.
    var definitions: FluxStage?
    /// What it is made of, in order.
    var stages: [FluxStage]

    var all: [FluxStage] { [definitions].compactMap { $0 } + stages }
}

/// The stages of a platform: read off the plan. Each edge that carries order becomes a dependency, and nothing else does.
struct FluxStages {
    /// Namespaces and network policies.
    let ground: FluxStage
    /// The members that come to anything, in the order of their names.
    let members: [FluxMember]

    init(_ layout: FluxLayout) {
        let input = layout.input
        ground = FluxStage(
            name: Mark.ground, component: Mark.ground, folder: "ground", files: FluxFiles.ground(layout), stays: true)
        let last = Dictionary(
            input.resolution.members.compactMap { member in
                Self.parts(member, layout).last.map { (member.name, Self.name(member.name, $0)) }
            }, uniquingKeysWith: { first, _ in first })
        let definitions = input.resolution.members.filter { $0.component.definitions.chart != nil }
        let first = [Mark.ground] + definitions.map { $0.name + Self.definitionsSuffix }
        members = input.resolution.members.map { member in
            let taught = member.component.definitions.chart.map { chart in
                FluxStage(
                    name: member.name + Self.definitionsSuffix, component: member.name,
                    folder: layout.folder(of: member.name) + "/definitions",
                    release: FluxRelease.files(chart, of: member, values: nil, layout), after: [Mark.ground])
            }
            var previous = first + Self.providers(of: member.name, last, input)
            let stages = Self.parts(member, layout).map { part in
                var stage = FluxStage(
                    name: Self.name(member.name, part), component: member.name,
                    folder: layout.folder(of: member.name) + "/" + part.rawValue,
                    release: part == .with ? FluxRelease.files(of: member, layout) : [],
                    files: FluxFiles.of(member, part, layout), after: previous,
                    stays: member.component.delivers(for: layout.specification.delivery.engine))
                previous = [stage.name]
                if stage.name == last[member.name] { stage.gates = FluxGate.of(member, input) }
                return stage
            }
            return FluxMember(name: member.name, definitions: taught, stages: stages)
        }.filter { !$0.all.isEmpty }
    }

    private static let definitionsSuffix = ".definitions"

    /// The parts of a member, in order.
    enum Part: String, CaseIterable { case secrets, before, with, after }

    private static func name(_ member: String, _ part: Part) -> String {
        part == .with ? member : "\(member).\(part.rawValue)"
    }

    private static func parts(_ member: Member, _ layout: FluxLayout) -> [Part] {
        let objects = layout.input.rendering.component(member.name)?.objects ?? []
        return Part.allCases.filter { part in
            switch part {
            case .secrets: layout.input.secrets.contains { $0.component == member.name }
            case .with: member.chart != nil || objects.contains { $0.stage == .with }
            case .before, .after: objects.contains { $0.stage.rawValue == part.rawValue }
            }
        }
    }

    /// The last stages of those whom a member waits for. Who comes to nothing itself hands on whom it waits for.
    private static func providers(of member: String, _ last: [String: String], _ input: DeliveryInput) -> [String] {
        var found: Set<String> = []
        var seen: Set<String> = [member]
        var open = [member]
        while let next = open.popLast() {
            for edge in input.plan.edges(from: next) where !edge.late && seen.insert(edge.to).inserted {
                if let stage = last[edge.to] { found.insert(stage) } else { open.append(edge.to) }
            }
        }
        return found.sorted { $0.precedes($1) }
    }
}
