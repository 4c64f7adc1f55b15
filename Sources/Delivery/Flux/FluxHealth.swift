import Catalog
import Platform
import Rendering
import Values

/// A gate as Flux can look at it: an object and, where the kind's own state does not tell, a condition.
struct FluxGate {
    var apiVersion: String
    var kind: String
    var name: String
    var namespace: String?
    var condition: String

    /// The gates of a member that name an object. What asks over HTTP is left to the probes of the pods.
    static func of(_ member: Member, _ input: DeliveryInput) -> [FluxGate] {
        let known = input.rendering.component(member.name)?.objects ?? []
        return member.component.gates.compactMap { gate in
            guard case .condition(let object, let condition) = gate.test else { return nil }
            let parts = object.split(separator: "/", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { return nil }
            if let own = known.first(where: { $0.kind == parts[0] && $0.name == parts[1] }) {
                return FluxGate(
                    apiVersion: own.apiVersion, kind: own.kind, name: own.name, namespace: own.namespace,
                    condition: condition)
            }
            guard let apiVersion = apiVersion(of: parts[0], input) else { return nil }
            return FluxGate(
                apiVersion: apiVersion, kind: parts[0], name: parts[1], namespace: member.namespace,
                condition: condition)
        }
    }

    private static func apiVersion(of kind: String, _ input: DeliveryInput) -> String? {
        switch kind {
        case "Deployment", "StatefulSet", "DaemonSet": return "apps/v1"
        case "Job": return "batch/v1"
        default: break
        }
        for taught in input.resolution.members.flatMap(\.component.definitions.kinds) {
            let parts = taught.split(separator: "/").map(String.init)
            if parts.count == 3, parts[2] == kind { return "\(parts[0])/\(parts[1])" }
        }
        return nil
    }
}

/// When a stage is healthy.
///
/// Kinds whose state Flux reads wrongly or not at all have expressions (fluxcd.io, `healthCheckExprs`): without one, an object that nobody has
/// looked at yet counts as ready. Fields are those of the kinds' definitions.
enum FluxHealth {
    /// The fields of a Kustomization that say what it waits for.
    static func fields(_ stage: FluxStage) -> [(key: String, value: Node)] {
        var fields: [(key: String, value: Node)] = []
        if stage.gates.isEmpty {
            fields.append(("wait", true))
        } else {
            // `wait` would look at what stands in the folder, and at nothing that the chart or an operator makes.
            fields.append(("healthChecks", Node(.list(checks(stage)))))
        }
        let expressions = expressions(stage)
        if !expressions.isEmpty { fields.append(("healthCheckExprs", Node(.list(expressions)))) }
        return fields
    }

    private static func checks(_ stage: FluxStage) -> [Node] {
        var seen: Set<String> = []
        let own = stage.all.map(\.object).filter(hasState).map { object in
            check(
                object["apiVersion"]?.string ?? "", object["kind"]?.string ?? "",
                object.at("metadata", "name")?.string ?? "", object.at("metadata", "namespace")?.string)
        }
        let gates = stage.gates.map { check($0.apiVersion, $0.kind, $0.name, $0.namespace) }
        return (own + gates).filter { seen.insert(JSON.canonical($0)).inserted }
    }

    private static func check(_ apiVersion: String, _ kind: String, _ name: String, _ namespace: String?) -> Node {
        var node: Node = [
            "apiVersion": Node(.string(apiVersion)), "kind": Node(.string(kind)), "name": Node(.string(name)),
        ]
        if let namespace { node["namespace"] = Node(.string(namespace)) }
        return node
    }

    private static let silent: Set<String> = [
        "ConfigMap", "Secret", "ServiceAccount", "Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding",
        "NetworkPolicy", "HelmRepository", "OCIRepository",
    ]

    private static func hasState(_ object: Node) -> Bool { !silent.contains(object["kind"]?.string ?? "") }

    private struct Rule {
        var current: String
        var failed: String?
    }

    private static func condition(_ name: String, _ status: String = "True") -> String {
        "status.conditions.exists(c, c.type == '\(name)' && c.status == '\(status)')"
    }

    private static let rules: [String: Rule] = [
        // A disk that waits for its first pod holds nobody up.
        "/PersistentVolumeClaim": Rule(
            current: "status.phase in ['Bound', 'Pending']", failed: "status.phase == 'Lost'"),
        "bitnami.com/SealedSecret": Rule(
            current: "status.observedGeneration == metadata.generation && \(condition("Synced"))",
            failed: "status.observedGeneration == metadata.generation && \(condition("Synced", "False"))"),
        "cert-manager.io/Certificate": Rule(current: condition("Ready")),
        "cert-manager.io/ClusterIssuer": Rule(current: condition("Ready")),
        "cert-manager.io/Issuer": Rule(current: condition("Ready")),
        // Its controller says so when it fails, and tries again by itself: a value may be on its way into the store.
        "external-secrets.io/ExternalSecret": Rule(current: condition("Ready")),
        "external-secrets.io/ClusterSecretStore": Rule(current: condition("Ready")),
        "external-secrets.io/SecretStore": Rule(current: condition("Ready")),
        // Without it a Gateway that nobody has looked at counts as ready. Routes have none: they stand before the services they lead to.
        "gateway.networking.k8s.io/Gateway": Rule(current: condition("Programmed")),
        "objectbucket.io/ObjectBucketClaim": Rule(
            current: "status.phase == 'Bound'", failed: "status.phase == 'Failed'"),
        "secrets.hashicorp.com/VaultAuth": Rule(current: condition("Ready")),
        "secrets.hashicorp.com/VaultConnection": Rule(current: condition("Ready")),
        "secrets.hashicorp.com/VaultStaticSecret": Rule(
            current: "status.lastGeneration == metadata.generation && \(condition("SecretSynced"))"),
        "postgresql.cnpg.io/Cluster": Rule(current: condition("Ready")),
        "postgresql.cnpg.io/Database": Rule(
            current: "status.observedGeneration == metadata.generation && status.applied",
            failed: "status.observedGeneration == metadata.generation && has(status.applied) && !status.applied"),
        "rabbitmq.com/RabbitmqCluster": Rule(current: condition("AllReplicasReady")),
        // Not failed where it is False: the operator tries again until the cluster is there.
        "rabbitmq.com/Permission": Rule(current: condition("Ready")),
        "rabbitmq.com/User": Rule(current: condition("Ready")),
        "rabbitmq.com/Vhost": Rule(current: condition("Ready")),
    ]

    private static func expressions(_ stage: FluxStage) -> [Node] {
        var found: [String: Node] = [:]
        func add(_ apiVersion: String, _ kind: String, _ rule: Rule) {
            var node: Node = [
                "apiVersion": Node(.string(apiVersion)), "kind": Node(.string(kind)),
                "current": Node(.string(rule.current)),
            ]
            if let failed = rule.failed { node["failed"] = Node(.string(failed)) }
            found["\(apiVersion)/\(kind)"] = node
        }
        func rule(_ apiVersion: String, _ kind: String) -> Rule? {
            let group = apiVersion.contains("/") ? String(apiVersion.prefix { $0 != "/" }) : ""
            return rules["\(group)/\(kind)"]
        }
        for gate in stage.gates {
            // Kinds of Kubernetes itself have a state that says more than a condition does.
            let isBuiltIn = ["apps/v1", "batch/v1", "v1"].contains(gate.apiVersion)
            if !isBuiltIn { add(gate.apiVersion, gate.kind, Rule(current: condition(gate.condition))) }
        }
        for object in stage.all.map(\.object) {
            guard let apiVersion = object["apiVersion"]?.string, let kind = object["kind"]?.string,
                let rule = rule(apiVersion, kind)
            else { continue }
            add(apiVersion, kind, rule)
        }
        return found.keys.sorted { $0.precedes($1) }.compactMap { found[$0] }
    }
}
