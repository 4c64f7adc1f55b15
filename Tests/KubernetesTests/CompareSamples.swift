import Host
import Kubernetes
import Testing
import Values

/// Objects of many kinds, written as people and charts write them: not as the server keeps them.
enum CompareSamples {
    struct Sample: Sendable, CustomTestStringConvertible, CustomStringConvertible {
        let name: String
        let text: String
        var testDescription: String { name }
        var description: String { name }

        func object(namespace: String) throws -> Node {
            var object = try YAML.parseSingle(Array(text.utf8), file: name)
            if object.at("metadata", "namespace") != nil {
                object.set(Node(.string(namespace)), at: ["metadata", "namespace"])
            }
            return object
        }
    }

    static let all = [
        Sample(name: "Deployment", text: deployment), Sample(name: "StatefulSet", text: statefulSet),
        Sample(name: "DaemonSet", text: daemonSet), Sample(name: "Job", text: job), Sample(name: "Pod", text: pod),
        Sample(name: "Service", text: service), Sample(name: "Secret", text: secret),
        Sample(name: "ConfigMap", text: configMap), Sample(name: "NetworkPolicy", text: networkPolicy),
        Sample(name: "Ingress", text: ingress), Sample(name: "Role", text: role),
        Sample(name: "RoleBinding", text: roleBinding), Sample(name: "Claim", text: claim),
        Sample(name: "ResourceQuota", text: quota), Sample(name: "LimitRange", text: limitRange),
        Sample(name: "Webhook", text: webhook), Sample(name: "PriorityClass", text: priorityClass),
        Sample(name: "StorageClass", text: storageClass), Sample(name: "Definition", text: definition),
        Sample(name: "ServiceAccount", text: serviceAccount),
    ]

    /// Every single change of a scalar, with its path; statuses are not desired.
    static func mutations(of object: Node) -> [(path: String, object: Node)] {
        object.leafPaths().compactMap { leaf in
            guard leaf.path.steps.first != .key("status"), let value = changed(leaf.node) else { return nil }
            return (leaf.path.description, put(value, object, leaf.path.steps[...]))
        }
    }

    /// Pods are refused before the account `default` is there, which a controller makes, where one runs.
    static func makeServiceAccount(_ cluster: Cluster, _ namespace: String) {
        _ = try? cluster.create([
            "apiVersion": "v1", "kind": "ServiceAccount",
            "metadata": ["name": "default", "namespace": Node(.string(namespace))],
        ])
    }

    /// The files to compare, in order.
    static func files(_ folder: Path) throws -> [Path] {
        try Files.list(folder, depth: 3).filter { $0.path.description.hasSuffix(".yaml") }.map {
            folder / $0.path.description
        }
        .sorted { $0.description < $1.description }
    }

    private static func changed(_ node: Node) -> Node? {
        switch node.value {
        case .bool(let value): Node(.bool(!value))
        case .integer(let value): Node(.integer(value + 1))
        case .double(let value): Node(.double(value * 2 + 1))
        case .string(let value): Node(.string(value + "x"))
        default: nil
        }
    }

    private static func put(_ value: Node, _ node: Node, _ path: ArraySlice<NodePath.Step>) -> Node {
        guard let step = path.first else { return value }
        var result = node
        switch step {
        case .key(let key): result[key] = node[key].map { put(value, $0, path.dropFirst()) }
        case .index(let index):
            var list = node.list ?? []
            list[index] = put(value, list[index], path.dropFirst())
            result = Node(.list(list))
        }
        return result
    }

    private static let podSpec = """
              hostNetwork: false
              serviceAccountName: ""
              automountServiceAccountToken: false
              terminationGracePeriodSeconds: 30
              securityContext: {runAsNonRoot: true, runAsUser: 0, fsGroup: 1000, seccompProfile: {type: RuntimeDefault}}
              nodeSelector: {}
              tolerations: [{key: a, operator: Exists}, {key: b, value: "", effect: NoSchedule}]
              imagePullSecrets: [{name: pull}]
              initContainers:
                - {name: first, image: "x:1", command: [sh, -c, "true"]}
                - {name: second, image: "x:2"}
              containers:
                - name: main
                  image: example.org/main:1.0
                  imagePullPolicy: ""
                  args: []
                  env:
                    - {name: EMPTY, value: ""}
                    - {name: PLAIN, value: "1"}
                    - {name: POD, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
                    - {name: KEY, valueFrom: {secretKeyRef: {name: keys, key: one, optional: false}}}
                    - {name: CPU, valueFrom: {resourceFieldRef: {resource: limits.cpu}}}
                  ports: [{containerPort: 80, name: http}, {containerPort: 80, protocol: UDP, name: udp}]
                  resources: {limits: {cpu: 1, memory: 1024Mi, "example.org/gpu": 1}, requests: {cpu: 0.5, memory: 0.5Gi}}
                  readinessProbe: {httpGet: {path: /ready, port: http}, initialDelaySeconds: 0}
                  livenessProbe: {tcpSocket: {port: 80}, periodSeconds: 7}
                  securityContext: {privileged: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}
                  volumeMounts: [{name: data, mountPath: /data, readOnly: false}, {name: conf, mountPath: /conf, subPath: ""}]
                - {name: side, image: "side:1", resources: {}}
              volumes:
                - {name: data, emptyDir: {sizeLimit: 1000Mi, medium: ""}}
                - {name: conf, configMap: {name: conf, items: [{key: a, path: b, mode: 0400}]}}
                - {name: both, projected: {sources: [{secret: {name: s}}, {configMap: {name: c}}]}}
              affinity:
                podAntiAffinity:
                  preferredDuringSchedulingIgnoredDuringExecution:
                    - {weight: 1, podAffinityTerm: {labelSelector: {matchLabels: {app: a}}, topologyKey: kubernetes.io/hostname}}
        """

    private static func workload(_ kind: String, _ more: String) -> String {
        """
        apiVersion: apps/v1
        kind: \(kind)
        metadata: {name: sample, namespace: x, creationTimestamp: null, labels: {app: a}, annotations: {"example.org/a": "true"}}
        spec:
        \(more)
          selector: {matchLabels: {app: a}}
          template:
            metadata: {creationTimestamp: null, labels: {app: a}}
            spec:
        \(podSpec)
        status: {}
        """
    }

    private static let deployment = workload(
        "Deployment",
        "  replicas: 0\n  paused: false\n  minReadySeconds: 0\n  strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 0, maxUnavailable: 25%}}"
    )
    private static let statefulSet = workload(
        "StatefulSet",
        """
          serviceName: s
          replicas: 2
          volumeClaimTemplates:
            - metadata: {name: data}
              spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1024Mi}}}
            - {apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: more, labels: null}, spec: {accessModes: [ReadWriteMany], storageClassName: "", resources: {requests: {storage: 0.5Gi}}}}
        """)
    private static let daemonSet = workload("DaemonSet", "  updateStrategy: {type: OnDelete}")
    private static let job = """
        apiVersion: batch/v1
        kind: Job
        metadata: {name: sample, namespace: x}
        spec:
          backoffLimit: 0
          template:
            spec:
              restartPolicy: Never
              containers: [{name: main, image: x, env: [{name: A, value: b}]}]
        """
    private static let pod = """
        apiVersion: v1
        kind: Pod
        metadata: {name: sample, namespace: x}
        spec:
          serviceAccountName: ""
          automountServiceAccountToken: false
          tolerations: [{key: a, operator: Exists}]
          containers: [{name: main, image: x, tty: false, resources: {limits: {cpu: "1000m"}}}]
        """
    private static let service = """
        apiVersion: v1
        kind: Service
        metadata: {name: sample, namespace: x, labels: null}
        spec:
          type: ClusterIP
          clusterIP: ""
          publishNotReadyAddresses: false
          selector: {app: a}
          ports: [{port: 80, targetPort: http, name: web}, {port: 80, protocol: UDP, name: udp}, {port: 81, targetPort: 8081, name: other, nodePort: 0}]
        """
    private static let secret = """
        apiVersion: v1
        kind: Secret
        metadata: {name: sample, namespace: x}
        type: Opaque
        data: {a: aGVsbG8=}
        stringData: {b: plain}
        """
    private static let configMap = """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: sample, namespace: x}
        data: {a: "", "b.yaml": "x: 1\\n", name: "", value: "0"}
        binaryData: {c: AAE=}
        """
    private static let networkPolicy = """
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: sample, namespace: x}
        spec:
          podSelector: {}
          ingress:
            - from: [{podSelector: {}}, {namespaceSelector: {matchLabels: {a: b}}}, {ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}]
              ports: [{port: 80}, {port: http, protocol: TCP}]
            - {}
          egress: [{to: []}]
          policyTypes: [Ingress, Egress]
        """
    private static let ingress = """
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata: {name: sample, namespace: x}
        spec:
          ingressClassName: web
          tls: [{hosts: [a.example.org], secretName: a}]
          rules:
            - host: a.example.org
              http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: s, port: {number: 80}}}}]}
        """
    private static let role = """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: sample, namespace: x}
        rules: [{apiGroups: [""], resources: [pods], verbs: [get, list]}, {apiGroups: [apps], resources: ["*"], resourceNames: [], verbs: ["*"]}]
        """
    private static let roleBinding = """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: sample, namespace: x}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
        subjects: [{kind: ServiceAccount, name: s, namespace: other}, {kind: User, name: u}, {kind: ServiceAccount, name: t, apiGroup: "", namespace: other}]
        """
    private static let claim = """
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata: {name: sample, namespace: x, finalizers: [example.org/keep]}
        spec: {accessModes: [ReadWriteOnce], volumeName: "", storageClassName: fast, resources: {requests: {storage: 2048Mi}}}
        """
    private static let quota = """
        apiVersion: v1
        kind: ResourceQuota
        metadata: {name: sample, namespace: x}
        spec: {hard: {pods: 10, requests.cpu: 1.5, requests.memory: "1000000k"}}
        """
    private static let limitRange = """
        apiVersion: v1
        kind: LimitRange
        metadata: {name: sample, namespace: x}
        spec: {limits: [{type: Container, default: {cpu: 0.1}, defaultRequest: {cpu: 0.05}, max: {cpu: "2"}}]}
        """
    private static let webhook = """
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingWebhookConfiguration
        metadata: {name: compare-sample}
        webhooks:
          - name: a.example.org
            admissionReviewVersions: [v1]
            sideEffects: None
            failurePolicy: Ignore
            clientConfig: {service: {name: s, namespace: other, path: /v}, caBundle: ""}
            rules: [{apiGroups: [example.org], apiVersions: [v1], operations: [CREATE], resources: [things]}]
        """
    private static let priorityClass = """
        apiVersion: scheduling.k8s.io/v1
        kind: PriorityClass
        metadata: {name: compare-sample}
        value: 1e+06
        globalDefault: false
        description: ""
        """
    private static let storageClass = """
        apiVersion: storage.k8s.io/v1
        kind: StorageClass
        metadata: {name: compare-sample, annotations: {storageclass.kubernetes.io/is-default-class: "false"}}
        provisioner: example.org/disks
        allowVolumeExpansion: false
        parameters: {type: "", name: ""}
        """
    private static let definition = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: things.compare.example.org, creationTimestamp: null}
        spec:
          group: compare.example.org
          names: {kind: Thing, plural: things}
          scope: Namespaced
          preserveUnknownFields: false
          versions:
            - name: v1
              served: true
              storage: true
              additionalPrinterColumns: [{jsonPath: .spec.a, name: A, type: string, priority: 0, description: ""}]
              subresources: {status: {}}
              schema:
                openAPIV3Schema:
                  type: object
                  properties:
                    spec: {type: object, properties: {a: {type: string, default: q, nullable: false}, b: {type: boolean, default: false}, c: {type: integer, minimum: 0}}}
        status: {acceptedNames: {kind: "", plural: ""}, conditions: [], storedVersions: []}
        """
    private static let serviceAccount = """
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: sample, namespace: x}
        automountServiceAccountToken: false
        imagePullSecrets: [{name: pull}]
        """
}
