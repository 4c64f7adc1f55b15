import Host
import Kubernetes
import Values

/// Statuses as the controllers of each kind write them.
enum SimulatedStatus {
    enum Phase { case ready, busy, failed }

    static func of(
        _ object: Node, _ phase: Phase, applicationResources: [ObjectReference], cluster: Cluster
    ) -> Node? {
        let generation = Node(.integer(object.at("metadata", "generation")?.integer ?? 1))
        let wanted = object.at("spec", "replicas")?.integer ?? 1
        let count = Node(.integer(phase == .ready ? wanted : 0))
        let all = Node(.integer(wanted))
        let isReady = phase == .ready
        switch object["kind"]?.string ?? "" {
        case "Deployment":
            let progress =
                phase == .failed
                ? condition("Progressing", false, "ProgressDeadlineExceeded", "it took too long")
                : condition("Progressing", true, isReady ? "NewReplicaSetAvailable" : "ReplicaSetUpdated", "")
            return [
                "observedGeneration": generation, "replicas": all, "updatedReplicas": all, "readyReplicas": count,
                "availableReplicas": count,
                "conditions": [
                    condition(
                        "Available", isReady, isReady ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable", ""),
                    progress,
                ],
            ]
        case "StatefulSet":
            return [
                "observedGeneration": generation, "replicas": all, "updatedReplicas": all, "currentReplicas": all,
                "readyReplicas": count, "currentRevision": "r1", "updateRevision": "r1",
            ]
        case "DaemonSet":
            let running: Node = isReady ? 1 : 0
            return [
                "observedGeneration": generation, "desiredNumberScheduled": 1, "currentNumberScheduled": 1,
                "numberMisscheduled": 0, "updatedNumberScheduled": 1, "numberReady": running,
                "numberAvailable": running,
            ]
        case "Job":
            switch phase {
            case .ready:
                return [
                    "succeeded": 1, "startTime": now, "completionTime": now,
                    // Since 1.31 the server refuses an end without its first half (kubernetes, `validateJobStatus`).
                    "conditions": [
                        condition("SuccessCriteriaMet", true, "CompletionsReached", ""),
                        condition("Complete", true, "CompletionsReached", ""),
                    ],
                ]
            case .busy: return ["active": 1, "startTime": now]
            case .failed:
                return [
                    "failed": 1, "startTime": now,
                    "conditions": [
                        condition(
                            "FailureTarget", true, "BackoffLimitExceeded",
                            "Job has reached the specified backoff limit"),
                        condition(
                            "Failed", true, "BackoffLimitExceeded", "Job has reached the specified backoff limit"),
                    ],
                ]
            }
        case "PersistentVolumeClaim":
            return isReady
                ? [
                    "phase": "Bound", "accessModes": object.at("spec", "accessModes") ?? [],
                    "capacity": object.at("spec", "resources", "requests") ?? [:],
                ]
                : ["phase": phase == .failed ? "Lost" : "Pending"]
        case "Service":
            guard object.at("spec", "type")?.string == "LoadBalancer", isReady else { return nil }
            return ["loadBalancer": ["ingress": [["ip": "192.0.2.10"]]]]
        case "Ingress":
            if isReady { return ["loadBalancer": ["ingress": [["ip": "192.0.2.10"]]]] }
            return nil
        case "SealedSecret":
            return [
                "observedGeneration": generation,
                "conditions": [
                    condition(
                        "Synced", isReady, "", isReady ? "" : "no key could decrypt secret (password)", withUpdate: true
                    )
                ],
            ]
        case "Certificate", "Issuer", "ClusterIssuer", "Prometheus":
            let type = object["kind"]?.string == "Prometheus" ? "Available" : "Ready"
            var conditions = [
                condition(type, isReady, isReady ? "Ready" : "Pending", isReady ? "is ready" : "is not there yet")
            ]
            if phase == .failed, object["kind"]?.string == "Certificate" {
                conditions.append(condition("Issuing", false, "Failed", "the ACME service refused"))
            }
            return ["conditions": Node(.list(conditions))]
        case "Cluster":
            let instances = Node(.integer(object.at("spec", "instances")?.integer ?? 1))
            return [
                "instances": instances, "readyInstances": isReady ? instances : 0,
                "phase": isReady
                    ? "Cluster in healthy state"
                    : phase == .failed ? "Unable to create required cluster objects" : "Setting up primary",
                "conditions": [condition("Ready", isReady, isReady ? "ClusterIsReady" : "ClusterIsNotReady", "")],
            ]
        case "Database":
            if phase == .busy { return nil }
            return [
                "observedGeneration": generation, "applied": Node(.bool(isReady)),
                "message": isReady ? "" : "role does not exist",
            ]
        case "ObjectBucketClaim": return ["phase": isReady ? "Bound" : phase == .failed ? "Failed" : "Pending"]
        case "Application": return application(phase, applicationResources, cluster)
        default: return nil
        }
    }

    private static func application(_ phase: Phase, _ listed: [ObjectReference], _ cluster: Cluster) -> Node {
        let isReady = phase == .ready
        let resources = listed.map { reference -> Node in
            let version = reference.apiVersion.split(separator: "/").last.map(String.init) ?? reference.apiVersion
            let there: Node? = try? cluster.get(reference)
            let isWell = there.map { Readiness.of($0, now: Clock.system.now()).isReady } ?? false
            let health: Node =
                there == nil ? "Missing" : isWell ? "Healthy" : phase == .failed ? "Degraded" : "Progressing"
            var entry: Node = [
                "group": Node(.string(reference.group)), "version": Node(.string(version)),
                "kind": Node(.string(reference.kind)), "name": Node(.string(reference.name)),
                "status": there == nil ? "OutOfSync" : "Synced", "health": ["status": health],
            ]
            if let namespace = reference.namespace { entry["namespace"] = Node(.string(namespace)) }
            return entry
        }
        let health: Node = isReady ? "Healthy" : phase == .failed ? "Degraded" : "Progressing"
        return [
            "sync": ["status": isReady || phase == .busy ? "Synced" : "OutOfSync", "revision": "0000000"],
            "health": ["status": health], "resources": Node(.list(resources)),
            "operationState": [
                "phase": phase == .failed ? "Failed" : "Succeeded",
                "message": phase == .failed ? "one or more objects failed to apply" : "successfully synced",
                "operation": ["sync": ["revision": "0000000"]], "startedAt": since,
            ],
        ]
    }

    /// Times stand still, so that a status that says the same is the same.
    private static let since: Node = "2026-01-01T00:00:00Z"
    private static let now: Node = since

    private static func condition(
        _ type: String, _ holds: Bool, _ reason: String, _ message: String, withUpdate: Bool = false
    ) -> Node {
        var node: Node = [
            "type": Node(.string(type)), "status": holds ? "True" : "False", "reason": Node(.string(reason)),
            "message": Node(.string(message)), "lastTransitionTime": since,
        ]
        if withUpdate { node["lastUpdateTime"] = since }
        return node
    }
}
