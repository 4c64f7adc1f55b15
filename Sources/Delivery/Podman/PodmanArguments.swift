import Rendering
import Values

/// A unit as arguments of the `podman` command.
public struct PodmanArguments: Sendable {
    /// The address of a place; nil for a network that is not there.
    public var address: @Sendable (MachineAttachment) -> String?
    /// The name of a content in Podman's store; nil for one that is not there.
    public var stored: @Sendable (String) -> String?

    /// Label with the hash of what a container was made from.
    public static let hashLabel = "fairlead.dev/hash"
    /// Label with the workload, such as `Deployment/litellm`.
    public static let workloadLabel = "fairlead.dev/workload"

    /// Arguments for a machine.
    ///
    /// - Parameters:
    ///   - address: the address of a place.
    ///   - stored: the name of a content in Podman's store.
    public init(
        address: @escaping @Sendable (MachineAttachment) -> String?, stored: @escaping @Sendable (String) -> String?
    ) {
        self.address = address
        self.stored = stored
    }

    /// What `podman create` is given for the unit's own container, after the labels that hang on it.
    ///
    /// - Parameters:
    ///   - unit: the unit.
    ///   - platform: the platform's name.
    public func main(_ unit: MachineUnit, platform: String) -> [String] {
        var words = ["--name", unit.name, "--restart"]
        switch unit.retries {
        case nil: words.append("always")
        case 0?: words.append("no")
        case let count?: words.append("on-failure:\(count)")
        }
        words += common(unit, platform: platform)
        for port in unit.publishes { words += ["--publish", port] }
        return words + container(unit.main)
    }

    /// What `podman create` is given for a container that runs before the unit's own.
    ///
    /// - Parameters:
    ///   - container: one of the unit's.
    ///   - unit: the unit.
    ///   - platform: the platform's name.
    public func initial(_ container: MachineContainer, of unit: MachineUnit, platform: String) -> [String] {
        ["--name", "\(unit.name).init.\(container.name)", "--restart", "no"] + common(unit, platform: platform)
            + self.container(container)
    }

    private func common(_ unit: MachineUnit, platform: String) -> [String] {
        let labels = [
            (Mark.platform, platform), (Mark.component, unit.component), (Self.workloadLabel, unit.workload),
        ]
        var words = ["--hostname", unit.hostname]
        for (key, value) in labels { words += ["--label", "\(key)=\(value)"] }
        // Log files end by themselves, and are there whether or not the machine has a journal.
        words += ["--log-driver", "k8s-file", "--log-opt", "max-size=10mb"]
        for place in unit.attachments {
            var network = place.network
            if let address = address(place) { network += ":ip=" + address }
            words += ["--network", network]
        }
        for host in unit.hosts {
            if let address = address(host.place) { words += ["--add-host", host.name + ":" + address] }
        }
        return words
    }

    private func container(_ container: MachineContainer) -> [String] {
        var words = container.options
        for variable in container.environment { words += ["--env", "\(variable.name)=\(variable.value)"] }
        for variable in container.contentVariables {
            if let name = stored(variable.id) { words += ["--secret", "\(name),type=env,target=\(variable.name)"] }
        }
        for mount in container.mounts {
            switch mount {
            case .volume(let name, let target, let isReadOnly, let isOwned):
                var options: [String] = []
                if isReadOnly { options.append("ro") }
                if isOwned { options.append("U") }
                var volume = name + ":" + target
                if !options.isEmpty { volume += ":" + options.joined(separator: ",") }
                words += ["--volume", volume]
            case .memory(let target): words += ["--tmpfs", target]
            case .content(let id, let target, let mode):
                guard let name = stored(id) else { continue }
                var secret = name + ",type=mount,target=" + target
                if let owner = container.owner { secret += ",uid=\(owner.user),gid=\(owner.group)" }
                secret += ",mode=0" + String(mode, radix: 8)
                words += ["--secret", secret]
            }
        }
        if !container.command.isEmpty {
            words += ["--entrypoint", JSON.write(Node(.list(container.command.map { Node(.string($0)) })))]
        }
        return words + [container.image] + container.arguments
    }
}
