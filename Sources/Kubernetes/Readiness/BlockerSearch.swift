import Host
import Values

/// One search for what blocks, with what is left of its limits.
struct BlockerSearch {
    let blocker: Blocker
    var requests: Int
    private var seen: Set<String> = []

    init(blocker: Blocker) {
        self.blocker = blocker
        requests = blocker.limits.requests
    }

    var now: Int64 { blocker.clock.now() }

    mutating func chain(_ object: Node) throws -> [Reason] {
        var chain: [Reason] = []
        var next: Node? = object
        while let current = next, chain.count < max(blocker.limits.depth, 1) {
            guard let reference = ObjectReference(current), seen.insert(reference.identity).inserted else { break }
            let state = try state(current)
            if state.isReady { break }
            let events = try events(reference, current)
            let lines = try log(reference, current)
            chain.append(
                Reason(
                    object: reference, state: state, events: events, logLines: lines,
                    usually: Advice.usual(state.reason, state.sentence, events: events)))
            if state.isBeingRemoved { break }
            next = try below(current, reference)
        }
        return chain
    }

    /// A claim is judged together with its class, everything else by itself.
    private mutating func state(_ object: Node) throws -> ReadinessState {
        let state = Readiness.of(object, now: now)
        guard object["kind"]?.string == "PersistentVolumeClaim", state.level == .progressing,
            let name = object.at("spec", "storageClassName")?.string, !name.isEmpty, requests > 0
        else { return state }
        let reference = ObjectReference("storage.k8s.io/v1", "StorageClass", name: name)
        var storageClass: Node?
        do {
            requests -= 1
            storageClass = try blocker.reader.object(reference)
        } catch let interrupted as Interrupted {
            throw interrupted
        } catch {
            return state
        }
        return Readiness.ofClaim(object, storageClass: storageClass, isUsed: true, now: now)
    }

    // MARK: Reading within the limits

    mutating func object(_ reference: ObjectReference) throws -> Node? {
        guard let found = try limited({ try $0.object(reference) }) else { return nil }
        return found
    }

    mutating func objects(
        _ apiVersion: String, _ kind: String, _ namespace: String?, labels: String? = nil, fields: String? = nil
    ) throws -> [Node] {
        try limited {
            try $0.objects(apiVersion, kind, namespace: namespace, labels: labels, fields: fields)
        } ?? []
    }

    /// Only being asked to stop ends the search: what may not be read, or is not served, is left out.
    private mutating func limited<Output>(_ body: (any ClusterReader) throws -> Output) throws -> Output? {
        try Interrupt.check()
        guard requests > 0 else { return nil }
        requests -= 1
        do {
            return try body(blocker.reader)
        } catch let interrupted as Interrupted {
            throw interrupted
        } catch {
            return nil
        }
    }

    // MARK: What surrounds an object

    /// Warnings about the object, newest first.
    private mutating func events(_ reference: ObjectReference, _ object: Node) throws -> [String] {
        // Events of cluster-scoped objects are in the namespace `default` (API conventions: events).
        var fields = "involvedObject.kind=\(reference.kind),involvedObject.name=\(reference.name)"
        if let uid = object.at("metadata", "uid")?.string { fields += ",involvedObject.uid=\(uid)" }
        let found = try objects("v1", "Event", reference.namespace ?? "default", fields: fields)
        let warnings = found.filter { $0["type"]?.string != "Normal" }.map { event in
            (time: Self.time(event), text: Self.words(event, blocker))
        }
        var shown: [String] = []
        for warning in warnings.sorted(by: { $0.time > $1.time }) where !shown.contains(warning.text) {
            shown.append(warning.text)
            if shown.count == 5 { break }
        }
        return shown
    }

    private static func time(_ event: Node) -> Int64 {
        let text =
            event["lastTimestamp"]?.string ?? event.at("series", "lastObservedTime")?.string
            ?? event["eventTime"]?.string ?? event.at("metadata", "creationTimestamp")?.string
        return text.flatMap(Timestamp.seconds) ?? 0
    }

    private static func words(_ event: Node, _ blocker: Blocker) -> String {
        let reason = OneLine.text(event["reason"]?.string ?? "", limit: 60)
        let message = LogText.lines(OneLine.text(event["message"]?.string ?? "", limit: 300), secrets: blocker.secrets)
        return ([reason] + message).filter { !$0.isEmpty }.joined(separator: ": ")
    }

    /// The log of the container that is to blame.
    private mutating func log(_ reference: ObjectReference, _ object: Node) throws -> [String] {
        guard reference.kind == "Pod", reference.group.isEmpty, let namespace = reference.namespace,
            let blame = BlamedContainer(object)
        else { return [] }
        let text = try limited {
            try $0.log(
                namespace: namespace, pod: reference.name, container: blame.name, lines: 10, previous: blame.isPrevious)
        }
        return LogText.lines(text ?? "", secrets: blocker.secrets)
    }
}

/// The container of a pod whose log is worth reading.
struct BlamedContainer {
    let name: String
    /// Whether it is the log of the run before.
    let isPrevious: Bool

    init?(_ pod: Node) {
        let all =
            (pod.at("status", "initContainerStatuses")?.list ?? [])
            + (pod.at("status", "containerStatuses")?.list ?? [])
        for container in all where container["ready"]?.bool != true {
            guard let name = container["name"]?.string else { continue }
            let hasEnded = container.at("lastState", "terminated") != nil
            if container.at("state", "waiting") != nil {
                // One that never ran wrote nothing.
                guard hasEnded else { continue }
                (self.name, isPrevious) = (name, true)
                return
            }
            if container.at("state", "terminated", "exitCode")?.integer == 0 { continue }
            (self.name, isPrevious) = (name, false)
            return
        }
        return nil
    }
}
