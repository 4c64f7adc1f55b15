import Crypto
import Delivery
import Values

/// What the containers of a unit are made from, as arguments of `podman create`, and the hash of all of it.
struct MachineRecipe {
    /// For the unit's own container.
    let main: [String]
    /// For each of those that run before it.
    let initial: [[String]]
    /// The hash.
    let hash: String

    init(_ unit: MachineUnit, _ context: MachineContext, _ present: MachineState) {
        let contents = context.contents
        let words = PodmanArguments(address: { present.address($0) }, stored: { contents.name($0) })
        main = words.main(unit, platform: context.plan.platform)
        initial = unit.initial.map { words.initial($0, of: unit, platform: context.plan.platform) }
        let lists = (initial + [main]).map { list in Node(.list(list.map { Node(.string($0)) })) }
        hash = Hex.encode(Array(Hash.sha256(Array(JSON.write(Node(.list(lists))).utf8)).prefix(16)))
    }

    /// Units that run as they should, and are no jobs.
    static func unchanged(_ context: MachineContext, _ present: MachineState) -> [MachineUnit] {
        context.plan.units.filter { unit in
            guard !unit.isJob, let own = present.containers[unit.name], own.isRunning else { return false }
            return own.hash == MachineRecipe(unit, context, present).hash
        }
    }
}
