import Diagnostics
import Host
import Kubernetes
import Values

/// A disk that is really asked for, bound and released.
struct StorageProbeCheck: DoctorCheck {
    let name = "storage-probe"
    let title = "A disk on trial"
    /// It tidies up in any case, so it keeps time itself.
    let timeLimit: Int? = nil

    /// How long a claim may take to be bound, and to go again, in milliseconds.
    static let patience: Int64 = 60_000
    /// The label of the namespaces that are made for trials.
    static let label = "fairlead.dev/doctor"

    func run(_ context: DoctorContext) throws -> [DoctorResult] {
        let classes = (try context.cluster.all("storage.k8s.io", "StorageClass") ?? []).map(
            StorageClassCheck.Class.init)
        let demands = DiskDemand.all(context)
        var results = try Self.leftOver(context)
        guard context.probesStorage else { return results + [.skipped("no disk is asked for (--no-probe)")] }
        var tried: Set<String> = []
        for demand in demands {
            let found = classes.first { one in demand.storageClass.map { $0 == one.name } ?? one.isDefault }
            guard let found, tried.insert(found.name).inserted else { continue }
            let members = DoctorWords.unique(
                demands.filter { ($0.storageClass ?? (found.isDefault ? found.name : "")) == found.name }.map(\.member))
            results.append(try Self.tried(found, members, context))
        }
        return results.isEmpty ? [.skipped("there is no storage class to try")] : results
    }

    private static func tried(
        _ storageClass: StorageClassCheck.Class, _ members: [String], _ context: DoctorContext
    ) throws -> DoctorResult {
        guard storageClass.reclaimPolicy == "Delete" else {
            return .skipped(
                "\(storageClass.name) keeps disks (reclaim policy \(storageClass.reclaimPolicy)): one on trial would stay",
                for: members)
        }
        var image: (name: String, node: String)?
        if storageClass.bindingMode == "WaitForFirstConsumer" {
            image = smallestImage(try context.cluster.all("", "Node") ?? [])
            guard image != nil else {
                return .skipped(
                    "\(storageClass.name) waits for a pod before it makes a disk, and no node says which images it has",
                    for: members)
            }
        }
        let namespace = "fairlead-doctor-\(try context.randomName())"
        let reference = ObjectReference("v1", "Namespace", name: namespace)
        _ = try context.cluster.make(
            [
                "apiVersion": "v1", "kind": "Namespace",
                "metadata": [
                    "name": Node(.string(namespace)),
                    "labels": [label: "probe", "pod-security.kubernetes.io/enforce": "restricted"],
                ],
            ], dryRun: false)
        // The trial is taken back whatever happens, also when somebody asks to stop.
        let result = Result { try trial(storageClass, namespace, image, members, context) }
        do {
            try Interrupt.shielded { try context.cluster.remove(reference) }
        } catch {
            if case .failure(let interrupted as Interrupted) = result { throw interrupted }
            return .warning(
                .storageProbe, "the namespace \(namespace) of the trial could not be removed: \(error)", for: members,
                hint: "remove it with `kubectl delete namespace \(namespace)`")
        }
        return try result.get()
    }

    private static func trial(
        _ storageClass: StorageClassCheck.Class, _ namespace: String, _ image: (name: String, node: String)?,
        _ members: [String], _ context: DoctorContext
    ) throws -> DoctorResult {
        let cluster = context.cluster
        let claim = try cluster.make(StorageTrial.claim(storageClass.name, in: namespace), dryRun: false)
        guard let reference = ObjectReference(claim) else { return .skipped("the server made no claim", for: members) }
        var pod: ObjectReference?
        if let image {
            pod = ObjectReference(
                try cluster.make(StorageTrial.pod(image.name, node: image.node, in: namespace), dryRun: false))
        }
        var volume: String?
        let isBound = try wait(context) {
            let now = try cluster.object(reference)
            volume = now?.at("spec", "volumeName")?.string
            return now?.at("status", "phase")?.string == "Bound"
        }
        guard isBound else {
            let events = (try? cluster.all("", "Event", namespace: namespace)) ?? []
            let said = DoctorWords.unique(events.compactMap { $0["message"]?.string })
            return .failure(
                .storageProbe,
                "a claim of 1 MiB of \(storageClass.name) was not bound within \(patience / 1000) seconds",
                for: members,
                cause: said.isEmpty
                    ? "nobody says why; is \(storageClass.provisioner) running?" : DoctorWords.list(said),
                hint: "look at the log of \(storageClass.provisioner)")
        }
        if let pod { try cluster.remove(pod) }
        try cluster.remove(reference)
        let isGone = try wait(context) {
            guard try cluster.object(reference) == nil else { return false }
            return try volume.map { try cluster.object(ObjectReference("v1", "PersistentVolume", name: $0)) == nil }
                ?? true
        }
        return isGone
            ? .ok("a disk of 1 MiB of \(storageClass.name) was bound and released", for: members)
            : .warning(
                .storageProbe,
                "a disk of \(storageClass.name) was bound, but not released within \(patience / 1000) seconds",
                for: members, cause: "disks that nobody uses would pile up",
                hint: "look at `kubectl get persistentvolumes`, and at the log of \(storageClass.provisioner)")
    }

    private static func wait(_ context: DoctorContext, until isDone: () throws -> Bool) throws -> Bool {
        let end = context.clock.monotonicMilliseconds() + patience
        while true {
            if try isDone() { return true }
            if context.clock.monotonicMilliseconds() >= end { return false }
            try context.pause(500)
        }
    }

    /// Namespaces of trials that were not taken back.
    private static func leftOver(_ context: DoctorContext) throws -> [DoctorResult] {
        let left = (try context.cluster.all("", "Namespace") ?? []).filter {
            $0.at("metadata", "labels", label)?.string == "probe" && $0.at("status", "phase")?.string != "Terminating"
        }.compactMap { $0.at("metadata", "name")?.string }
        guard !left.isEmpty else { return [] }
        return [
            .warning(
                .storageProbe, "\(DoctorWords.list(left)) of another trial is there",
                cause: "another doctor is at work, or one was killed",
                hint: "if nobody else looks just now: `kubectl delete namespace \(left.joined(separator: " "))`")
        ]
    }

    /// An image that a node has already, so that nothing is pulled.
    static func smallestImage(_ nodes: [Node]) -> (name: String, node: String)? {
        var best: (name: String, node: String, size: Int64)?
        for node in nodes where node.at("spec", "unschedulable")?.bool != true {
            guard let host = node.at("metadata", "labels", "kubernetes.io/hostname")?.string else { continue }
            for image in node.at("status", "images")?.list ?? [] {
                guard let name = image["names"]?.list?.compactMap(\.string).last, let size = image["sizeBytes"]?.integer
                else { continue }
                if best.map({ size < $0.size }) ?? true { best = (name, host, size) }
            }
        }
        return best.map { ($0.name, $0.node) }
    }
}

/// The objects of a trial.
enum StorageTrial {
    static func claim(_ storageClass: String, in namespace: String) -> Node {
        [
            "apiVersion": "v1", "kind": "PersistentVolumeClaim",
            "metadata": ["name": "trial", "namespace": Node(.string(namespace))],
            "spec": [
                "accessModes": ["ReadWriteOnce"], "storageClassName": Node(.string(storageClass)),
                "resources": ["requests": ["storage": "1Mi"]],
            ],
        ]
    }

    // It need not run: a disk is made as soon as it has a node.
    static func pod(_ image: String, node: String, in namespace: String) -> Node {
        [
            "apiVersion": "v1", "kind": "Pod",
            "metadata": ["name": "trial", "namespace": Node(.string(namespace))],
            "spec": [
                "nodeSelector": ["kubernetes.io/hostname": Node(.string(node))],
                "tolerations": [["operator": "Exists"]], "automountServiceAccountToken": false,
                "terminationGracePeriodSeconds": 0,
                "securityContext": [
                    "runAsNonRoot": true, "runAsUser": 65534, "seccompProfile": ["type": "RuntimeDefault"],
                ],
                "containers": [
                    [
                        "name": "trial", "image": Node(.string(image)), "imagePullPolicy": "Never",
                        "securityContext": ["allowPrivilegeEscalation": false, "capabilities": ["drop": ["ALL"]]],
                        "volumeMounts": [["name": "disk", "mountPath": "/disk"]],
                    ]
                ],
                "volumes": [["name": "disk", "persistentVolumeClaim": ["claimName": "trial"]]],
            ],
        ]
    }
}
