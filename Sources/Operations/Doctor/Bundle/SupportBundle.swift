import Catalog
import Delivery
import Host
import Kubernetes
import Platform
import Rendering
public import Values

/// What somebody who helps needs to see, without a secret in it.
public struct SupportBundle: Sendable {
    /// A file of the archive.
    public struct File: Sendable {
        /// Its path in the archive.
        public var path: String
        /// Its content.
        public var bytes: [UInt8]
    }

    private static let mostObjects = 500
    private static let mostLogs = 60
    private static let logLines = 200
    private static let mostBytes = 64 << 20

    /// Puts the files together. What cannot be looked at is named in `left-out.txt`.
    ///
    /// - Parameters:
    ///   - context: the plan and the ways to look.
    ///   - report: what the doctor saw.
    ///   - plan: the plan as `plan -o json` shows it.
    ///   - version: Fairlead's version.
    /// - Throws: `Interrupted`.
    public static func files(
        _ context: DoctorContext, report: DoctorReport?, plan: Node, version: String
    ) throws -> [File] {
        var mask = SecretMask(words: words(context))
        if let store = context.store { mask.add(store) }
        var collector = Collector(context: context, mask: mask)
        let texts = try collector.collect()
        mask = collector.mask
        var all: [(path: String, text: String)] = [
            ("README.txt", readMe),
            (
                "versions.json",
                JSON.write(
                    [
                        "fairlead": Node(.string(version)),
                        "kubernetes": report?.server.map { Node(.string($0)) } ?? Node(.null),
                        "platform": Node(.string(context.desired.name)),
                        "delivery": Node(.string(context.desired.engine)),
                    ], pretty: true)
            ),
            ("plan.json", JSON.write(plan, pretty: true)),
        ]
        if let report { all.append(("doctor.json", JSON.write(report.node, pretty: true))) }
        all += texts
        var room = mostBytes
        return all.map { file in
            var bytes = mask.masked(file.text)
            if bytes.count > room { bytes = Array(bytes.prefix(max(room, 0))) }
            room -= bytes.count
            return File(path: "fairlead-support/\(file.path)", bytes: bytes)
        }
    }

    private static let readMe = """
        Made by `fairlead doctor --support-bundle`.

        In here: versions, the plan, what the doctor saw, the state of nodes and of objects in the platform's namespaces, events, and the
        last lines of containers that fail.
        Not in here: values of Secrets and of ConfigMaps (their keys are), and specifications of custom resources. Values that are in the
        platform's credential store or in a Secret of its namespaces are masked wherever they stand, and so is what looks like a secret.
        Host names and addresses are in here: look through it before you give it away.

        """

    private static func words(_ context: DoctorContext) -> [String] {
        let resolution = context.desired.input.resolution
        let names = resolution.members.flatMap {
            [$0.name, $0.namespace, $0.component.title] + [$0.host].compactMap { $0 }
        }
        let specification = resolution.specification
        return names + context.namespaces.map(\.name)
            + [specification.name, specification.domain, specification.contact]
            + specification.models.map(\.name)
    }

    /// Looks at the cluster, one thing after another, and notes what it may not see.
    private struct Collector {
        let context: DoctorContext
        var mask: SecretMask
        var leftOut: [String] = []

        mutating func collect() throws -> [(path: String, text: String)] {
            var files: [(path: String, text: String)] = []
            let namespaces = context.namespaces.map(\.name)
            // Values of Secrets first: they are masked in everything that comes after.
            var secrets: [String: [Node]] = [:]
            for namespace in namespaces {
                secrets[namespace] = try look("Secrets of \(namespace)") {
                    try $0.all("", "Secret", namespace: namespace)
                }
                for secret in secrets[namespace] ?? [] { mask.add(secret: secret) }
            }
            let nodes = try look("nodes") { try $0.all("", "Node") } ?? []
            files.append(("nodes.json", Self.text(nodes.map(Self.node))))
            for namespace in namespaces {
                let objects = try self.objects(in: namespace) + (secrets[namespace] ?? [])
                files.append(("namespaces/\(namespace)/objects.json", Self.text(objects.map(ObjectShape.shown))))
                let events = try look("events of \(namespace)") { try $0.all("", "Event", namespace: namespace) } ?? []
                files.append(("namespaces/\(namespace)/events.txt", Self.events(events)))
                files += try logs(
                    of: objects.filter { $0["kind"]?.string == "Pod" }, in: namespace, room: mostLogs - files.count)
            }
            if !leftOut.isEmpty { files.append(("left-out.txt", leftOut.joined(separator: "\n") + "\n")) }
            return files
        }

        private mutating func objects(in namespace: String) throws -> [Node] {
            var seen: Set<String> = ["/Event", "events.k8s.io/Event", "/Secret"]
            let types = (try look("kinds") { try $0.servedTypes() } ?? []).filter {
                $0.isNamespaced && $0.verbs.contains("list") && seen.insert("\($0.group)/\($0.kind)").inserted
            }
            var objects: [Node] = []
            for type in types {
                let found = try look("\(type.plural) of \(namespace)") {
                    try $0.objects(type, namespace: namespace, metadataOnly: false)
                }
                objects += (found ?? []).prefix(mostObjects)
            }
            return objects
        }

        private mutating func logs(of pods: [Node], in namespace: String, room: Int) throws -> [(
            path: String, text: String
        )] {
            var files: [(path: String, text: String)] = []
            for pod in pods {
                guard let reference = ObjectReference(pod) else { continue }
                for (container, restarts) in Self.failing(pod) where files.count < room {
                    for previous in restarts > 0 ? [true, false] : [false] {
                        let text = try look("the log of \(reference) \(container)\(previous ? " before" : "")") {
                            try $0.log(reference, container: container, lines: logLines, previous: previous)
                        }
                        let name = "\(reference.name)-\(container)\(previous ? "-before" : "").log"
                        if let text { files.append(("namespaces/\(namespace)/logs/\(name)", text)) }
                    }
                }
            }
            return files
        }

        /// Containers that are not ready or began anew, with how often.
        private static func failing(_ pod: Node) -> [(String, Int64)] {
            let phase = pod.at("status", "phase")?.string
            guard phase != "Succeeded" else { return [] }
            return ["initContainerStatuses", "containerStatuses"].flatMap { pod.at("status", $0)?.list ?? [] }
                .compactMap {
                    guard let name = $0["name"]?.string else { return nil }
                    let restarts = $0["restartCount"]?.integer ?? 0
                    let isDone = $0.at("state", "terminated", "exitCode")?.integer == 0
                    return ($0["ready"]?.bool != true && !isDone) || restarts > 0 ? (name, restarts) : nil
                }
        }

        private mutating func look<Output>(_ what: String, _ body: (any ClusterView) throws -> Output?) throws
            -> Output?
        {
            do {
                return try body(context.cluster)
            } catch let interrupted as Interrupted {
                throw interrupted
            } catch {
                leftOut.append("\(what): \(error)")
                return nil
            }
        }

        private static func text(_ nodes: [Node]) -> String { JSON.write(Node(.list(nodes)), pretty: true) }

        private static func node(_ node: Node) -> Node {
            var pairs: [(String, Node)] = [("name", node.at("metadata", "name") ?? Node(.null))]
            for key in ["capacity", "allocatable", "conditions", "nodeInfo"] {
                if let value = node.at("status", key) { pairs.append((key, value)) }
            }
            for key in ["taints", "unschedulable"] {
                if let value = node.at("spec", key) { pairs.append((key, value)) }
            }
            return Node(.mapping(Mapping(pairs)))
        }

        private static func events(_ events: [Node]) -> String {
            let lines = events.map { event -> String in
                let time = event["lastTimestamp"]?.string ?? event["eventTime"]?.string ?? ""
                let object = event["involvedObject"]
                let words = [
                    time, event["type"]?.string ?? "", event["reason"]?.string ?? "",
                    "\(object?["kind"]?.string ?? "")/\(object?["name"]?.string ?? "")", event["message"]?.string ?? "",
                ]
                return words.joined(separator: "  ").split(separator: "\n").joined(separator: " ")
            }
            return lines.sorted().suffix(2000).map { $0 + "\n" }.joined()
        }
    }
}
