import Values
import Diagnostics
import Kubernetes

/// Every kind of the plan is served, or is taught to the cluster by a member.
struct ServedKindsCheck: DoctorCheck {
    let name = "kinds"
    let title = "Kinds of objects"

    func run(_ context: DoctorContext) throws -> [DoctorResult] {
        let objects = context.planned
        return Self.judge(
            objects, served: try context.cluster.servedTypes(),
            taught: Set(context.taughtGroups.keys).union(Self.definedGroups(objects)))
    }

    static func judge(_ objects: [PlannedObject], served: [ResourceType], taught: Set<String>) -> [DoctorResult] {
        let known = Set(served.map { "\($0.apiVersion)/\($0.kind)" })
        let kinds = Dictionary(grouping: objects) { "\($0.reference.apiVersion)/\($0.reference.kind)" }
        var missing: [DoctorResult] = []
        for (kind, users) in kinds.sorted(by: { $0.key < $1.key }) {
            guard let reference = users.first?.reference, !known.contains(kind), !taught.contains(reference.group)
            else {
                continue
            }
            let others = served.filter { $0.group == reference.group && $0.kind == reference.kind }.map(\.apiVersion)
            missing.append(
                .failure(
                    .apiNotServed, "the server does not serve \(reference.kind) of \(reference.apiVersion)",
                    for: DoctorWords.unique(users.map(\.member)),
                    cause: others.isEmpty
                        ? "no component of the platform brings it either"
                        : "it serves the kind as \(DoctorWords.list(DoctorWords.unique(others)))",
                    hint: others.isEmpty
                        ? "install what brings it, or leave out what uses it"
                        : "set spec.cluster.kubernetes to the server's version and render again"))
        }
        let fine = kinds.count - missing.count
        return
            (fine > 0
            ? [.ok("\(DoctorWords.count(fine, "kind")) of objects are served or come with the platform")] : [])
            + missing
    }

    /// Groups of definitions that are among the objects themselves.
    private static func definedGroups(_ objects: [PlannedObject]) -> [String] {
        objects.filter { $0.reference.kind == "CustomResourceDefinition" }.compactMap {
            $0.node.at("spec", "group")?.string
        }
    }
}
