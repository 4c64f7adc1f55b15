import Kubernetes
import Values

/// A pod that does not start, with what belongs to it.
struct SimulatedPod {
    let reason: String
    let message: String

    init?(_ fate: Simulator.Fate) {
        switch fate {
        case .crashLoop: (reason, message) = ("CrashLoopBackOff", "back-off 5m0s restarting failed container=main")
        case .imagePull:
            (reason, message) = ("ImagePullBackOff", "Back-off pulling image \"example.org/none:1\": manifest unknown")
        case .unschedulable:
            (reason, message) = ("Unschedulable", "0/1 nodes are available: 1 Insufficient nvidia.com/gpu.")
        default: return nil
        }
    }

    func replicaSet(_ object: Node, _ reference: ObjectReference, _ namespace: String, owner: Node) -> Node {
        [
            "apiVersion": "apps/v1", "kind": "ReplicaSet",
            "metadata": [
                "name": Node(.string(reference.name + "-1")), "namespace": Node(.string(namespace)),
                "labels": labels(object), "ownerReferences": [owner],
                "annotations": ["deployment.kubernetes.io/revision": "1"],
            ],
            "spec": [
                "replicas": 1, "selector": object.at("spec", "selector") ?? [:],
                "template": object.at("spec", "template") ?? [:],
            ],
        ]
    }

    func pod(_ object: Node, _ parent: ObjectReference, _ namespace: String, owner: Node) -> Node {
        [
            "apiVersion": "v1", "kind": "Pod",
            "metadata": [
                "name": Node(.string(parent.name + "-0")), "namespace": Node(.string(namespace)),
                "labels": labels(object), "ownerReferences": [owner],
            ],
            "spec": object.at("spec", "template", "spec") ?? [:],
        ]
    }

    func status(_ pod: Node) -> Node {
        let since: Node = "2026-01-01T00:00:00Z"
        if reason == "Unschedulable" {
            return [
                "phase": "Pending",
                "conditions": [
                    [
                        "type": "PodScheduled", "status": "False", "reason": "Unschedulable",
                        "message": Node(.string(message)), "lastTransitionTime": since,
                    ]
                ],
            ]
        }
        let name = pod.at("spec", "containers", "0", "name") ?? "main"
        var container: Node = [
            "name": name, "ready": false, "restartCount": reason == "CrashLoopBackOff" ? 5 : 0, "image": "x",
            "imageID": "", "state": ["waiting": ["reason": Node(.string(reason)), "message": Node(.string(message))]],
        ]
        if reason == "CrashLoopBackOff" {
            container["lastState"] = [
                "terminated": ["exitCode": 1, "reason": "Error", "startedAt": since, "finishedAt": since]
            ]
        }
        return [
            "phase": reason == "CrashLoopBackOff" ? "Running" : "Pending", "containerStatuses": [container],
            "conditions": [
                ["type": "PodScheduled", "status": "True", "lastTransitionTime": since],
                ["type": "Ready", "status": "False", "reason": "ContainersNotReady", "lastTransitionTime": since],
            ],
        ]
    }

    func event(_ pod: Node, _ namespace: String) -> Node {
        let name = pod.at("metadata", "name") ?? ""
        return [
            "apiVersion": "v1", "kind": "Event", "type": "Warning", "count": 3,
            "reason": reason == "Unschedulable"
                ? "FailedScheduling" : reason == "CrashLoopBackOff" ? "BackOff" : "Failed",
            "message": Node(.string(message)), "lastTimestamp": "2026-01-01T00:00:00Z",
            "metadata": ["name": Node(.string("\(name.string ?? "pod").1")), "namespace": Node(.string(namespace))],
            "involvedObject": [
                "apiVersion": "v1", "kind": "Pod", "name": name, "namespace": Node(.string(namespace)),
                "uid": pod.at("metadata", "uid") ?? "",
            ],
        ]
    }

    private func labels(_ object: Node) -> Node { object.at("spec", "template", "metadata", "labels") ?? [:] }
}
