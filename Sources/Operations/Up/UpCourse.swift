import Catalog
import Delivery
import Kubernetes
import Platform
import Rendering

/// The way from an empty cluster to the platform, in phases: read off the plan and nothing else. A phase begins when the one before it is done.
public struct UpCourse: Sendable {
    /// The phases.
    public let phases: [UpPhase]

    /// Every step in order.
    public var steps: [UpStep] { phases.flatMap { $0.lanes.flatMap { $0 } } }

    /// What brings all others, whatever the engine.
    static let rootUnit = "platform"

    /// Reads the way off.
    ///
    /// - Parameter desired: what the cluster is to have.
    public init(_ desired: DesiredPlatform) {
        phases = (desired.engine == "helm" ? Self.releases(desired) : Self.gitOps(desired)).filter {
            !$0.lanes.allSatisfy(\.isEmpty)
        }
    }

    /// With a GitOps engine: only what it needs to begin, then it is followed wave by wave.
    private static func gitOps(_ desired: DesiredPlatform) -> [UpPhase] {
        // An engine that is no member of the platform is there already.
        let engine = desired.engineMember
        let title = desired.engineTitle
        let sealing = desired.input.resolution.sealingNamespaces
        let first = Set([engine?.namespace].compactMap { $0 } + sealing)
        let namespaces = desired.ground.filter {
            $0.reference.kind == "Namespace" && first.contains($0.reference.name)
        }
        var start = [step("namespaces", "the first namespaces", .objects(namespaces, waits: false))]
        start += sealing.map { step("sealing-key", "the sealing key", .sealingKey(namespace: $0)) }
        var bring: [UpStep] = []
        if let engine, let release = engine.release {
            bring.append(step("\(engine.name)/chart", engine.title, .release(release), member: engine.name))
        }
        if let engine {
            bring.append(
                step(
                    "\(engine.name)/ready", "\(title) is ready", .ready(engine, withObjects: false), member: engine.name
                ))
        }
        let over = [
            step("publish", "the tree goes into Git", .publish),
            step("handover", "\(title) takes over", .objects(desired.handover, waits: false)),
            step("handover/seen", "\(title) reads the tree", .follow(unit: rootUnit)),
            step("ground", "namespaces and network policies", .follow(unit: Mark.ground)),
        ]
        let definitions = desired.members.compactMap { member in
            desired.units[member.name]?.definitions.map {
                [
                    step(
                        "\(member.name)/definitions", "definitions of \(member.title)", .follow(unit: $0),
                        member: member.name)
                ]
            }
        }
        let waves = desired.waves.enumerated().map { number, members in
            UpPhase(
                title: "wave \(number)", wave: number,
                lanes: members.map { member in
                    let units = desired.units[member.name]?.stages ?? []
                    return units.map { unit in
                        step(
                            unit == units.last ? "\(member.name)/follow" : "\(unit)/follow",
                            units.count == 1 ? member.title : "\(member.title): \(unit)", .follow(unit: unit),
                            member: member.name)
                    }
                })
        }
        return [
            UpPhase(title: "bootstrap", wave: nil, lanes: [start + bring]),
            UpPhase(title: "handover", wave: nil, lanes: [over]),
            UpPhase(title: "definitions", wave: nil, lanes: definitions),
        ] + waves
    }

    /// Without one: everything is brought from here.
    private static func releases(_ desired: DesiredPlatform) -> [UpPhase] {
        let sealing = desired.input.resolution.sealingNamespaces
        let ground =
            [step("ground", "namespaces and network policies", .objects(desired.ground, waits: false))]
            + sealing.map { step("sealing-key", "the sealing key", .sealingKey(namespace: $0)) }
        let definitions = desired.members.compactMap { member in
            member.definitions.map {
                [
                    step(
                        "\(member.name)/definitions", "definitions of \(member.title)", .release($0),
                        member: member.name)
                ]
            }
        }
        let waves = desired.waves.enumerated().map { number, members in
            UpPhase(title: "wave \(number)", wave: number, lanes: members.filter(\.isInstalled).map(lane))
        }
        return [
            UpPhase(title: "ground", wave: nil, lanes: [ground]),
            UpPhase(title: "definitions", wave: nil, lanes: definitions),
        ] + waves + [
            UpPhase(
                title: "leftovers", wave: nil,
                lanes: [[step("leftovers", "what nobody wants any more is removed", .leftovers)]])
        ]
    }

    private static func lane(_ member: DesiredMember) -> [UpStep] {
        func objects(_ stage: DesiredObject.Stage, _ what: String, waits: Bool) -> UpStep? {
            let found = member.objects.filter { $0.stage == stage }
            guard !found.isEmpty else { return nil }
            return step(
                "\(member.name)/\(stage)", "\(what) of \(member.title)", .objects(found, waits: waits),
                member: member.name)
        }
        let chart = member.release.map {
            step("\(member.name)/chart", member.title, .release($0), member: member.name)
        }
        return [
            objects(.secrets, "secrets", waits: true), objects(.before, "what comes before the chart", waits: true),
            chart,
            objects(.with, "objects", waits: false), objects(.after, "what comes after the chart", waits: false),
            step(
                "\(member.name)/ready", "\(member.title) is ready", .ready(member, withObjects: true),
                member: member.name),
        ].compactMap { $0 }
    }

    private static func step(_ id: String, _ title: String, _ work: UpStep.Work, member: String? = nil) -> UpStep {
        UpStep(id: id, title: title, member: member, work: work)
    }
}
