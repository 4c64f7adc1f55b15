import Helm
import Host
import Kubernetes
import Rendering
import Values

/// What a platform brought once and does not want any more: members that left the file, objects that have other names now.
struct Leftovers {
    private let context: UpContext

    init(_ context: UpContext) { self.context = context }

    /// What would be removed, by looking only, in the order in which it goes. Data stays, and so does what other objects own.
    func changes() throws -> [ObjectChange] {
        let wanted = Set(context.desired.objects.map(\.reference.identity))
        return try Inventory.of(context.cluster, platform: context.desired.name).objects.compactMap {
            object -> ObjectChange? in
            guard let reference = ObjectReference(object), !wanted.contains(reference.identity), !Self.isKept(object)
            else { return nil }
            return ObjectChange(
                reference: reference, owner: object.at("metadata", "labels", Mark.component)?.string ?? "",
                action: .delete, reason: "the platform does not have it any more", live: object)
        }.sorted { (Self.rank($0.reference), $0.reference.identity) < (Self.rank($1.reference), $1.reference.identity) }
    }

    /// Data, what belongs to other objects, what goes already, records of Helm, keys that open sealed values, and definitions, with
    /// which every object of their kind would go.
    private static func isKept(_ object: Node) -> Bool {
        let labels = object.at("metadata", "labels")
        // With an object of an engine would go all that it brought, data of charts among it.
        let group = (object["apiVersion"]?.string ?? "").prefix { $0 != "/" }
        let isEngines = group == "argoproj.io" || group.hasSuffix(".toolkit.fluxcd.io")
        return isEngines || DataKinds.holdsData(object) || object["kind"]?.string == "CustomResourceDefinition"
            || !(object.at("metadata", "ownerReferences")?.list?.isEmpty ?? true)
            || object.at("metadata", "deletionTimestamp")?.string != nil || labels?["owner"]?.string == "helm"
            || labels?["sealedsecrets.bitnami.com/sealed-secrets-key"] != nil
    }

    /// What uses others goes before them; an operator's objects go while it still runs.
    private static func rank(_ reference: ObjectReference) -> Int {
        switch reference.kind {
        case "Ingress", "HTTPRoute", "ValidatingWebhookConfiguration", "MutatingWebhookConfiguration": 0
        case "Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob": 2
        case "Service": 3
        case "Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding", "ServiceAccount", "ConfigMap", "Secret",
            "SealedSecret",
            "NetworkPolicy", "PersistentVolumeClaim":
            4
        // Custom resources.
        default: reference.group.contains(".") ? 1 : 4
        }
    }

    /// Removes it, and releases of members that are no more.
    ///
    /// - Parameters:
    ///   - check: called before each write.
    ///   - note: told what a person should know.
    ///   - wait: bears outages.
    /// - Returns: how much was removed.
    func remove(check: () throws -> Void, note: (String) -> Void, wait: Waiting) throws -> Int {
        var count = 0
        for change in try wait.patiently({ try changes() }) {
            let isGone = try wait.patiently {
                try check()
                return try context.cluster.delete(change.reference, uid: change.uid)
            }
            if isGone { count += 1 }
        }
        for release in try wait.patiently({ try releases() }) {
            try wait.patiently { try remove(release, check: check, note: note) }
            count += 1
        }
        return count
    }

    /// Releases of this platform that no member wants, by their records.
    func releases() throws -> [ReleaseStatus] {
        guard context.helm != nil else { return [] }
        let wanted = Set(
            context.desired.members.flatMap { [$0.release, $0.definitions] }.compactMap { $0 }.map {
                "\($0.namespace)/\($0.name)"
            })
        let records = try context.cluster.list(
            try context.cluster.resource("v1", "Secret"), labels: "owner=helm,\(Mark.platform)=\(context.desired.name)",
            metadataOnly: true
        ).items.compactMap { ReleaseStatus(record: $0) }
        var last: [String: ReleaseStatus] = [:]
        for record in records where record.platform == context.desired.name {
            let key = "\(record.namespace)/\(record.name)"
            if !wanted.contains(key), last[key].map({ $0.revision < record.revision }) ?? true { last[key] = record }
        }
        return last.sorted { $0.key < $1.key }.map(\.value)
    }

    /// Removes a release. Helm would take data and definitions with it: where it has such, they stay, and everything else goes.
    private func remove(_ release: ReleaseStatus, check: () throws -> Void, note: (String) -> Void) throws {
        guard let releases = try context.helm?().releases(in: release.namespace) else { return }
        let objects = try releases.manifest(release.name)?.objects ?? []
        let kept = objects.filter { DataKinds.holdsData($0) || $0["kind"]?.string == "CustomResourceDefinition" }
        try check()
        if kept.isEmpty {
            _ = try releases.uninstall(release.name)
            return
        }
        for object in objects.reversed() {
            guard !kept.contains(object), let reference = try placed(object, in: release.namespace),
                let live = try context.cluster.get(reference),
                live.at("metadata", "annotations")?["meta.helm.sh/release-name"]?.string == release.name,
                live.at("metadata", "annotations")?["meta.helm.sh/release-namespace"]?.string == release.namespace
            else { continue }
            try check()
            _ = try context.cluster.delete(reference, uid: live.at("metadata", "uid")?.string)
        }
        for revision in try releases.history(release.name).map(\.recordName) {
            _ = try context.cluster.delete(
                ObjectReference("v1", "Secret", namespace: release.namespace, name: revision))
        }
        let names = kept.compactMap { ObjectReference($0)?.description }
        note(
            "kept of \(release.name): \(names.prefix(5).joined(separator: ", "))"
                + (names.count > 5 ? " and \(names.count - 5) more" : ""))
    }

    private func placed(_ object: Node, in namespace: String) throws -> ObjectReference? {
        guard var reference = ObjectReference(object) else { return nil }
        do {
            let isNamespaced = try context.cluster.resource(reference.apiVersion, reference.kind).isNamespaced
            reference.namespace = isNamespaced ? reference.namespace ?? namespace : nil
            return reference
        } catch let failure as KubernetesFailure where failure.kind == .notServed {
            return nil
        }
    }
}
