import Platform
import Rendering
import Values

/// Makes a workload into a unit.
struct MachineUnitReader {
    let objects: MachineObjects
    let problems: MachineProblems
    private(set) var volumes: Set<MachineVolume> = []
    private(set) var contents: [String: MachineContent] = [:]

    init(objects: MachineObjects, problems: MachineProblems) {
        self.objects = objects
        self.problems = problems
    }

    /// The unit of a workload; nil if it cannot be run here.
    mutating func unit(_ item: MachineObjects.Item, wave: Int) -> MachineUnit? {
        let (node, kind, component) = (item.object.node, item.object.kind, item.component)
        let template = kind == "Pod" ? node : (node.at("spec", "template") ?? [:])
        let spec = template["spec"] ?? [:]
        let namespace = item.object.namespace ?? ""
        let what = "\(kind) `\(item.object.name)`"
        func refuse(_ message: String, _ hint: String) {
            problems.refuse("\(what) \(message)", of: component, hint: hint)
        }
        if let replicas = node.at("spec", "replicas")?.integer, replicas != 1 {
            // None is a way to switch something off.
            if replicas <= 0 { return nil }
            refuse("asks for \(replicas) replicas", "one machine runs one of each: set the option for it to 1")
        }
        for key in ["hostNetwork", "hostPID", "hostIPC"] where spec[key]?.bool == true {
            refuse("asks for \(key)", "a container of one machine keeps to its own; publish a port with hostPort")
        }
        let containers = spec["containers"]?.list ?? []
        guard let first = containers.first else {
            refuse("has no container", "give it one")
            return nil
        }
        if containers.count > 1 {
            refuse(
                "has \(containers.count) containers",
                "on one machine a pod is one container: make the other a Deployment")
        }
        let name = "\(objects.platform).\(namespace).\(item.object.name)"
        var reader = MachineContainerReader(
            pod: spec, unit: name, namespace: namespace, podName: item.object.name, component: component, what: what,
            objects: objects, problems: problems)
        reader.readVolumes(claimedBy: kind == "StatefulSet" ? node : nil)
        let main = reader.container(first)
        var unit = MachineUnit(
            name: name, component: component, namespace: namespace, workload: "\(kind)/\(item.object.name)",
            labels: template.at("metadata", "labels")?.mapping?.entries.compactMap { entry in
                entry.value.string.map { (entry.key, $0) }
            } ?? [], main: main)
        unit.wave = wave
        unit.stage = item.object.stage
        unit.initial = (spec["initContainers"]?.list ?? []).map { reader.container($0) }
        if kind == "Job" { unit.retries = Int(node.at("spec", "backoffLimit")?.integer ?? 6) }
        unit.ports = (first["ports"]?.list ?? []).compactMap {
            $0["containerPort"]?.integer.flatMap(Int.init(exactly:))
        }
        unit.publishes = Self.published(first)
        unit.readiness = readiness(first, what: what, component: component)
        unit.memory =
            (first.at("resources", "requests", "memory") ?? first.at("resources", "limits", "memory")).flatMap(
                MachineQuantity.bytes) ?? 0
        volumes.formUnion(reader.volumes)
        contents.merge(reader.contents) { first, _ in first }
        return unit
    }

    private static func published(_ container: Node) -> [String] {
        (container["ports"]?.list ?? []).compactMap { port in
            guard let own = port["containerPort"]?.integer, let outer = port["hostPort"]?.integer else { return nil }
            let address = port["hostIP"]?.string.map { $0.contains(":") ? "[\($0)]:" : "\($0):" } ?? ""
            return "\(address)\(outer):\(own)/\((port["protocol"]?.string ?? "TCP").lowercased())"
        }
    }

    private func readiness(_ container: Node, what: String, component: String) -> MachineReadiness? {
        guard let probe = container["readinessProbe"] ?? container["startupProbe"] else { return nil }
        func port(_ node: Node?) -> Int? { MachinePorts.number(node, in: container) }
        if let command = probe.at("exec", "command")?.list?.compactMap(\.string) { return .command(command) }
        if let http = probe["httpGet"], let port = port(http["port"]) {
            return .http(
                path: http["path"]?.string ?? "/", port: port,
                isTLS: http["scheme"]?.string?.uppercased() == "HTTPS")
        }
        if let port = port(probe.at("tcpSocket", "port")) { return .tcp(port: port) }
        problems.refuse(
            "\(what) has a readiness probe of a kind that is not asked on one machine", of: component,
            hint: "use exec, httpGet or tcpSocket")
        return nil
    }
}

/// Ports of containers.
enum MachinePorts {
    /// A port given as a number, or by the name that a container gives it.
    static func number(_ node: Node?, in container: Node) -> Int? {
        if let number = node?.integer { return Int(exactly: number) }
        guard let name = node?.string else { return nil }
        return (container["ports"]?.list ?? []).first { $0["name"]?.string == name }?["containerPort"]?.integer.flatMap
        {
            Int(exactly: $0)
        } ?? Int(name)
    }
}

/// Quantities of Kubernetes (apimachinery, `resource.Quantity`), as far as memory and processors need them.
enum MachineQuantity {
    private static let factors: [(String, Double)] = [
        ("Ki", 1024), ("Mi", 1_048_576), ("Gi", 1_073_741_824), ("Ti", 1_099_511_627_776), ("k", 1e3), ("M", 1e6),
        ("G", 1e9), ("T", 1e12), ("m", 1e-3),
    ]

    /// The number; nil if it is no quantity that makes sense here.
    static func number(_ node: Node) -> Double? {
        if let number = node.double { return number >= 0 && number < 1e15 ? number : nil }
        guard let text = node.string else { return nil }
        let factor = factors.first { text.hasSuffix($0.0) }
        guard let number = Double(factor.map { String(text.dropLast($0.0.utf8.count)) } ?? text) else { return nil }
        let result = number * (factor?.1 ?? 1)
        return result >= 0 && result < 1e15 ? result : nil
    }

    /// Whole bytes.
    static func bytes(_ node: Node) -> Int64? { number(node).map { Int64($0.rounded(.up)) } }
}
