import Helm
import Kubernetes
import Rendering
import Values

extension DownWork {
    /// Removes a release. Helm would take data and definitions that are in use along: where it has such, the rest goes one by one.
    func release(_ namespace: String, _ name: String) throws -> Int {
        guard let helm = context.helm else {
            throw HelmFailure(
                .libraryMissing, "the release \(namespace)/\(name) can only be removed with Helm's library")
        }
        let (status, manifest) = try wait.patiently {
            let releases = try helm().releases(in: namespace)
            return (try releases.status(name), try releases.manifest(name)?.objects ?? [])
        }
        guard let status, status.platform?.utf8.elementsEqual(context.platform.utf8) ?? false else { return 0 }
        let brought = try wait.patiently { try live(manifest, name, namespace) }
        var kept = try claim(
            brought.map(\.reference), status.labels[ReleaseLabel.component] ?? "",
            isBrought: { isOf($0, name, namespace) }, prepare: {})
        for object in brought where object.reference.kind == "CustomResourceDefinition" {
            guard let definition = try wait.patiently({ try cluster.get(object.reference) }) else { continue }
            if try wait.patiently({ try Definitions.instance(of: definition, cluster) }) != nil {
                kept.insert(object.reference)
            }
        }
        let staying = manifest.filter(isKeptByHelm).compactMap { ObjectReference($0).map { [$0.kind, $0.name] } }
        let going = brought.filter {
            !kept.contains($0.reference) && !staying.contains([$0.reference.kind, $0.reference.name])
        }
        try wait.patiently {
            try check()
            if kept.isEmpty { _ = try helm().releases(in: namespace).uninstall(name) }
        }
        if kept.isEmpty {
            try wait.untilGone(going)
            return 1
        }
        _ = try remove(going)
        let history = try wait.patiently { try helm().releases(in: namespace).history(name) }
        for revision in history.map(\.recordName) {
            try wait.patiently {
                try check()
                _ = try cluster.delete(ObjectReference("v1", "Secret", namespace: namespace, name: revision))
            }
        }
        return 1
    }

    /// What Helm leaves because the chart says so (helm.sh/docs, `helm.sh/resource-policy`).
    private func isKeptByHelm(_ object: Node) -> Bool {
        object.at("metadata", "annotations")?["helm.sh/resource-policy"]?.string == "keep"
    }

    /// What is there of a release's objects and bears its annotations.
    func live(_ manifest: [Node], _ name: String, _ namespace: String) throws -> [DownObject] {
        try manifest.compactMap { object -> DownObject? in
            guard var reference = ObjectReference(object) else { return nil }
            do {
                let isNamespaced = try cluster.resource(reference.apiVersion, reference.kind).isNamespaced
                reference.namespace = isNamespaced ? reference.namespace ?? namespace : nil
            } catch let failure as KubernetesFailure where failure.kind == .notServed {
                return nil
            }
            guard let live = try cluster.get(reference), isOf(live, name, namespace) else { return nil }
            return DownObject(
                reference: reference, uid: live.at("metadata", "uid")?.string, component: "", isLabelled: false)
        }
    }

    func isOf(_ live: Node, _ name: String, _ namespace: String) -> Bool {
        let annotations = live.at("metadata", "annotations")
        return annotations?["meta.helm.sh/release-name"]?.string?.utf8.elementsEqual(name.utf8) ?? false
            && annotations?["meta.helm.sh/release-namespace"]?.string?.utf8.elementsEqual(namespace.utf8) ?? false
    }
}
