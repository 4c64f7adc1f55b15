import Kubernetes
import Rendering
import Values

extension DownWork {
    /// Marks what will outlive its release or application as the platform's: definitions and data. So it is known for what it is
    /// when nothing else tells any more, to a later run too, and an engine that removes what it brought leaves it.
    ///
    /// - Parameters:
    ///   - references: what was brought.
    ///   - component: the member.
    ///   - isBrought: whether an object that is there was really brought.
    ///   - prepare: called once before a StatefulSet is changed.
    /// - Returns: the data among what was brought.
    func claim(
        _ references: [ObjectReference], _ component: String, isBrought: (Node) -> Bool, prepare: () throws -> Void
    ) throws -> Set<ObjectReference> {
        var data: Set<ObjectReference> = []
        var isPrepared = false
        for reference in references {
            let isDefinition = reference.kind == "CustomResourceDefinition"
            let isData = DataKinds.holdsData([
                "apiVersion": Node(.string(reference.apiVersion)), "kind": Node(.string(reference.kind)),
            ])
            let isSet = reference.kind == "StatefulSet" && reference.group == "apps"
            guard isDefinition || isData || isSet, let live = try wait.patiently({ try cluster.get(reference) }),
                isBrought(live)
            else { continue }
            if isSet {
                try claimDisks(live, reference, component) {
                    if !isPrepared { try prepare() }
                    isPrepared = true
                }
                continue
            }
            if isData { data.insert(reference) }
            try mark(live, reference, component, stays: isData)
        }
        return data
    }

    private func mark(_ live: Node, _ reference: ObjectReference, _ component: String, stays: Bool) throws {
        var merge: Node = [:]
        if live.at("metadata", "labels")?[Mark.platform] == nil {
            merge["labels"] = [
                Mark.platform: Node(.string(context.platform)), Mark.component: Node(.string(component)),
            ]
        }
        let annotation = "argocd.argoproj.io/sync-options"
        let options = live.at("metadata", "annotations")?[annotation]?.string ?? ""
        if stays, !options.split(separator: ",").contains("Delete=false") {
            merge["annotations"] = [
                annotation: Node(.string(options.isEmpty ? "Prune=false,Delete=false" : options + ",Delete=false"))
            ]
        }
        if merge.mapping?.isEmpty == false { try patch(reference, ["metadata": merge]) }
    }

    /// Disks of a StatefulSet go with it where it says so (API reference, `persistentVolumeClaimRetentionPolicy`); it is told not to,
    /// and what was said before is taken off the disks.
    private func claimDisks(_ set: Node, _ reference: ObjectReference, _ component: String, prepare: () throws -> Void)
        throws
    {
        let prefixes = StatefulDisks.prefixes(set)
        guard !prefixes.isEmpty, let namespace = reference.namespace else { return }
        if set.at("spec", "persistentVolumeClaimRetentionPolicy", "whenDeleted")?.string == "Delete" {
            try prepare()
            try patch(reference, ["spec": ["persistentVolumeClaimRetentionPolicy": ["whenDeleted": "Retain"]]])
        }
        let type = try cluster.resource("v1", "PersistentVolumeClaim")
        let claims = try wait.patiently { try cluster.list(type, namespace: namespace, metadataOnly: true).items }
        for claim in claims {
            guard let place = ObjectReference(claim),
                prefixes.contains(where: { StatefulDisks.isDisk(place.name, prefix: $0) })
            else { continue }
            switch Ownership.of(claim, platform: context.platform) {
            case .ours, .unclaimed: break
            case .release, .application, .kustomization, .otherPlatform: continue
            }
            try mark(claim, place, component, stays: false)
            try freeOfOwner(place, set)
        }
    }

    private func freeOfOwner(_ claim: ObjectReference, _ set: Node) throws {
        let uid = set.at("metadata", "uid")?.string
        try wait.until {
            guard let live = try cluster.get(claim), let owners = live.at("metadata", "ownerReferences")?.list else {
                return []
            }
            let rest = owners.filter { $0["uid"]?.string != uid }
            if rest.count == owners.count { return [] }
            try check()
            _ = try cluster.patch(
                claim,
                merge: [
                    "metadata": [
                        "ownerReferences": rest.isEmpty ? Node(.null) : Node(.list(rest)),
                        "resourceVersion": live.at("metadata", "resourceVersion") ?? Node(.null),
                    ]
                ])
            return [WaitReason(claim, "it is freed of its StatefulSet, which would take it along")]
        }
    }
}
