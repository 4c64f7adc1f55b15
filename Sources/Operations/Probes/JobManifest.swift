public import Values

/// The Job that carries exchanges out inside the cluster: in the namespace of who asks, so that the network policies hold for it as they do for
/// the consumer, with the consumer's own Secrets by reference.
public struct JobManifest: Sendable {
    /// The Job's name.
    public var name: String
    /// The namespace.
    public var namespace: String
    /// The platform.
    public var platform: String
    /// The image: Python 3.8 or newer, and `psql` for databases.
    public var image: String
    /// What is carried out.
    public var exchanges: [Exchange]
    /// How long all of it may take, in seconds.
    public var seconds: Int

    /// A Job.
    ///
    /// - Parameters: as the properties say.
    public init(name: String, namespace: String, platform: String, image: String, exchanges: [Exchange], seconds: Int) {
        self.name = name
        self.namespace = namespace
        self.platform = platform
        self.image = image
        self.exchanges = exchanges
        self.seconds = seconds
    }

    /// The credentials, each once.
    var secrets: [ProbeSecret] {
        exchanges.flatMap(\.secrets).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    /// What the script gets.
    var work: Node {
        let secrets = secrets
        return [
            "secrets": Node(.list(secrets.map(said))),
            "tasks": Node(.list(exchanges.map { $0.node(secrets: secrets) ?? ["do": "nothing"] })),
        ]
    }

    private func said(_ secret: ProbeSecret) -> Node {
        var node: Node = ["name": Node(.string(secret.name))]
        if let place = secret.place { node["place"] = Node(.string("the Secret \(place.namespace)/\(place.name)")) }
        return node
    }

    /// The object. Fit for namespaces of the Pod Security level `restricted`; it leaves nothing behind: no retries, and from
    /// Kubernetes 1.21 on the cluster itself removes it if nobody else does.
    public var object: Node {
        let labels: Node = [
            "app.kubernetes.io/managed-by": "fairlead", "app.kubernetes.io/name": "fairlead-verify",
            "fairlead.dev/platform": Node(.string(platform)),
        ]
        let container: Node = [
            "name": "verify", "image": Node(.string(image)),
            "command": [
                "python3", "-I", "-B", "-c", Node(.string(RunnerScript.text)), Node(.string(JSON.write(work))),
            ],
            "env": Node(.list(environment)),
            "resources": [
                "requests": ["cpu": "10m", "memory": "64Mi"], "limits": ["memory": "256Mi"],
            ],
            "securityContext": [
                "allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true, "capabilities": ["drop": ["ALL"]],
            ],
        ]
        let pod: Node = [
            "restartPolicy": "Never", "automountServiceAccountToken": false, "enableServiceLinks": false,
            "securityContext": [
                "runAsNonRoot": true, "runAsUser": 65534, "runAsGroup": 65534,
                "seccompProfile": ["type": "RuntimeDefault"],
            ],
            "containers": [container],
        ]
        return [
            "apiVersion": "batch/v1", "kind": "Job",
            "metadata": ["name": Node(.string(name)), "namespace": Node(.string(namespace)), "labels": labels],
            "spec": [
                "backoffLimit": 0, "activeDeadlineSeconds": Node(.integer(Int64(seconds))),
                "ttlSecondsAfterFinished": 600,
                "template": ["metadata": ["labels": labels], "spec": pod],
            ],
        ]
    }

    private var environment: [Node] {
        secrets.enumerated().compactMap { index, secret in
            guard let place = secret.place else { return nil }
            return [
                "name": Node(.string(RunnerScript.variable(index))),
                // Optional, so that a Secret that is not there is said by name instead of holding the pod up.
                "valueFrom": [
                    "secretKeyRef": [
                        "name": Node(.string(place.name)), "key": Node(.string(place.key)), "optional": true,
                    ]
                ],
            ]
        }
    }

    /// The outcomes that a log tells.
    ///
    /// - Parameters:
    ///   - log: the log of the Job's pod.
    ///   - reason: what is said of exchanges that the log does not tell of.
    /// - Returns: an outcome for each exchange.
    func outcomes(log: String, otherwise reason: String) -> [Outcome] {
        var outcomes = [Outcome](repeating: .failed(reason), count: exchanges.count)
        for line in log.split(whereSeparator: \.isNewline) where line.hasPrefix(RunnerScript.mark) {
            let bytes = Array(line.utf8.dropFirst(RunnerScript.mark.utf8.count))
            guard let node = try? JSON.parse(bytes, file: "log"), let number = node["task"]?.integer,
                outcomes.indices.contains(Int(clamping: number)), let outcome = node["outcome"].flatMap(Outcome.init)
            else { continue }
            outcomes[Int(number)] = outcome
        }
        return outcomes
    }
}
