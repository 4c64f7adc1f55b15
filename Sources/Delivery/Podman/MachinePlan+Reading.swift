import Catalog
import Diagnostics
import Platform
import Rendering
import Values

extension MachinePlan {
    /// Reads a platform off the delivery's input.
    ///
    /// - Parameter input: the platform.
    public init(_ input: DeliveryInput) {
        let problems = MachineProblems()
        let objects = MachineObjects(input, problems)
        var reader = MachineUnitReader(objects: objects, problems: problems)
        var units: [MachineUnit] = []
        for item in objects.workloads {
            let wave = input.plan.wave(of: item.component) ?? 0
            if let unit = reader.unit(item, wave: wave) { units.append(unit) }
        }
        for (name, group) in Dictionary(grouping: units, by: \.name) where group.count > 1 {
            problems.refuse(
                "\(group.map(\.workload).sorted().joined(separator: " and ")) would be one container, `\(name)`",
                of: group[0].component, hint: "give them different names")
        }
        units.sort { left, right in
            func stage(_ unit: MachineUnit) -> Int {
                RenderedObject.Stage.allCases.firstIndex(of: unit.stage) ?? 0
            }
            return (left.wave, left.component, stage(left), left.name)
                < (right.wave, right.component, stage(right), right.name)
        }
        let wiring = MachineWiring(input, units: units, services: objects.services, problems: problems)
        self.init(
            platform: objects.platform, units: wiring.units, networks: wiring.networks,
            volumes: reader.volumes.sorted { $0.name < $1.name },
            contents: reader.contents.values.sorted { $0.id < $1.id },
            findings: Findings(problems.findings).sorted())
    }
}
