import Diagnostics
import Kubernetes
import Rendering
import Values

/// No namespace of the platform is being removed, and no other platform is in the cluster unnoticed.
struct NamespaceCheck: DoctorCheck {
    let name = "namespaces"
    let title = "Namespaces"

    func run(_ context: DoctorContext) throws -> [DoctorResult] {
        Self.judge(
            try context.cluster.all("", "Namespace") ?? [], planned: context.namespaces,
            marks: OwnMarks(context.desired))
    }

    static func judge(_ existing: [Node], planned: [NamespacePlan], marks: OwnMarks) -> [DoctorResult] {
        var results: [DoctorResult] = []
        var fresh = 0
        for plan in planned {
            guard let object = existing.first(where: { $0.at("metadata", "name")?.string == plan.name }) else {
                fresh += 1
                continue
            }
            if object.at("status", "phase")?.string == "Terminating" {
                results.append(ending(object, plan))
                continue
            }
            let owner = marks.owner(of: object)
            results.append(
                owner.isLookedAfter
                    ? .failure(
                        .foreignObject, "the namespace \(plan.name) belongs to \(owner.words)", for: plan.members,
                        cause: "labels, limits and network policies of two owners would fight",
                        hint: "choose another namespace (`namespace:` of the component), or remove the other owner")
                    : .ok(
                        "the namespace \(plan.name) exists" + (owner == .ours ? " and is ours" : ""), for: plan.members)
            )
        }
        if fresh > 0 { results.insert(.ok("\(DoctorWords.count(fresh, "namespace")) will be made"), at: 0) }
        return results + others(existing, marks)
    }

    private static func ending(_ object: Node, _ plan: NamespacePlan) -> DoctorResult {
        let conditions = (object.at("status", "conditions")?.list ?? []).filter { $0["status"]?.string == "True" }
        let why = conditions.compactMap { $0["message"]?.string }
        return .failure(
            .namespaceEnding, "the namespace \(plan.name) is being removed", for: plan.members,
            cause: why.isEmpty ? "nothing can be made in it until it is gone" : why.joined(separator: "; "),
            hint: "wait, or find what holds it with `kubectl get namespace \(plan.name) -o yaml`")
    }

    private static func others(_ existing: [Node], _ marks: OwnMarks) -> [DoctorResult] {
        let others = Dictionary(
            grouping: existing.filter {
                let name = $0.at("metadata", "labels", Mark.platform)?.string
                return name != nil && name != marks.platform
            }
        ) { $0.at("metadata", "labels", Mark.platform)?.string ?? "" }
        return others.sorted { $0.key < $1.key }.map { platform, namespaces in
            .warning(
                .foreignObject, "another Fairlead platform is in this cluster: `\(platform)`",
                cause: "operators, definitions and ingress classes of the cluster can have one owner only; it has "
                    + DoctorWords.list(DoctorWords.unique(namespaces.compactMap { $0.at("metadata", "name")?.string })),
                hint: "make sure that this is the right cluster")
        }
    }
}
