import Diagnostics
import Catalog
import Kubernetes
import Rendering
import Values

/// Pods of the platform are let into their namespaces.
struct PodSecurityCheck: DoctorCheck {
    let name = "pod-security"
    let title = "Pod security"

    func run(_ context: DoctorContext) throws -> [DoctorResult] {
        let version = try context.cluster.serverVersion()
        let existing = try context.cluster.all("", "Namespace") ?? []
        var results = Self.judge(
            context.namespaces, existing: existing, version: version, marks: OwnMarks(context.desired))
        results += try Self.otherGuards(
            policies: (version.major, version.minor) < (1, 25)
                ? context.cluster.all("policy", "PodSecurityPolicy") ?? [] : [],
            groups: Set(context.cluster.servedTypes().map(\.group)))
        for plan in context.namespaces
        where existing.contains(where: { $0.at("metadata", "name")?.string == plan.name && !Self.isEnding($0) }) {
            if let result = try tried(plan, context) { results.append(result) }
        }
        return results
    }

    static func judge(
        _ plans: [NamespacePlan], existing: [Node], version: ServerVersion, marks: OwnMarks
    ) -> [DoctorResult] {
        guard (version.major, version.minor) >= (1, 23) else {
            return [.skipped("levels of namespaces: this server does not know them before 1.23")]
        }
        var results: [DoctorResult] = []
        let order: [PodSecurity] = [.restricted, .baseline, .privileged]
        for plan in plans {
            guard let object = existing.first(where: { $0.at("metadata", "name")?.string == plan.name }),
                let word = object.at("metadata", "labels", "pod-security.kubernetes.io/enforce")?.string,
                let level = PodSecurity(rawValue: word), let has = order.firstIndex(of: level),
                let needs = order.firstIndex(of: plan.podSecurity)
            else { continue }
            if has >= needs {
                results.append(.ok("the namespace \(plan.name) allows \(level.rawValue)", for: plan.members))
            } else if marks.owner(of: object) == .ours {
                results.append(
                    .ok("the level of \(plan.name) will be \(plan.podSecurity.rawValue)", for: plan.members))
            } else {
                results.append(
                    .failure(
                        .podSecurityLevel,
                        "the namespace \(plan.name) is `\(level.rawValue)`, its pods need `\(plan.podSecurity.rawValue)`",
                        for: plan.members, cause: "the server refuses the pods",
                        hint: "change the label pod-security.kubernetes.io/enforce, or choose another namespace"))
            }
        }
        let loose = plans.filter { $0.podSecurity == .privileged }
        if !loose.isEmpty {
            results.append(
                .skipped(
                    "whether the cluster lets everybody have `privileged` namespaces: its exemptions cannot be read",
                    for: DoctorWords.unique(loose.flatMap(\.members))))
        }
        return results.isEmpty
            ? [.ok("\(DoctorWords.count(plans.count, "namespace")) get a level of their own")] : results
    }

    /// What else may refuse pods.
    static func otherGuards(policies: [Node], groups: Set<String>) -> [DoctorResult] {
        var results: [DoctorResult] = []
        if !policies.isEmpty {
            results.append(
                .warning(
                    .podSecurityLevel,
                    "the cluster has \(DoctorWords.count(policies.count, "PodSecurityPolicy object"))",
                    cause: "service accounts that may use none of them cannot start pods",
                    hint: "bind a policy to the service accounts of the platform's namespaces"))
        }
        // Groups of APIs that belong to guards of pods.
        let guards = [
            ("kyverno.io", "Kyverno"), ("templates.gatekeeper.sh", "Gatekeeper"),
            ("security.openshift.io", "OpenShift's security context constraints"),
            ("policies.kubewarden.io", "Kubewarden"),
        ].filter { groups.contains($0.0) }.map(\.1)
        if !guards.isEmpty {
            results.append(
                .warning(
                    .podSecurityLevel, "pods are also looked at by \(DoctorWords.list(guards))",
                    cause: "its rules may refuse pods of the platform, or change them",
                    hint: "allow the platform's namespaces there"))
        }
        return results
    }

    private static func isEnding(_ namespace: Node) -> Bool { namespace.at("status", "phase")?.string == "Terminating" }

    /// A pod of the level is tried in a namespace that exists; nothing is kept.
    private func tried(_ plan: NamespacePlan, _ context: DoctorContext) throws -> DoctorResult? {
        do {
            _ = try context.cluster.make(Self.pod(plan), dryRun: true)
            return .ok("a pod of the level \(plan.podSecurity.rawValue) is let into \(plan.name)", for: plan.members)
        } catch let failure as KubernetesFailure where [.forbidden, .webhook, .invalid].contains(failure.kind) {
            return .warning(
                .podSecurityLevel, "a trial pod of the level \(plan.podSecurity.rawValue) is refused in \(plan.name)",
                for: plan.members, cause: failure.message, hint: "look who refuses it before you install")
        }
    }

    private static func pod(_ plan: NamespacePlan) -> Node {
        let context: Node =
            switch plan.podSecurity {
            case .privileged: ["privileged": true]
            case .baseline: [:]
            case .restricted:
                [
                    "allowPrivilegeEscalation": false, "runAsNonRoot": true, "runAsUser": 65534,
                    "capabilities": ["drop": ["ALL"]], "seccompProfile": ["type": "RuntimeDefault"],
                ]
            }
        return [
            "apiVersion": "v1", "kind": "Pod",
            "metadata": ["name": "fairlead-doctor", "namespace": Node(.string(plan.name))],
            "spec": [
                "automountServiceAccountToken": false,
                "containers": [["name": "trial", "image": "fairlead.invalid/trial", "securityContext": context]],
            ],
        ]
    }
}
