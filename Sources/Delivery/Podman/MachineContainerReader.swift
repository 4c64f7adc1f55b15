import Rendering
import Values

/// Makes the containers of one pod into containers of Podman.
struct MachineContainerReader {
    /// A volume of the pod.
    enum Volume {
        case kept(String)
        case scratch(String)
        case memory
        /// Files: path below the mount, identity, mode.
        case files([(path: String, id: String, mode: Int64)])
    }

    let pod: Node
    let unit: String
    let namespace: String
    let podName: String
    let component: String
    let what: String
    let objects: MachineObjects
    let problems: MachineProblems
    var named: [String: Volume] = [:]
    var volumes: Set<MachineVolume> = []
    var contents: [String: MachineContent] = [:]

    /// A container.
    mutating func container(_ node: Node) -> MachineContainer {
        let name = node["name"]?.string ?? "main"
        var result = MachineContainer(name: name, image: Self.qualified(node["image"]?.string ?? ""))
        let variables = environment(of: node)
        result.environment = variables.plain
        result.contentVariables = variables.contents
        result.command = (node["command"]?.list ?? []).compactMap(\.string).map { expand($0, variables) }
        result.arguments = (node["args"]?.list ?? []).compactMap(\.string).map { expand($0, variables) }
        let security = Security(pod: pod["securityContext"] ?? [:], container: node["securityContext"] ?? [:])
        result.owner = security.owner
        result.mounts = mounts(of: node, isOwned: security.ownsVolumes)
        result.options = security.options + limits(node) + Self.manner(node, pod: pod)
        return result
    }

    /// Podman asks, or refuses, where a name has no registry; Kubernetes means Docker Hub.
    static func qualified(_ image: String) -> String {
        let parts = image.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard let first = parts.first, parts.count > 1 else { return "docker.io/library/" + image }
        return first.contains(".") || first.contains(":") || first == "localhost" ? image : "docker.io/" + image
    }

    private func limits(_ node: Node) -> [String] {
        let limits = node.at("resources", "limits")
        let memory = limits?["memory"].flatMap(MachineQuantity.bytes).map { ["--memory", "\($0)"] } ?? []
        let processors = limits?["cpu"].flatMap(MachineQuantity.number).map { ["--cpus", Self.short($0)] } ?? []
        return memory + processors
    }

    /// A number with at most three places, as in `0.5`.
    private static func short(_ number: Double) -> String {
        let thousandths = Int64((number * 1000).rounded())
        let (whole, rest) = (thousandths / 1000, thousandths % 1000)
        if rest == 0 { return "\(whole)" }
        var digits = String(String(1000 + rest).dropFirst())
        while digits.hasSuffix("0") { digits.removeLast() }
        return "\(whole).\(digits)"
    }

    private static func manner(_ node: Node, pod: Node) -> [String] {
        let folder = node["workingDir"]?.string.map { ["--workdir", $0] } ?? []
        let grace = pod["terminationGracePeriodSeconds"]?.integer.map { ["--stop-timeout", "\($0)"] } ?? []
        return folder + grace
    }

    /// User and rights of a container; its own word wins over the pod's.
    private struct Security {
        var options: [String] = []
        var owner: (user: Int64, group: Int64)?
        var ownsVolumes = false

        init(pod: Node, container: Node) {
            func value(_ key: String) -> Node? { container[key] ?? pod[key] }
            let user = value("runAsUser")?.integer
            let group = value("runAsGroup")?.integer ?? pod["fsGroup"]?.integer
            if let user {
                options += ["--user", group.map { "\(user):\($0)" } ?? "\(user)"]
                owner = (user, group ?? user)
            }
            ownsVolumes = user != nil || pod["fsGroup"] != nil
            for extra in pod["supplementalGroups"]?.list ?? [] {
                if let extra = extra.integer { options += ["--group-add", "\(extra)"] }
            }
            for setting in pod["sysctls"]?.list ?? [] {
                if let name = setting["name"]?.string, let value = setting["value"]?.string {
                    options += ["--sysctl", "\(name)=\(value)"]
                }
            }
            if container["readOnlyRootFilesystem"]?.bool == true { options.append("--read-only") }
            if container["privileged"]?.bool == true { options.append("--privileged") }
            if container["allowPrivilegeEscalation"]?.bool == false {
                options += ["--security-opt", "no-new-privileges"]
            }
            for name in container.at("capabilities", "drop")?.list ?? [] {
                if let name = name.string { options += ["--cap-drop", name] }
            }
            for name in container.at("capabilities", "add")?.list ?? [] {
                if let name = name.string { options += ["--cap-add", name] }
            }
        }
    }
}
