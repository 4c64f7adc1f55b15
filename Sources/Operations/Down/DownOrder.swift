import Kubernetes

/// In which order objects of one member go.
enum DownOrder {
    /// What leads to others goes before them; an operator's objects go while it still runs.
    static func rank(_ reference: ObjectReference) -> Int {
        switch (reference.group, reference.kind) {
        case (_, "Ingress"), ("gateway.networking.k8s.io", _), ("admissionregistration.k8s.io", _): 0
        case ("apps", _), ("batch", _): 2
        case ("", "Pod"): 2
        case ("", "Service"): 3
        case ("apiregistration.k8s.io", _): 3
        case ("", "PersistentVolumeClaim"): 5
        case ("", "Namespace"): 6
        // A SealedSecret takes its Secret with it.
        case ("bitnami.com", _): 4
        // What Flux read its charts from.
        case ("source.toolkit.fluxcd.io", _): 4
        case (let group, _): isBuiltIn(group) ? 4 : 1
        }
    }

    /// Databases go while their servers run, servers before their disks.
    static func dataRank(_ reference: ObjectReference) -> Int {
        switch reference.kind {
        case "Database": 0
        case "Cluster": 1
        case "ObjectBucketClaim": 2
        case "PersistentVolumeClaim": 3
        case "PersistentVolume": 4
        default: 5
        }
    }

    /// Groups that come with Kubernetes (API reference): without a dot, or under k8s.io without a definition.
    static func isBuiltIn(_ group: String) -> Bool {
        !group.contains(".")
            || [
                "rbac.authorization.k8s.io", "networking.k8s.io", "storage.k8s.io", "coordination.k8s.io",
                "scheduling.k8s.io", "node.k8s.io",
                "apiregistration.k8s.io", "apiextensions.k8s.io", "admissionregistration.k8s.io", "discovery.k8s.io",
                "events.k8s.io",
                "authentication.k8s.io", "authorization.k8s.io", "certificates.k8s.io", "flowcontrol.apiserver.k8s.io",
                "resource.k8s.io",
            ].contains(group)
    }

    /// Objects in groups, each of which goes when the one before is gone.
    static func groups<Item>(_ items: [Item], by rank: (Item) -> Int) -> [[Item]] {
        Dictionary(grouping: items, by: rank).sorted { $0.key < $1.key }.map(\.value)
    }
}
