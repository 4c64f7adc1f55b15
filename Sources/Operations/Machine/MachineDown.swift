public import Delivery
import Host
public import Values

/// Takes a platform off a machine. It is found by its labels, so that nothing but Podman is needed to know what there is.
public struct MachineDown: Sendable {
    /// What goes, and what stays.
    public struct Plan: Sendable {
        /// Containers in groups, those of the last wave first. A group goes at the same time.
        let groups: [[String]]
        /// Containers in this order.
        public var containers: [String] { groups.flatMap(\.self) }
        /// Networks.
        public let networks: [String]
        /// How many secrets and texts.
        public let contents: [String]
        /// Volumes that go.
        public let volumes: [String]
        /// Volumes that stay.
        public let kept: [String]

        /// Whether nothing goes.
        public var isEmpty: Bool { groups.isEmpty && networks.isEmpty && contents.isEmpty && volumes.isEmpty }
        /// For people.
        public var summary: String {
            "\(containers.count) containers, \(networks.count) networks, \(contents.count) secrets, \(volumes.count) volumes"
        }
        /// As data.
        public var node: Node {
            func list(_ names: [String]) -> Node { Node(.list(names.map { Node(.string($0)) })) }
            return [
                "apiVersion": "fairlead.dev/v1alpha1", "kind": "Down", "containers": list(containers),
                "networks": list(networks), "volumes": list(volumes), "kept": list(kept),
                "secrets": Node(.integer(Int64(contents.count))),
            ]
        }
    }

    private let podman: Podman

    /// Down.
    ///
    /// - Parameter podman: the command.
    public init(_ podman: Podman) { self.podman = podman }

    /// Looks what there is.
    ///
    /// - Parameters:
    ///   - machine: the platform as it is to be; what it does not know goes first.
    ///   - deletesData: whether volumes with data go too.
    /// - Throws: ``PodmanFailure``; `Interrupted`.
    public func plan(_ machine: MachinePlan, deletesData: Bool) throws -> Plan {
        let state = try MachineState.read(podman, platform: machine.platform)
        let volumes = state.volumes.keys.sorted()
        func goes(_ name: String) -> Bool { deletesData || state.volumes[name] == false }
        return Plan(
            groups: StopOrder.groups(Array(state.containers.keys), machine.units),
            networks: state.networks.keys.sorted(), contents: state.contents.sorted(),
            volumes: volumes.filter(goes), kept: volumes.filter { !goes($0) })
    }

    /// Removes it.
    ///
    /// - Parameters:
    ///   - plan: what goes.
    ///   - note: told what is removed now.
    /// - Throws: ``PodmanFailure``; `Interrupted`. What is gone stays gone; running it again goes on.
    public func run(_ plan: Plan, note: (String) -> Void) throws {
        for group in plan.groups {
            try Interrupt.check()
            note(
                group.count == 1
                    ? "container \(group[0])" : "\(group.count) containers: \(group.joined(separator: ", "))")
            try podman.run(["rm", "--force", "--time", "10"] + group, seconds: 120 + 10 * group.count)
        }
        for (kind, names) in [("network", plan.networks), ("secret", plan.contents), ("volume", plan.volumes)]
        where !names.isEmpty {
            try Interrupt.check()
            note("\(names.count) \(kind)s")
            try podman.run([kind, "rm"] + names)
        }
    }
}
