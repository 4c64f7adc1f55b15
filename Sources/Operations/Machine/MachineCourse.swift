public import Catalog
public import Delivery

/// The way from an empty machine to the platform, in phases: read off the plan and nothing else.
public struct MachineCourse: Sendable {
    /// The phases.
    public let phases: [UpPhase]

    /// Reads the way off.
    ///
    /// - Parameters:
    ///   - plan: the platform on the machine.
    ///   - gates: gates by component.
    public init(_ plan: MachinePlan, gates: [String: [Gate]]) {
        func step(_ id: String, _ title: String, _ task: MachineTask, member: String? = nil) -> UpStep {
            UpStep(id: id, title: title, member: member, work: .machine(task))
        }
        let images = Set(plan.units.flatMap { [$0.main.image] + $0.initial.map(\.image) }).sorted()
        var lanes = [[step("ground", "networks, volumes and secrets", .ground)]]
        lanes += images.map { [step("image/\($0)", "the image \($0)", .image($0))] }
        var phases = [UpPhase(title: "ground", wave: nil, lanes: lanes)]
        for wave in Set(plan.units.map(\.wave)).sorted() {
            let units = plan.units.filter { $0.wave == wave }
            let members = Set(units.map(\.component)).sorted()
            let lanes = members.map { member in
                var lane: [UpStep] = []
                for unit in units where unit.component == member {
                    lane.append(step("\(member)/\(unit.workload)", unit.workload, .unit(unit.name), member: member))
                }
                if gates[member]?.isEmpty == false {
                    lane.append(step("\(member)/gates", "its gates", .gates(member), member: member))
                }
                return lane
            }
            phases.append(UpPhase(title: "wave \(wave)", wave: wave, lanes: lanes))
        }
        phases.append(
            UpPhase(
                title: "leftovers", wave: nil, lanes: [[step("leftovers", "what nobody wants any more", .leftovers)]]))
        self.phases = phases
    }
}

/// What a step does on one machine.
public enum MachineTask: Sendable, Equatable {
    /// Networks, volumes and contents are made.
    case ground
    /// An image is pulled, unless it is there.
    case image(String)
    /// A container is made and started, and waited for.
    case unit(String)
    /// The component's gates are waited for.
    case gates(String)
    /// What nobody wants any more is removed.
    case leftovers
}
