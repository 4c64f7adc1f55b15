import Values

extension BlockerSearch {
    /// The object below that is to blame; nil where the chain ends.
    mutating func below(_ object: Node, _ reference: ObjectReference) throws -> Node? {
        switch (reference.group, reference.kind) {
        case ("argoproj.io", "Application"): try application(object)
        case ("kustomize.toolkit.fluxcd.io", "Kustomization"): try kustomization(object, reference)
        case ("helm.toolkit.fluxcd.io", "HelmRelease"): try release(object, reference)
        case ("apps", "Deployment"): try deployment(object, reference)
        case ("apps", "ReplicaSet"), ("apps", "StatefulSet"), ("apps", "DaemonSet"), ("batch", "Job"):
            try worst(children(object, reference, "v1", "Pod"))
        case ("", "Pod"): try claim(object, reference)
        case ("", "PersistentVolumeClaim"): nil
        case ("networking.k8s.io", "Ingress"):
            try worst(children(object, reference, "cert-manager.io/v1", "Certificate"))
        case ("gateway.networking.k8s.io", "Gateway"):
            try worst(children(object, reference, "cert-manager.io/v1", "Certificate"))
        case ("gateway.networking.k8s.io", "HTTPRoute"): try listener(object, reference)
        case ("cert-manager.io", "Certificate"):
            try worst(children(object, reference, "cert-manager.io/v1", "CertificateRequest"))
                ?? issuer(object, reference)
        case ("cert-manager.io", "CertificateRequest"):
            try worst(children(object, reference, "acme.cert-manager.io/v1", "Order")) ?? issuer(object, reference)
        case ("acme.cert-manager.io", "Order"):
            try worst(children(object, reference, "acme.cert-manager.io/v1", "Challenge"))
        case ("postgresql.cnpg.io", "Cluster"): try database(object, reference)
        case ("postgresql.cnpg.io", "Database"): try owner(object, reference)
        default: try workloads(object, reference)
        }
    }

    /// What Argo CD itself calls unhealthy, the worst first.
    private mutating func application(_ object: Node) throws -> Node? {
        let rank = ["Degraded": 0, "Missing": 1, "Progressing": 2, "Unknown": 3]
        let listed = (object.at("status", "resources")?.list ?? []).compactMap {
            resource -> (rank: Int, reference: ObjectReference)? in
            let health = resource.at("health", "status")?.string ?? ""
            guard let kind = resource["kind"]?.string, let name = resource["name"]?.string else { return nil }
            // An object without a health of its own can still be the one that is not applied.
            guard let place = rank[health] ?? (resource["status"]?.string == "OutOfSync" ? 4 : nil) else { return nil }
            let group = resource["group"]?.string ?? ""
            let version = resource["version"]?.string ?? "v1"
            return (
                place,
                ObjectReference(
                    group.isEmpty ? version : "\(group)/\(version)", kind, namespace: resource["namespace"]?.string,
                    name: name)
            )
        }
        for entry in listed.sorted(by: { $0.rank < $1.rank }).prefix(5) {
            if let found = try self.object(entry.reference), !Readiness.of(found, now: now).isReady { return found }
        }
        return nil
    }

    /// The newest ReplicaSet: the one with the highest revision.
    private mutating func deployment(_ object: Node, _ reference: ObjectReference) throws -> Node? {
        let sets = try children(object, reference, "apps/v1", "ReplicaSet")
        return sets.max { Self.revision($0) < Self.revision($1) }
    }

    private static func revision(_ set: Node) -> Int {
        (set.at("metadata", "annotations")?["deployment.kubernetes.io/revision"]?.string).flatMap { Int($0) } ?? 0
    }

    /// A pod that no node takes, or that does not start, may wait for its disk.
    private mutating func claim(_ pod: Node, _ reference: ObjectReference) throws -> Node? {
        guard pod.at("status", "phase")?.string == "Pending" else { return nil }
        for volume in (pod.at("spec", "volumes")?.list ?? []).prefix(16) {
            guard let name = volume.at("persistentVolumeClaim", "claimName")?.string else { continue }
            let claim = ObjectReference("v1", "PersistentVolumeClaim", namespace: reference.namespace, name: name)
            if let found = try object(claim), !Readiness.of(found, now: now).isReady { return found }
        }
        return nil
    }

    /// The Gateway that a route leads through, or the certificate that its listener waits for.
    private mutating func listener(_ route: Node, _ reference: ObjectReference) throws -> Node? {
        for parent in (route.at("spec", "parentRefs")?.list ?? []).prefix(8)
        where parent["kind"]?.string ?? "Gateway" == "Gateway" {
            guard let name = parent["name"]?.string else { continue }
            let own = ObjectReference(
                reference.apiVersion, "Gateway", namespace: parent["namespace"]?.string ?? reference.namespace,
                name: name)
            guard let gateway = try object(own) else { continue }
            guard Readiness.of(gateway, now: now).isReady else { return gateway }
            let section = parent["sectionName"]?.string
            let secrets = (gateway.at("spec", "listeners")?.list ?? [])
                .filter { section == nil || $0["name"]?.string == section }
                .flatMap { $0.at("tls", "certificateRefs")?.list ?? [] }.compactMap { $0["name"]?.string }
            let certificates = try children(gateway, own, "cert-manager.io/v1", "Certificate").filter {
                secrets.contains($0.at("spec", "secretName")?.string ?? "")
            }
            if let certificate = worst(certificates) { return certificate }
        }
        return nil
    }

    private mutating func issuer(_ object: Node, _ reference: ObjectReference) throws -> Node? {
        guard let name = object.at("spec", "issuerRef", "name")?.string else { return nil }
        let kind = object.at("spec", "issuerRef", "kind")?.string ?? "Issuer"
        guard kind == "Issuer" || kind == "ClusterIssuer" else { return nil }
        let namespace = kind == "Issuer" ? reference.namespace : nil
        return try self.object(ObjectReference("cert-manager.io/v1", kind, namespace: namespace, name: name))
    }

    /// Instances and the jobs that make them bear the cluster's label (CloudNativePG: `cnpg.io/cluster`).
    private mutating func database(_ object: Node, _ reference: ObjectReference) throws -> Node? {
        let label = "cnpg.io/cluster=\(reference.name)"
        let pods = try objects("v1", "Pod", reference.namespace, labels: label)
        if let pod = worst(pods) { return pod }
        return worst(try objects("v1", "PersistentVolumeClaim", reference.namespace, labels: label))
    }

    private mutating func owner(_ object: Node, _ reference: ObjectReference) throws -> Node? {
        guard let name = object.at("spec", "cluster", "name")?.string else { return nil }
        return try self.object(
            ObjectReference(reference.apiVersion, "Cluster", namespace: reference.namespace, name: name))
    }

    /// Custom resources of unknown kinds own the workloads that their operators make for them.
    private mutating func workloads(_ object: Node, _ reference: ObjectReference) throws -> Node? {
        guard !FieldFacts.isBuiltIn(reference.apiVersion), reference.namespace != nil else { return nil }
        for kind in ["StatefulSet", "Deployment"] {
            if let found = worst(try children(object, reference, "apps/v1", kind)) { return found }
        }
        return nil
    }

    /// The objects of a kind that name this one as their owner.
    private mutating func children(
        _ object: Node, _ reference: ObjectReference, _ apiVersion: String, _ kind: String
    ) throws -> [Node] {
        guard let uid = object.at("metadata", "uid")?.string, !uid.isEmpty else { return [] }
        return try objects(apiVersion, kind, reference.namespace, labels: Self.selector(object)).filter {
            ($0.at("metadata", "ownerReferences")?.list ?? []).contains { $0["uid"]?.string == uid }
        }
    }

    /// The selector of a workload, so that the server sends only its pods.
    private static func selector(_ object: Node) -> String? {
        guard FieldFacts.isBuiltIn(object["apiVersion"]?.string ?? ""),
            let labels = object.at("spec", "selector", "matchLabels")?.mapping, !labels.isEmpty
        else { return nil }
        return labels.entries.compactMap { entry in entry.value.string.map { "\(entry.key)=\($0)" } }
            .joined(separator: ",")
    }

    /// The object that is furthest from ready: failed ones first, then the others, the newest first.
    func worst(_ objects: [Node]) -> Node? {
        let ranked = objects.compactMap { object -> (rank: Int, age: String, object: Node)? in
            let state = Readiness.of(object, now: now)
            guard !state.isReady else { return nil }
            let rank = state.level == .failed ? 0 : state.isBeingRemoved ? 2 : 1
            return (rank, object.at("metadata", "creationTimestamp")?.string ?? "", object)
        }
        return ranked.min { ($0.rank, $1.age) < ($1.rank, $0.age) }?.object
    }
}
