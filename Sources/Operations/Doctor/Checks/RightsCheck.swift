import Diagnostics
import Host
import Kubernetes

/// The user may do everything that installing the platform takes.
struct RightsCheck: DoctorCheck {
    let name = "rights"
    let title = "Rights"
    let timeLimit: Int? = 60_000

    /// A thing to be done with a kind in a namespace.
    struct Deed: Hashable, Sendable {
        let verb: String
        let type: ResourceType
        let namespace: String?
    }

    /// What server-side apply, waiting and taking away ask for.
    static let verbs = ["get", "list", "watch", "create", "patch", "delete"]

    func run(_ context: DoctorContext) throws -> [DoctorResult] {
        let types = try context.cluster.servedTypes()
        let (deeds, unknown) = Self.deeds(context.planned, types: types)
        let cluster = context.cluster
        let answers = Parallel.map(deeds.map(\.deed), limit: 8) { deed in
            try cluster.isAllowed(deed.verb, deed.type, namespace: deed.namespace)
        }
        var refused: [(deed: Deed, members: [String])] = []
        for (deed, answer) in zip(deeds, answers) {
            if try !answer.get() { refused.append(deed) }
        }
        return Self.judge(asked: deeds.count, refused: refused, unknown: unknown)
    }

    /// What is to be done, each once with the members it is for; and the kinds that the server does not know yet.
    static func deeds(_ objects: [PlannedObject], types: [ResourceType]) -> (
        deeds: [(deed: Deed, members: [String])], unknown: Int
    ) {
        var members: [Deed: Set<String>] = [:]
        var unknown: Set<String> = []
        for object in objects {
            let reference = object.reference
            // The group will do: rights name no versions.
            guard let type = types.first(where: { $0.group == reference.group && $0.kind == reference.kind }) else {
                unknown.insert("\(reference.group)/\(reference.kind)")
                continue
            }
            for verb in verbs {
                let namespace = type.isNamespaced ? reference.namespace : nil
                members[Deed(verb: verb, type: type, namespace: namespace), default: []].insert(object.member)
            }
        }
        let sorted = members.map { (deed: $0.key, members: $0.value.sorted()) }.sorted {
            ($0.deed.type.group, $0.deed.type.plural, $0.deed.namespace ?? "", $0.deed.verb)
                < ($1.deed.type.group, $1.deed.type.plural, $1.deed.namespace ?? "", $1.deed.verb)
        }
        return (sorted, unknown.count)
    }

    static func judge(asked: Int, refused: [(deed: Deed, members: [String])], unknown: Int) -> [DoctorResult] {
        var results: [DoctorResult] = []
        let byKind = Dictionary(grouping: refused) { refusal in
            [refusal.deed.type.plural, refusal.deed.type.group].filter { !$0.isEmpty }.joined(separator: ".")
        }
        for (kind, all) in byKind.sorted(by: { $0.key < $1.key }) {
            let verbs = Self.verbs.filter { verb in all.contains { $0.deed.verb == verb } }
            let places = DoctorWords.unique(all.compactMap(\.deed.namespace))
            results.append(
                .failure(
                    .rightsMissing,
                    "you may not \(DoctorWords.list(verbs)) \(kind)"
                        + (places.isEmpty ? "" : " in \(DoctorWords.list(places, most: 4))"),
                    for: DoctorWords.unique(all.flatMap(\.members)),
                    cause: "installing the platform does that with the rights of the current user",
                    hint: "use the context of a cluster administrator, or have a role bound that allows it"))
        }
        if asked > refused.count {
            let number = DoctorWords.count(asked - refused.count, "right")
            results.insert(.ok("\(number) of \(asked) that installing takes are there"), at: 0)
        }
        if unknown > 0 {
            results.append(
                .skipped(
                    "rights for \(DoctorWords.count(unknown, "kind")) that the platform itself brings to the cluster"))
        }
        return results
    }
}
