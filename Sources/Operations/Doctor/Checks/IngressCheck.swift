import Platform
import Rendering
import Diagnostics
import Kubernetes
import Values

/// The ingress class of the platform is there, or free for it.
struct IngressCheck: DoctorCheck {
    let name = "ingress"
    let title = "Way in"

    func run(_ context: DoctorContext) throws -> [DoctorResult] {
        let facts = context.facts(of: "ingress")
        let wanted = Dictionary(grouping: facts) { $0.properties["class"]?.string ?? "" }
        guard !wanted.isEmpty else { return [.ok("no component is seen from outside")] }
        let classes = try context.cluster.all("networking.k8s.io", "IngressClass") ?? []
        let planned = context.planned.filter { $0.reference.kind == "IngressClass" }
        let marks = OwnMarks(context.desired)
        return wanted.sorted { $0.key < $1.key }.flatMap { name, facts -> [DoctorResult] in
            guard let provider = facts.first?.binding.provider else { return [] }
            return Self.judge(
                name, consumers: DoctorWords.unique(facts.map(\.binding.consumer)), provider: provider,
                isBrought: !context.isThereAlready(provider), classes: classes,
                planned: planned.first { $0.reference.name == name }?.node, marks: marks)
        }
    }

    static func judge(
        _ name: String, consumers: [String], provider: String, isBrought: Bool, classes: [Node], planned: Node?,
        marks: OwnMarks
    ) -> [DoctorResult] {
        var results: [DoctorResult] = []
        let existing = classes.first { $0.at("metadata", "name")?.string == name }
        let controller = existing?.at("spec", "controller")?.string ?? "an unknown controller"
        if let existing {
            let owner = marks.owner(of: existing)
            let ours = planned?.at("spec", "controller")?.string
            if !isBrought || owner == .ours {
                results.append(.ok("the ingress class \(name) is there, of \(controller)", for: consumers))
            } else {
                let differs = ours.map { $0 != controller } ?? false
                results.append(
                    .failure(
                        .ingressClass, "the ingress class \(name) is there already and belongs to \(owner.words)",
                        for: [provider],
                        cause: differs
                            ? "it is of \(controller), ours is of \(ours ?? "")"
                            : "two controllers would answer the same hosts",
                        hint: "give \(provider) another class (`class` option), or remove the other controller"))
            }
        } else if isBrought {
            results.append(.ok("the ingress class \(name) comes with \(provider)", for: consumers))
        } else {
            let names = classes.compactMap { $0.at("metadata", "name")?.string }
            results.append(
                .failure(
                    .ingressClass, "there is no ingress class \(name)", for: consumers,
                    cause: "nobody would answer for the platform's hosts",
                    hint: names.isEmpty ? "install an ingress controller" : "there are: \(DoctorWords.list(names))"))
        }
        let defaults = classes.filter {
            $0.at("metadata", "annotations", "ingressclass.kubernetes.io/is-default-class")?.string == "true"
                && $0.at("metadata", "name")?.string != name
        }.compactMap { $0.at("metadata", "name")?.string }
        if isBrought, !defaults.isEmpty {
            results.append(
                .warning(
                    .ingressClass, "\(DoctorWords.list(defaults)) is the default ingress class already",
                    for: [provider],
                    cause: "with two defaults the server refuses an Ingress that names no class",
                    hint: "let \(provider) not be the default, or take the annotation off the other one"))
        }
        return results
    }
}
