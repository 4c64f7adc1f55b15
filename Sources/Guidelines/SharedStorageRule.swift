import Catalog
package import Diagnostics
import Platform
import Rendering
import Values

/// Several replicas need files that all of them see: shared storage, or a bucket.
package struct SharedStorageRule: Guideline {
    package static let code = Code.sharedStorage
    package init() {}

    private static let hint =
        "bind it to a bucket (`choose: {bucket: …}`), use storage that is ReadWriteMany, or run one replica"

    package func findings(_ input: GuidelineInput) -> [Finding] {
        options(input) + objects(input) + input.trees.filter { $0.object == nil }.flatMap { values($0, input) }
    }

    /// A component that could keep its files in a bucket and has none.
    private func options(_ input: GuidelineInput) -> [Finding] {
        input.resolution.members.compactMap { member in
            guard let replicas = member.options["replicas"]?.integer, replicas > 1,
                let bucket = member.component.requirements.first(where: {
                    $0.capability == "bucket" && $0.optional && member.holds($0.condition)
                }),
                !input.resolution.bindings(of: member.name).contains(where: { $0.requirement.name == bucket.name })
            else { return nil }
            return Finding(
                code: Self.code,
                message: "\(replicas) replicas of `\(member.name)` have no bucket and keep files of their own",
                place: member.request.options["replicas"]?.place ?? member.request.place ?? bucket.place,
                component: member.name,
                cause: bucket.reason.map { "a bucket is for: \($0)" }, hint: Self.hint)
        }
    }

    /// Workloads of several pods on a disk that only one node can mount.
    private func objects(_ input: GuidelineInput) -> [Finding] {
        let claims = input.trees.compactMap(\.object).filter { $0.kind == "PersistentVolumeClaim" }
        let single = claims.filter { !Self.isShared($0.node.at("spec", "accessModes")) }
        return input.trees.flatMap { tree -> [Finding] in
            guard let object = tree.object, let replicas = tree.node.at("spec", "replicas")?.integer, replicas > 1
            else { return [] }
            let names = PodSpec.all(in: tree.node).flatMap(\.volumes).compactMap {
                $0.at("persistentVolumeClaim", "claimName")?.string
            }
            return names.filter { name in single.contains { $0.name == name && $0.namespace == object.namespace } }.map
            { name in
                Finding(
                    code: Self.code,
                    message: "\(replicas) replicas of \(tree.title) share the disk `\(name)`, which one node can mount",
                    place: input.place(tree.node.at("spec", "replicas"), of: tree.component), component: tree.component,
                    cause: "the claim is ReadWriteOnce", hint: Self.hint)
            }
        }
    }

    private static func isShared(_ modes: Node?) -> Bool {
        let all = (modes?.list ?? []).compactMap(\.string) + [modes?.string].compactMap { $0 }
        return all.contains("ReadWriteMany") || all.contains("ReadOnlyMany")
    }

    /// Values of a chart that ask for both. Whether a disk that is not named `local` is one for each pod only the chart knows.
    private func values(_ tree: RenderedTree, _ input: GuidelineInput) -> [Finding] {
        tree.node.mappings().compactMap { path, node in
            guard let replicas = (node["replicaCount"] ?? node["replicas"])?.integer, replicas > 1,
                let disk = node["persistence"],
                disk["enabled"]?.bool == true
            else { return nil }
            let isLocal = disk["provider"]?.string == "local"
            let modes = disk["accessModes"] ?? disk["accessMode"]
            guard !Self.isShared(modes), isLocal || modes != nil else { return nil }
            return Finding(
                code: Self.code, severity: isLocal ? .error : .warning,
                message: "the chart is asked for \(replicas) replicas and for a disk that one node can mount",
                place: input.place(node["replicaCount"] ?? node["replicas"], of: tree.component),
                component: tree.component,
                cause: path.steps.isEmpty ? nil : "at \(path) of the chart's values", hint: Self.hint)
        }
    }
}
