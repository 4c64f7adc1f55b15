import Diagnostics
import Host
import Kubernetes
import Values

/// No object of the platform exists already in somebody else's hands.
struct ForeignObjectCheck: DoctorCheck {
    let name = "leftovers"
    let title = "Objects that are there already"
    let timeLimit: Int? = 60_000

    private struct Place: Hashable, Sendable {
        let type: ResourceType
        let namespace: String?
    }

    func run(_ context: DoctorContext) throws -> [DoctorResult] {
        let cluster = context.cluster
        let types = try cluster.servedTypes()
        // Namespaces and definitions are looked at elsewhere.
        let objects = context.planned.filter {
            !["Namespace", "CustomResourceDefinition"].contains($0.reference.kind)
        }
        var places: [Place: [PlannedObject]] = [:]
        for object in objects {
            let reference = object.reference
            guard
                let type = types.first(where: { $0.group == reference.group && $0.kind == reference.kind }),
                type.verbs.contains("list")
            else { continue }
            places[Place(type: type, namespace: type.isNamespaced ? reference.namespace : nil), default: []]
                .append(object)
        }
        let keys = Array(places.keys)
        let answers = Parallel.map(keys, limit: 8) {
            try cluster.objects($0.type, namespace: $0.namespace, metadataOnly: true)
        }
        var existing: [(PlannedObject, Node)] = []
        var unseen: Set<String> = []
        for (key, answer) in zip(keys, answers) {
            do {
                let found = try answer.get()
                for object in places[key] ?? [] {
                    let same = found.first { $0.at("metadata", "name")?.string == object.reference.name }
                    if let same { existing.append((object, same)) }
                }
            } catch let failure as KubernetesFailure where failure.kind == .forbidden {
                unseen.insert(key.type.plural)
            }
        }
        return Self.judge(
            existing, of: objects.count, unseen: unseen.sorted(), marks: OwnMarks(context.desired),
            uncounted: context.charts.missing(context.desired))
    }

    static func judge(
        _ existing: [(planned: PlannedObject, found: Node)], of count: Int, unseen: [String], marks: OwnMarks,
        uncounted: [String]
    ) -> [DoctorResult] {
        var results: [DoctorResult] = []
        var ours = 0
        let sorted = existing.sorted { $0.planned.reference.description < $1.planned.reference.description }
        for (planned, found) in sorted {
            let owner = marks.owner(of: found)
            if owner == .ours {
                ours += 1
                continue
            }
            let message = "\(ObjectReference(found) ?? planned.reference) exists and belongs to \(owner.words)"
            results.append(
                owner.isLookedAfter
                    ? .failure(
                        .foreignObject, message, for: [planned.member],
                        cause: "two owners would change it back and forth",
                        hint: "remove the other owner, or choose another namespace or name")
                    : .warning(
                        .foreignObject, message, for: [planned.member],
                        cause: "fields that somebody else set are in conflict when it is applied",
                        hint: "remove it if nobody needs it: `kubectl delete`; what it holds is lost then"))
        }
        let fresh = count - existing.count
        if ours > 0 { results.append(.ok("\(DoctorWords.count(ours, "object")) of the platform are there and ours")) }
        if fresh > 0 { results.append(.ok("\(DoctorWords.count(fresh, "object")) will be made")) }
        if !unseen.isEmpty {
            results.append(.skipped("not allowed to list \(DoctorWords.list(unseen))"))
        }
        if !uncounted.isEmpty {
            results.append(.skipped("objects of charts that are not on this machine", for: uncounted))
        }
        return results
    }
}
