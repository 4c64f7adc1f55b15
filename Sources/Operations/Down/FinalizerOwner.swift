/// Who usually takes a finalizer away.
enum FinalizerOwner {
    /// Names of finalizers, or what they begin or end with; from the sources of their projects.
    private static let owners: [(part: String, owner: String)] = [
        ("kubernetes.io/pvc-protection", "Kubernetes, once no pod uses the claim any more"),
        ("kubernetes.io/pv-protection", "Kubernetes, once no claim uses the volume any more"),
        ("foregroundDeletion", "Kubernetes, once what the object owns is gone"),
        ("orphan", "Kubernetes' garbage collector"),
        ("batch.kubernetes.io/job-tracking", "Kubernetes' job controller"),
        ("service.kubernetes.io/load-balancer-cleanup", "the load balancer's controller"),
        ("customresourcecleanup.apiextensions.k8s.io", "Kubernetes, once all objects of the kind are gone"),
        ("argocd.argoproj.io", "Argo CD's application controller"),
        ("finalizers.fluxcd.io", "Flux's controllers"),
        ("cnpg.io", "the operator CloudNativePG"),
        ("objectbucket.io", "the bucket provisioner, such as Rook's operator"),
        ("ceph.rook.io", "Rook's operator"),
        ("cert-manager.io", "cert-manager"),
        ("knative.dev", "Knative's operator or controllers"),
        ("external-provisioner.volume.kubernetes.io", "the storage class's provisioner"),
        ("external-attacher", "the storage driver's attacher"),
        ("ray.io", "the Ray operator"),
        ("konghq.com", "Kong's controller"),
        ("rabbitmq.com", "RabbitMQ's operator"),
    ]

    /// Who that is; nil where nobody is known.
    static func of(_ finalizer: String) -> String? { owners.first { finalizer.contains($0.part) }?.owner }

    /// The owners of some finalizers in words; empty where nobody is known.
    static func sentence(_ finalizers: [String]) -> String {
        let known = finalizers.prefix(5).compactMap { name in
            of(name).map { "\(ShownServerText.line(name, limit: 120)) is taken away by \($0)" }
        }
        return known.isEmpty
            ? (finalizers.isEmpty ? "" : "; whoever set it must take it away")
            : "; " + known.joined(separator: "; ")
    }
}
