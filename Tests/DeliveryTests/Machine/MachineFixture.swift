import Catalog
import Delivery
import Diagnostics
import Platform
// Renderings are made by the renderer alone; a test that needs no template engine makes one by hand.
@testable import Rendering
import Testing
import Values

/// Three scratch components on one machine, rendered by hand: one asks another, and the third is a stranger to both.
enum MachineFixture {
    static let components: [String: [String: String]] = [
        "reader": [
            "component.yaml": """
            apiVersion: fairlead.dev/v1alpha1
            kind: Component
            metadata: {name: reader, title: Reader, summary: Reads text.}
            spec:
              namespace: reader
              network: {egress: [internet]}
              provides:
                text-extraction:
                  ports: [8080]
                  pods: {app: reader}
                  properties: {url: "http://reader.reader.svc:8080"}
              credentials:
                word: {random: {alphabet: hex, length: 32}}
              secrets:
                words: {data: {WORD: word}}
            """
        ],
        "asker": [
            "component.yaml": """
            apiVersion: fairlead.dev/v1alpha1
            kind: Component
            metadata: {name: asker, title: Asker, summary: Asks.}
            spec:
              namespace: asker
              requires: {text: {capability: text-extraction}}
            """
        ],
        "stranger": [
            "component.yaml": """
            apiVersion: fairlead.dev/v1alpha1
            kind: Component
            metadata: {name: stranger, title: Stranger, summary: Knows nobody.}
            spec: {namespace: stranger}
            """
        ],
    ]

    static let file = """
        apiVersion: fairlead.dev/v1alpha1
        kind: Platform
        metadata: {name: small}
        spec:
          contact: ops@example.org
          delivery: {engine: podman}
          choose: {text-extraction: reader}
          components: {asker: {}, stranger: {}}
        """

    static let reader = """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: page, namespace: reader}
        data: {hello.html: "a text\\n"}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: reader, namespace: reader}
        spec: {selector: {app: reader}, ports: [{port: 8080, targetPort: http}]}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: reader, namespace: reader}
        spec:
          replicas: 1
          template:
            metadata: {labels: {app: reader}}
            spec:
              securityContext: {runAsUser: 1000, fsGroup: 1001}
              terminationGracePeriodSeconds: 40
              initContainers:
                - {name: first, image: "docker.io/library/busybox:1.36", command: [sh, -c, "date > /data/date"], volumeMounts: [{name: data, mountPath: /data}]}
              containers:
                - name: reader
                  image: example.org/reader:1
                  command: [serve]
                  args: ["--greeting=$(GREETING)", "$$(LATER)"]
                  env:
                    - {name: NAME, value: world}
                    - {name: GREETING, value: "hello $(NAME)"}
                    - {name: WORD, valueFrom: {secretKeyRef: {name: words, key: WORD}}}
                    - {name: NONE, valueFrom: {secretKeyRef: {name: none, key: NONE, optional: true}}}
                    - {name: PAGE, valueFrom: {configMapKeyRef: {name: page, key: hello.html}}}
                    - {name: SELF, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
                  ports: [{name: http, containerPort: 8080}, {containerPort: 8443, hostPort: 443, hostIP: 127.0.0.1}]
                  readinessProbe: {httpGet: {path: /ready, port: http}}
                  volumeMounts:
                    - {name: data, mountPath: /data}
                    - {name: texts, mountPath: /texts}
                    - {name: secrets, mountPath: /secrets/word, subPath: WORD}
                    - {name: scratch, mountPath: /tmp}
                    - {name: fast, mountPath: /fast}
                  resources: {requests: {memory: 16Mi}, limits: {memory: 64Mi, cpu: 500m}}
                  securityContext: {readOnlyRootFilesystem: true, allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
              volumes:
                - {name: data, persistentVolumeClaim: {claimName: data}}
                - {name: texts, configMap: {name: page}}
                - {name: secrets, secret: {secretName: words, defaultMode: 256}}
                - {name: scratch, emptyDir: {}}
                - {name: fast, emptyDir: {medium: Memory}}
        ---
        apiVersion: batch/v1
        kind: Job
        metadata: {name: mark, namespace: reader}
        spec:
          backoffLimit: 2
          template:
            spec:
              containers: [{name: mark, image: busybox, command: ["true"]}]
        """

    static func deployment(_ name: String, containers: String = "[{name: main, image: busybox}]") -> String {
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: \(name), namespace: \(name)}
        spec: {template: {metadata: {labels: {app: \(name)}}, spec: {containers: \(containers)}}}
        """
    }

    /// The platform as a delivery gets it.
    ///
    /// - Parameter objects: more objects of a component, as YAML.
    static func input(_ objects: [String: String] = [:]) throws -> DeliveryInput {
        var sources = Sources()
        let (catalog, _) = try Catalog.reading(components, includingBuiltIn: true, sources: &sources)
        let (read, found) = try SpecificationReader(catalog: catalog).read(
            try YAML.parseSingle(Array(file.utf8), file: "platform.yaml"))
        let specification = try #require(read, "\(found)")
        let (resolved, more) = Resolver.resolve(catalog: catalog, specification: specification)
        let resolution = try #require(resolved, "\(more)")
        let texts = [
            "reader": reader, "asker": deployment("asker"), "stranger": deployment("stranger"),
        ]
        let rendered = try resolution.members.map { member in
            let nodes = try [texts[member.name], objects[member.name]].compactMap { $0 }.flatMap {
                try YAML.parse(Array($0.utf8), file: "by hand")
            }
            return RenderedComponent(
                name: member.name, values: nil,
                objects: nodes.map {
                    RenderedObject(node: $0, stage: $0["kind"] == "Job" ? .after : .with, origin: "by hand")
                }, images: [])
        }
        let word = CredentialID(component: "reader", name: "word")
        return DeliveryInput(
            resolution: resolution, plan: Plan(resolution),
            rendering: Rendering(
                components: rendered, namespaces: [], policies: [],
                secrets: [
                    SecretObject(
                        namespace: "reader", name: "words", type: "Opaque", labels: [], component: "reader",
                        data: [("WORD", [.credential(word, field: nil, .plain)])])
                ],
                facts: resolution.bindings.filter { $0.offer.capability == "text-extraction" }.map {
                    BindingFacts(binding: $0, pods: [("app", "reader")])
                }), secrets: [], findings: [])
    }

    static func plan(_ objects: [String: String] = [:]) throws -> MachinePlan { MachinePlan(try input(objects)) }
}
