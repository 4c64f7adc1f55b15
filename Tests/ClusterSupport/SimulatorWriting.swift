import Glibc
import HTTP
import Kubernetes
import Synchronization
import Values

extension Simulator {
    func apply(_ fate: Fate, _ object: Node, _ reference: ObjectReference, _ type: ResourceType) throws {
        switch fate {
        case .silent: return
        case .status(let status): try write(status, object, type)
        case .ready: try become(.ready, object, reference, type)
        case .readyAfter(let looks):
            try become(self.looks(reference) > looks ? .ready : .busy, object, reference, type)
        case .stuck: try become(.busy, object, reference, type)
        case .flapping: try become(looks(reference) % 2 == 0 ? .ready : .busy, object, reference, type)
        case .failing: try become(.failed, object, reference, type)
        case .crashLoop, .imagePull, .unschedulable:
            try become(.busy, object, reference, type)
            if let pod = SimulatedPod(fate) { try make(pod, for: object, reference) }
        }
    }

    private func become(
        _ phase: SimulatedStatus.Phase, _ object: Node, _ reference: ObjectReference, _ type: ResourceType
    ) throws {
        let listed = applications[reference.name] ?? []
        guard let status = SimulatedStatus.of(object, phase, applicationResources: listed, cluster: cluster) else {
            return
        }
        if phase == .ready { try accompany(object, reference) }
        try write(status, object, type)
    }

    /// Kinds without the subresource, as Argo CD's Application, take their status with the object.
    private func write(_ status: Node, _ object: Node, _ type: ResourceType) throws {
        if isSubset(status, object["status"] ?? Node(.null)) { return }
        let name = object.at("metadata", "name")?.string ?? ""
        let namespace = type.isNamespaced ? object.at("metadata", "namespace")?.string : nil
        let body = Array(JSON.write(["status": status]).utf8)
        let headers = [(name: "Content-Type", value: "application/merge-patch+json")]
        let path = try type.path(namespace: namespace, name: name, subresource: "status")
        let answer = try cluster.raw("PATCH", path, headers: headers, body: body)
        if answer.status == 404 || answer.status == 405 {
            guard let reference = ObjectReference(object) else { return }
            _ = try cluster.patch(reference, merge: ["status": status])
        } else if answer.status >= 300, answer.status != 409 {
            state.withLock {
                $0.failures.append(
                    "\(path): \(answer.status) \(String(decoding: answer.body.prefix(300), as: UTF8.self))")
            }
        }
    }

    private func isSubset(_ wanted: Node, _ there: Node) -> Bool {
        guard let mapping = wanted.mapping else { return wanted == there }
        return mapping.entries.allSatisfy { entry in there[entry.key].map { isSubset(entry.value, $0) } ?? false }
    }

    /// What controllers make beside the status.
    private func accompany(_ object: Node, _ reference: ObjectReference) throws {
        guard let namespace = reference.namespace else { return }
        let place: Node = ["name": Node(.string(reference.name)), "namespace": Node(.string(namespace))]
        switch reference.kind {
        case "SealedSecret":
            let keys = object.at("spec", "encryptedData")?.mapping?.keys ?? []
            let data = Mapping(keys.map { ($0, Node(.string("b3BlbmVk"))) })
            var secret: Node = ["apiVersion": "v1", "kind": "Secret", "metadata": place, "data": Node(.mapping(data))]
            secret.set(Node(.list([owner(object, reference)])), at: ["metadata", "ownerReferences"])
            try createIfMissing(secret)
        case "Certificate":
            let name = object.at("spec", "secretName")?.string ?? reference.name
            try createIfMissing([
                "apiVersion": "v1", "kind": "Secret", "type": "kubernetes.io/tls",
                "metadata": ["name": Node(.string(name)), "namespace": Node(.string(namespace))],
                "data": ["tls.crt": "Y2VydA==", "tls.key": "a2V5"],
            ])
        case "ObjectBucketClaim":
            try createIfMissing([
                "apiVersion": "v1", "kind": "Secret", "metadata": place,
                "data": ["AWS_ACCESS_KEY_ID": "YQ==", "AWS_SECRET_ACCESS_KEY": "Yg=="],
            ])
            try createIfMissing([
                "apiVersion": "v1", "kind": "ConfigMap", "metadata": place,
                "data": ["BUCKET_NAME": Node(.string(reference.name)), "BUCKET_HOST": "store", "BUCKET_PORT": "80"],
            ])
        default: return
        }
    }

    private func createIfMissing(_ object: Node) throws {
        guard let reference = ObjectReference(object), try cluster.get(reference) == nil else { return }
        do {
            _ = try cluster.create(object)
        } catch let failure as KubernetesFailure where failure.kind == .alreadyExists { return }
    }

    func owner(_ object: Node, _ reference: ObjectReference) -> Node {
        [
            "apiVersion": Node(.string(reference.apiVersion)), "kind": Node(.string(reference.kind)),
            "name": Node(.string(reference.name)), "uid": object.at("metadata", "uid") ?? "",
            "controller": true, "blockOwnerDeletion": false,
        ]
    }

    // MARK: Pods that do not start

    private func make(_ pod: SimulatedPod, for object: Node, _ reference: ObjectReference) throws {
        guard let namespace = reference.namespace, looks(reference) == 1 else { return }
        var (parent, parentReference) = (object, reference)
        if reference.kind == "Deployment" {
            let set = pod.replicaSet(object, reference, namespace, owner: owner(object, reference))
            try createIfMissing(set)
            guard let setReference = ObjectReference(set), let made = try cluster.get(setReference) else { return }
            (parent, parentReference) = (made, setReference)
        }
        let account: Node = [
            "apiVersion": "v1", "kind": "ServiceAccount",
            "metadata": ["name": "default", "namespace": Node(.string(namespace))],
        ]
        try createIfMissing(account)
        let made = pod.pod(object, parentReference, namespace, owner: owner(parent, parentReference))
        try createIfMissing(made)
        guard let podReference = ObjectReference(made), let there = try cluster.get(podReference) else { return }
        try write(pod.status(there), there, try cluster.resource("v1", "Pod"))
        try createIfMissing(pod.event(there, namespace))
    }

    // MARK: Argo CD

    /// Removes what stood under an Application that is being removed, and then its finalizers.
    func prune(_ object: Node, _ reference: ObjectReference) throws {
        guard let finalizers = object.at("metadata", "finalizers")?.list, !finalizers.isEmpty else { return }
        if finalizers.contains(where: { $0.string?.hasPrefix("resources-finalizer.argocd.argoproj.io") ?? false }) {
            for listed in (applications[reference.name] ?? []).reversed() {
                guard let there = try cluster.get(listed) else { continue }
                // Argo CD leaves what says so (its `sync-options`).
                let options = there.at("metadata", "annotations")?["argocd.argoproj.io/sync-options"]?.string ?? ""
                if options.contains("Delete=false") || options.contains("Prune=false") { continue }
                _ = try cluster.delete(listed, propagation: .background)
            }
        }
        _ = try cluster.patch(reference, merge: ["metadata": ["finalizers": Node(.null)]])
    }
}
