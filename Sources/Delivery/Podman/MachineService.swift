import Catalog
import Rendering
import Values

/// A Service on one machine: names for a unit. Nothing stands between, so its ports are the container's own.
struct MachineService {
    let name: String
    let namespace: String
    /// The unit behind it.
    let unit: String

    /// Reads a Service; nil where it leads to nothing here.
    init?(_ item: MachineObjects.Item, units: [MachineUnit], problems: MachineProblems) {
        let (node, component) = (item.object.node, item.component)
        name = item.object.name
        namespace = item.object.namespace ?? ""
        let selector = node.at("spec", "selector")?.stringPairs ?? []
        guard !selector.isEmpty else {
            problems.refuse(
                "Service `\(name)` selects no pods", of: component,
                hint: "on one machine a Service is a name for one pod: give it a selector")
            return nil
        }
        let space = namespace
        let behind = units.filter { $0.namespace == space && !$0.isJob && $0.bears(selector) }
        guard let first = behind.first else { return nil }
        if behind.count > 1 {
            problems.refuse(
                "Service `\(name)` has \(behind.count) pods behind it: "
                    + behind.map(\.workload).joined(separator: ", "), of: component,
                hint: "on one machine a Service is a name for one pod: let its selector say which")
        }
        unit = first.name
        for port in node.at("spec", "ports")?.list ?? [] {
            guard let own = port["port"]?.integer, let target = port["targetPort"] else { continue }
            // A name stands for a port of the container, which is looked for by number where it is asked for.
            if let number = target.integer, number != own {
                problems.refuse(
                    "Service `\(name)` gives port \(number) of its pod the number \(own)", of: component,
                    hint: "on one machine nothing stands between: give the Service the container's own port in machine/"
                )
            }
        }
    }

    /// The names under which it is known from a namespace.
    func names(from other: String) -> [String] {
        let long = ["\(name).\(namespace)", "\(name).\(namespace).svc", "\(name).\(namespace).svc.cluster.local"]
        return other == namespace ? [name] + long : long
    }
}
