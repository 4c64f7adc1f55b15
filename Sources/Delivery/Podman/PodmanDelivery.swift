public import Diagnostics
import Values

/// A folder that says what runs on one machine: a page for each container, the networks, the volumes. `fairlead up` carries it out.
public struct PodmanDelivery: DeliveryEngine {
    /// As `delivery.engine` says it.
    public let name = "podman"

    /// The engine.
    public init() {}

    /// The folder.
    ///
    /// - Parameter input: the platform.
    public func tree(_ input: DeliveryInput) -> FileTree {
        let plan = MachinePlan(input)
        var tree = FileTree()
        tree.add("networks.yaml", documents: [plan.networkNode])
        tree.add("volumes.yaml", documents: [plan.volumeNode])
        for unit in plan.units {
            let file = unit.hostname.replacing(":", with: "-")
            tree.add("components/\(unit.component)/\(file).yaml", object: unit.node)
            for container in [unit.main] + unit.initial {
                for case .content(let id, let target, _) in container.mounts {
                    guard case .text(let text)? = plan.content(id)?.source else { continue }
                    let name = target.split(separator: "/").last.map(String.init) ?? "text"
                    tree.add("components/\(unit.component)/\(file)/\(name)", text)
                }
            }
        }
        tree.add("README.md", MachineRunbook.text(input, plan: plan))
        return tree
    }

    /// What of the platform cannot be run on one machine, or is left out.
    ///
    /// - Parameter input: the platform.
    public func findings(_ input: DeliveryInput) -> [Finding] { MachinePlan(input).findings }
}
