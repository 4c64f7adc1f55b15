import Crypto
import Glibc
import Helm
import Host
import Platform
import Secrets

/// The files of a platform of a chart, of own objects and of a secret, in namespaces that no other test has.
struct LivePlatform {
    let name: String
    var base: String { "\(name)-base" }
    var shop: String { "\(name)-shop" }
    var seal: String { "\(name)-seal" }
    var namespaces: [String] { [base, shop, seal] }

    /// The platform file.
    func file(shop options: String = "{}") -> String {
        """
        apiVersion: fairlead.dev/v1alpha1
        kind: Platform
        metadata: {name: \(name)}
        spec:
          domain: corner.example.org
          contact: ops@example.org
          profile: small
          delivery: {engine: helm, path: platform}
          components:
            base: {}
            shop: \(options)
        """
    }

    /// Writes the platform, its catalog, its charts and a store with a sealing key.
    func write(to bench: Workbench) throws {
        try bench.write(file(), to: "platform.yaml")
        for (path, text) in catalog { try bench.write(text + "\n", to: "catalog/" + path) }
        let base = ChartBuilder(name: "base", version: "1.0.0")
            .adding("templates/deployment.yaml", Self.deployment("base"))
            .adding(
                "templates/map.yaml",
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: base}\ndata: {colour: {{ .Values.colour | quote }}}\n"
            )
            .adding("values.yaml", "colour: none\n")
        try bench.write(try base.archive(), to: "charts/base/base-1.0.0.tgz")
        let sealing = ChartBuilder(name: "sealed-secrets", version: "2.0.0")
            .adding("crds/sealedsecret.yaml", Self.definition)
            .adding("templates/deployment.yaml", Self.deployment("sealed-secrets"))
            .adding("values.yaml", "{}\n")
        try bench.write(try sealing.archive(), to: "charts/scratch/sealed-secrets-2.0.0.tgz")
        let (store, identity) = try Self.seed.get()
        try bench.write(identity, to: "home/.config/fairlead/identity.txt")
        try bench.write(store, to: "secrets.age")
    }

    private var catalog: [String: String] {
        [
            "base/component.yaml": component(
                "base",
                """
                namespace: \(base)
                chart: {repository: "https://charts.example.org/base", alias: base, name: base, version: 1.0.0}
                provides:
                  gpu: {properties: {resource: example.org/gpu, runtimeClass: none}}
                gates: [{object: Deployment/base, condition: Available}]
                """),
            "base/values.yaml": "colour: red",
            "sealed-secrets/component.yaml": component(
                "sealed-secrets",
                """
                namespace: \(seal)
                chart: {repository: "https://charts.example.org/seal", alias: scratch, name: sealed-secrets, version: 2.0.0}
                crds: {groups: [bitnami.com]}
                provides:
                  secret-delivery: {properties: {kind: sealed-secrets}}
                credentials:
                  sealing-key: {certificate: {commonName: sealed-secret, key: rsa}, immutable: it opens everything}
                """),
            "shop/component.yaml": component(
                "shop",
                """
                namespace: \(shop)
                options:
                  host: {type: string, format: dns-label, default: shop, description: Label of its host.}
                  colour: {type: string, default: red, description: What it looks like.}
                requires:
                  base: {capability: gpu, reason: it stands on it}
                credentials:
                  session-key: {random: {alphabet: hex, length: 64}}
                secrets:
                  shop: {data: {SESSION_KEY: session-key}}
                gates:
                  - {object: Deployment/shop, condition: Available, usually: nobody paid the rent}
                """),
            "shop/manifests/shop.yaml": """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: settings, annotations: {fairlead.dev/stage: before}}
            data: {colour: "{{ .Values.component.options.colour }}"}
            ---
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: orders}
            spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
            ---
            \(Self.deployment("shop"))
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: fairlead-\(name)-shop, annotations: {fairlead.dev/stage: after}}
            rules: []
            """,
        ]
    }

    private func component(_ name: String, _ spec: String) -> String {
        """
        apiVersion: fairlead.dev/v1alpha1
        kind: Component
        metadata: {name: \(name), title: The \(name), summary: A test component., home: "https://example.org/\(name)"}
        spec:
          podSecurity: baseline
        \(spec.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n"))
        """
    }

    private static func deployment(_ name: String) -> String {
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: \(name)}
        spec:
          replicas: 1
          selector: {matchLabels: {app: \(name)}}
          template:
            metadata: {labels: {app: \(name)}}
            spec: {containers: [{name: main, image: "registry.example.org/main:1.0.0"}]}
        """
    }

    private static let definition = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: sealedsecrets.bitnami.com}
        spec:
          group: bitnami.com
          scope: Namespaced
          names: {kind: SealedSecret, plural: sealedsecrets, singular: sealedsecret, listKind: SealedSecretList}
          versions:
            - name: v1alpha1
              served: true
              storage: true
              subresources: {status: {}}
              schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}

        """

    /// A store with a short sealing key, made once: one of 4096 bits takes seconds.
    private static let seed = Result { () throws -> (store: [UInt8], identity: [UInt8]) in
        try Files.withTemporaryDirectory { folder in
            let identity = try AgeIdentity.generate(entropy: SystemEntropy())
            let key = try KeyPair.generate(.rsa2048)
            let now = Clock.system.now()
            let certificate = try Certificate.selfSigned(
                commonName: "sealed-secret", dnsNames: [], notBefore: now - 3600, notAfter: now + 86_400 * 30, key: key,
                entropy: SystemEntropy())
            var store = try CredentialStore(for: .identities([identity]), entropy: SystemEntropy())
            store.set(
                CredentialID(component: "sealed-secrets", name: "sealing-key"),
                .fields(["certificate": SecretBytes(text: certificate.pem), "private": try key.privateKeyPEM()]))
            let file = StoreFile(folder / "secrets.age")
            _ = try file.save(store, .identities([identity]), entropy: SystemEntropy())
            return (try Files.read(file.path), identity.file.withBytes { $0 })
        }
    }
}
