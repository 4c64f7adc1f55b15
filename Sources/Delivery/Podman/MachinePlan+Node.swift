import Rendering
import Values

extension MachinePlan {
    /// The networks as data: what each is for, and who is in it.
    var networkNode: Node {
        Node(
            .mapping(
                Mapping(
                    networks.map { network in
                        let members = units.filter { $0.attachments.contains { $0.network == network.name } }.map(
                            \.name)
                        return (
                            network.name,
                            [
                                "for": Node(.string(network.purpose)), "outside": Node(.bool(network.isOpen)),
                                "members": Node.strings(members.sorted()),
                            ]
                        )
                    })))
    }

    /// The volumes as data.
    var volumeNode: Node {
        Node(
            .mapping(
                Mapping(
                    volumes.map {
                        (
                            $0.name,
                            ["component": Node(.string($0.component)), "kept": Node(.bool($0.isKept))]
                        )
                    })))
    }
}

extension MachineUnit {
    /// The unit as data.
    var node: Node {
        var pairs: [(String, Node)] = [
            ("container", Node(.string(name))), ("workload", Node(.string(workload))),
            ("wave", Node(.integer(Int64(wave)))), ("stage", Node(.string(stage.rawValue))),
        ]
        if let retries { pairs.append(("job", ["retries": Node(.integer(Int64(retries)))])) }
        if !initial.isEmpty { pairs.append(("before", Node(.list(initial.map(\.node))))) }
        pairs.append(("runs", main.node))
        if let readiness { pairs.append(("ready", readiness.node)) }
        if !publishes.isEmpty { pairs.append(("ports", Node.strings(publishes))) }
        pairs.append(("networks", Node.strings(attachments.map { "\($0.network) \($0.number)" })))
        if !hosts.isEmpty {
            pairs.append(("hosts", Node.strings(hosts.map { "\($0.name) \($0.place.network) \($0.place.number)" })))
        }
        return Node(.mapping(Mapping(pairs)))
    }
}

extension MachineReadiness {
    fileprivate var node: Node {
        switch self {
        case .command(let words): ["command": Node.strings(words)]
        case .http(let path, let port, let isTLS):
            [isTLS ? "https" : "http": Node(.string(path)), "port": Node(.integer(Int64(port)))]
        case .tcp(let port): ["tcp": Node(.integer(Int64(port)))]
        }
    }
}

extension MachineContainer {
    fileprivate var node: Node {
        var pairs: [(String, Node)] = [("name", Node(.string(name))), ("image", Node(.string(image)))]
        if !command.isEmpty { pairs.append(("command", Node.strings(command))) }
        if !arguments.isEmpty { pairs.append(("arguments", Node.strings(arguments))) }
        if !environment.isEmpty {
            pairs.append(
                ("environment", Node(.mapping(Mapping(environment.map { ($0.name, Node(.string($0.value))) })))))
        }
        if !contentVariables.isEmpty {
            pairs.append(
                ("secrets", Node(.mapping(Mapping(contentVariables.map { ($0.name, Node(.string($0.id))) })))))
        }
        if !mounts.isEmpty { pairs.append(("mounts", Node.strings(mounts.map(\.text)))) }
        if !options.isEmpty { pairs.append(("options", Node.strings(options))) }
        return Node(.mapping(Mapping(pairs)))
    }
}

extension MachineContainer.Mount {
    fileprivate var text: String {
        switch self {
        case .volume(let name, let target, let isReadOnly, let isOwned):
            "\(target) volume \(name)" + (isReadOnly ? " read-only" : "") + (isOwned ? " owned" : "")
        case .memory(let target): "\(target) memory"
        case .content(let id, let target, let mode): "\(target) file \(id) 0\(String(mode, radix: 8))"
        }
    }
}

extension Node {
    fileprivate static func strings(_ texts: [String]) -> Node { Node(.list(texts.map { Node(.string($0)) })) }
}
