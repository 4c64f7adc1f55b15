import Catalog
import Crypto
import Delivery
import Host
import Kubernetes
import Rendering
import Values

/// Does one step on one machine.
struct MachineWork {
    let context: MachineContext
    let step: UpStep
    let memory: MachineMemory
    let stopped: StopMark
    let observe: @Sendable (UpEvent) -> Void

    var podman: Podman { context.podman }
    var plan: MachinePlan { context.plan }
    private var label: [String] { ["--label", "\(Mark.platform)=\(plan.platform)"] }

    func perform(_ task: MachineTask) throws -> UpOutcome {
        let count: Int
        switch task {
        case .ground: count = try makeGround()
        case .image(let image): count = try pull(image)
        case .unit(let name):
            guard let unit = plan.units.first(where: { $0.name == name }) else { return .unchanged }
            count = try bring(unit)
        case .gates(let member): count = try pass(member)
        case .leftovers: count = try MachineLeftovers(context, memory.present).remove { observe(.note(step, $0)) }
        }
        return count == 0 ? .unchanged : .changed(count)
    }

    // MARK: Ground

    private func makeGround() throws -> Int {
        let present = memory.present
        var count = 0
        let networks = plan.networks.filter { present.networks[$0.name] == nil }
        for network in networks {
            try stopped.check()
            var words = ["network", "create", "--opt", "isolate=true"] + label
            if !network.isOpen { words.append("--internal") }
            try podman.run(words + [network.name])
            count += 1
        }
        if !networks.isEmpty {
            let all = MachineState.networks(
                try podman.json([
                    "network", "ls", "--filter", "label=\(Mark.platform)=\(plan.platform)", "--format", "json",
                ]))
            memory.change { $0.networks = all }
        }
        for volume in plan.volumes where present.volumes[volume.name] == nil {
            try makeVolume(volume)
            count += 1
        }
        for content in context.contents.wanted where !present.contents.contains(content.name) {
            try stopped.check()
            try content.value.withBytes {
                // A pipe without a byte counts as no pipe.
                _ = try podman.run(
                    ["secret", "create"] + label + [content.name, "-"], input: $0.isEmpty ? [UInt8(ascii: "\n")] : $0)
            }
            count += 1
        }
        return count
    }

    private func makeVolume(_ volume: MachineVolume) throws {
        try podman.run(Self.volume(volume, platform: plan.platform))
        memory.noteNew(volume.name)
    }

    /// Says whether a volume's content outlives its container.
    static let keptLabel = "fairlead.dev/kept"

    /// What makes a volume.
    static func volume(_ volume: MachineVolume, platform: String) -> [String] {
        let labels = [
            "\(Mark.platform)=\(platform)", "\(Mark.component)=\(volume.component)",
            "\(keptLabel)=\(volume.isKept)",
        ]
        return ["volume", "create"] + labels.flatMap { ["--label", $0] } + [volume.name]
    }

    private func pull(_ image: String) throws -> Int {
        // No image goes while a container is made from it. To list them all takes longer than anything else that is asked of Podman.
        if memory.present.containers.values.contains(where: { $0.image == image }) { return 0 }
        if try podman.ask(["image", "exists", image]).succeeded { return 0 }
        try podman.run(["pull", "--quiet", image], seconds: context.patienceSeconds)
        return 1
    }

    // MARK: Containers

    private func bring(_ unit: MachineUnit) throws -> Int {
        let present = memory.present
        let recipe = MachineRecipe(unit, context, present)
        let wait = MachineWait(context: context, step: step, stopped: stopped, observe: observe)
        if let own = present.containers[unit.name], own.hash == recipe.hash {
            if unit.isJob {
                if own.isDone { return 0 }
                if own.isRunning {
                    try wait.untilDone(unit)
                    return 0
                }
            } else {
                if !own.isRunning { try podman.run(["start", unit.name]) }
                // What ran when it was looked at, and cannot be asked, is taken at its word.
                let isSettled = own.isRunning && (memory.isReady(unit.name) || unit.readiness == nil)
                if !isSettled { try wait.untilReady(unit, at: present) }
                return own.isRunning ? 0 : 1
            }
        }
        try remove(unit, present)
        for container in unit.initial + [unit.main] { try give(container, of: unit) }
        for (container, arguments) in zip(unit.initial, recipe.initial) {
            try runInitial(container, arguments, of: unit)
        }
        try podman.run(["create", "--label", "\(PodmanArguments.hashLabel)=\(recipe.hash)"] + recipe.main)
        try podman.run(["start", unit.name])
        if unit.isJob { try wait.untilDone(unit) } else { try wait.untilReady(unit, at: present) }
        return 1
    }

    /// Takes away what was made from something else, with what did not outlive it.
    private func remove(_ unit: MachineUnit, _ present: MachineState) throws {
        let names = [unit.name] + unit.initial.map { "\(unit.name).init.\($0.name)" }
        let old = names.filter { present.containers[$0] != nil }
        if !old.isEmpty { try podman.run(["rm", "--force", "--time", "10"] + old) }
        let mounted = ([unit.main] + unit.initial).flatMap(\.mounts).compactMap { mount in
            if case .volume(let name, _, _, _) = mount { name } else { String?.none }
        }
        for volume in plan.volumes where !volume.isKept && mounted.contains(volume.name) && !old.isEmpty {
            try podman.run(["volume", "rm", "--force", volume.name])
            try makeVolume(volume)
        }
    }

    /// Gives new volumes to who is to own them. At its first mount, Podman gives a volume the owner that the image's own folder at that place
    /// has, whatever `:U` says (seen with 4.3.1): so the first mount is made where no image has a folder, by a container that runs nothing.
    private func give(_ container: MachineContainer, of unit: MachineUnit) throws {
        guard let owner = container.owner else { return }
        for case .volume(let volume, _, _, isOwned: true) in container.mounts where memory.takeNew(volume) {
            let name = "\(unit.name).owner"
            var words = ["create", "--replace"] + label
            words += ["--label", "\(Mark.component)=\(unit.component)", "--name", name, "--network", "none"]
            words += ["--user", "\(owner.user):\(owner.group)", "--volume", "\(volume):/fairlead-volume:U"]
            // Its own command, because it must be one that the image has; it is never run.
            if !container.command.isEmpty {
                words += ["--entrypoint", JSON.write(Node(.list(container.command.map { Node(.string($0)) })))]
            }
            try podman.run(words + [container.image] + container.arguments)
            // Where that fails, the container starts once more by itself, and then the owner is right.
            _ = try podman.ask(["init", name])
            try podman.run(["rm", "--force", "--time", "0", name])
        }
    }

    private func runInitial(_ container: MachineContainer, _ arguments: [String], of unit: MachineUnit) throws {
        let name = "\(unit.name).init.\(container.name)"
        try podman.run(["create"] + arguments)
        let result = try podman.ask(["start", "--attach", "--sig-proxy=false", name], seconds: context.patienceSeconds)
        guard result.succeeded else {
            let wait = MachineWait(context: context, step: step, stopped: stopped, observe: observe)
            throw wait.failure(of: unit, container: name, "\(container.name) ended with status \(result.status)")
        }
        try podman.run(["rm", "--force", name])
    }

    // MARK: Gates

    private func pass(_ member: String) throws -> Int {
        let wait = MachineWait(context: context, step: step, stopped: stopped, observe: observe)
        for gate in context.gates[member] ?? [] {
            guard case .http(let path, let port) = gate.test, let unit = plan.unit(of: member, listeningOn: port)
            else { continue }
            try wait.until(unit, at: memory.present, .http(path: path, port: port, isTLS: false))
        }
        return 0
    }
}
