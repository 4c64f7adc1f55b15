import Delivery

/// What is there of the platform and is in its plan no more: containers, networks, contents, what did not outlive its container. Data stays.
struct MachineLeftovers {
    private let context: MachineContext
    private let state: MachineState

    init(_ context: MachineContext, _ state: MachineState) {
        self.context = context
        self.state = state
    }

    /// Removes it.
    ///
    /// - Returns: how many things went.
    func remove(note: (String) -> Void) throws -> Int {
        let (plan, podman) = (context.plan, context.podman)
        let wanted = Set(plan.units.map(\.name))
        let initial = plan.units.flatMap { unit in unit.initial.map { "\(unit.name).init.\($0.name)" } }
        let containers = state.containers.keys.filter { !wanted.contains($0) && !initial.contains($0) }.sorted()
        if !containers.isEmpty { try podman.run(["rm", "--force", "--time", "10"] + containers) }
        let networks = state.networks.keys.filter { name in !plan.networks.contains { $0.name == name } }.sorted()
        if !networks.isEmpty { try podman.run(["network", "rm"] + networks) }
        let names = Set(context.contents.wanted.map(\.name))
        let contents = state.contents.filter { !names.contains($0) }.sorted()
        if !contents.isEmpty { try podman.run(["secret", "rm"] + contents) }
        let unused = state.volumes.filter { entry in !plan.volumes.contains { $0.name == entry.key } }
        let scratch = unused.filter { !$0.value }.map(\.key).sorted()
        if !scratch.isEmpty { try podman.run(["volume", "rm"] + scratch) }
        let volumes = unused.filter(\.value).map(\.key).sorted()
        if !volumes.isEmpty {
            note(
                "the volumes \(volumes.joined(separator: ", ")) are used no more, and kept: `podman volume rm` removes them"
            )
        }
        return containers.count + networks.count + contents.count + scratch.count
    }
}
