import Catalog
public import Delivery
import Host
import Rendering
package import Values

/// What Podman has of a platform, at one moment. It is asked each time, never remembered.
public struct MachineState: Sendable {
    /// A container.
    public struct Container: Sendable, Equatable {
        /// Its name.
        public var name: String
        /// Its image.
        public var image: String
        /// What it does: `running`, `exited`, `created` and others.
        public var state: String
        /// The status of its end.
        public var exitCode: Int64
        /// When it was started the last time, in seconds since 1970.
        public var startedAt: Int64
        /// When it was made.
        public var created: Int64
        /// Its labels.
        public var labels: [String: String]

        /// Whether it runs.
        public var isRunning: Bool { state == "running" }
        /// Whether it came to its end, and well.
        public var isDone: Bool { ["exited", "stopped"].contains(state) && exitCode == 0 && startedAt > 0 }
        /// The hash of what it was made from.
        public var hash: String { labels[PodmanArguments.hashLabel] ?? "" }
        /// The component it belongs to.
        public var component: String { labels[Mark.component] ?? "" }
    }

    /// Containers by name.
    public var containers: [String: Container] = [:]
    /// Networks: the name, and the subnet as Podman writes it.
    public var networks: [String: String] = [:]
    /// Volumes: the name, and whether the content outlives the container.
    public var volumes: [String: Bool] = [:]
    /// Names of contents in Podman's store.
    public var contents: Set<String> = []

    /// Nothing is there.
    public init() {}

    /// Looks, with four questions side by side.
    ///
    /// - Parameters:
    ///   - podman: the command.
    ///   - platform: the platform's name.
    /// - Throws: ``PodmanFailure``; `Interrupted`.
    public static func read(_ podman: Podman, platform: String) throws -> MachineState {
        let label = "label=\(Mark.platform)=\(platform)"
        let questions = [
            ["ps", "--all", "--filter", label, "--format", "json"],
            ["network", "ls", "--filter", label, "--format", "json"],
            ["volume", "ls", "--filter", label, "--format", "json"],
        ]
        let prefix = MachineContents.prefix(platform)
        let answers = Parallel.map([0, 1, 2, 3], limit: 4) { number -> Answer in
            number < 3
                ? .node(try podman.json(questions[number]))
                : .names(try podman.lines(["secret", "ls", "--format", "{{.Name}}"]))
        }
        var state = MachineState()
        for (number, answer) in answers.enumerated() {
            switch (number, try answer.get()) {
            case (0, .node(let node)): state.containers = containers(node)
            case (1, .node(let node)): state.networks = networks(node)
            case (2, .node(let node)): state.volumes = volumes(node)
            case (_, .names(let names)): state.contents = Set(names.filter { $0.hasPrefix(prefix) })
            default: break
            }
        }
        return state
    }

    private enum Answer: Sendable {
        case node(Node)
        case names([String])
    }

    /// Reads what `podman ps --format json` writes; what is no container is left out.
    package static func containers(_ node: Node) -> [String: Container] {
        var result: [String: Container] = [:]
        for entry in node.list ?? [] {
            guard let name = entry["Names"]?.list?.first?.string else { continue }
            var labels: [String: String] = [:]
            for (key, value) in entry["Labels"]?.stringPairs ?? [] { labels[key] = value }
            result[name] = Container(
                name: name, image: entry["Image"]?.string ?? "", state: entry["State"]?.string ?? "",
                exitCode: entry["ExitCode"]?.integer ?? 0, startedAt: entry["StartedAt"]?.integer ?? 0,
                created: entry["Created"]?.integer ?? 0, labels: labels)
        }
        return result
    }

    /// Reads what `podman network ls --format json` writes.
    package static func networks(_ node: Node) -> [String: String] {
        var result: [String: String] = [:]
        for entry in node.list ?? [] {
            guard let name = entry["name"]?.string else { continue }
            let subnets = (entry["subnets"]?.list ?? []).compactMap { $0["subnet"]?.string }
            result[name] = subnets.first { $0.contains(".") } ?? ""
        }
        return result
    }

    /// Reads what `podman volume ls --format json` writes. What does not say that it may go is kept.
    package static func volumes(_ node: Node) -> [String: Bool] {
        var result: [String: Bool] = [:]
        for entry in node.list ?? [] {
            guard let name = entry["Name"]?.string else { continue }
            result[name] = entry["Labels"]?[MachineWork.keptLabel]?.string != "false"
        }
        return result
    }

    /// The address of a place; nil without a network that has room for it.
    ///
    /// - Parameter place: the place.
    public func address(_ place: MachineAttachment) -> String? {
        guard let subnet = networks[place.network] else { return nil }
        let parts = subnet.split(separator: "/")
        guard parts.count == 2, let length = Int(parts[1]), length <= 24 else { return nil }
        let bytes = parts[0].split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        guard bytes.count == 4, bytes.allSatisfy({ $0 != nil }) else { return nil }
        return bytes.prefix(3).compactMap { $0.map { String($0) } }.joined(separator: ".") + ".\(place.number)"
    }
}
