import Crypto
import Host
import Platform
import Secrets
import Testing

/// A platform of four scratch components. Two of them take the place of built-in ones, so that nothing of it changes with the catalog.
enum SmallPlatform {
    /// Makes a workbench with the platform, its catalog and a store that holds only the sealing key.
    static func with<Result>(_ body: (inout Workbench) throws -> Result) throws -> Result {
        try Files.withTemporaryDirectory { (folder: Path) throws -> Result in
            var bench = Workbench(folder: folder)
            for (path, text) in catalog { try bench.write(text, to: "catalog/" + path) }
            try bench.write(platform(), to: "platform.yaml")
            let (store, identity) = try seed.get()
            try bench.write(identity, to: "home/.config/fairlead/identity.txt")
            try bench.write(store, to: "secrets.age")
            return try body(&bench)
        }
    }

    /// The platform file.
    static func platform(shop: String = "{host: shop}", more: String = "") -> String {
        """
        apiVersion: fairlead.dev/v1alpha1
        kind: Platform
        metadata: {name: corner}
        spec:
          domain: example.org
          contact: ops@example.org
          delivery: {engine: argocd, repository: "https://git.example.org/corner.git"}
          choose: {postgres: till}
          components:
            shop: \(shop)
        \(more)
        """
    }

    /// An RSA key of 4096 bits takes seconds to make; one of 2048 bits serves as well here and is made once.
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

    static func component(_ name: String, _ spec: String) -> String {
        """
        apiVersion: fairlead.dev/v1alpha1
        kind: Component
        metadata: {name: \(name), title: \(name.capitalisedFirst), summary: A test component.}
        spec:
          namespace: \(name)
        \(spec.split(separator: "\n", omittingEmptySubsequences: false).map { "  " + $0 }.joined(separator: "\n"))

        """
    }

    /// The components' files, by path below the catalog folder.
    static let catalog: [String: String] = [
        "argo-cd/component.yaml": component(
            "argo-cd",
            """
            chart: {repository: "https://charts.example.org", alias: scratch, name: argo-cd, version: 1.0.0}
            crds: {groups: [argoproj.io]}
            provides:
              gitops: {properties: {engine: argocd, namespace: "{{ .Values.component.namespace }}"}}
            """),
        "argo-cd/values.yaml": "domain: argo.{{ .Values.platform.domain }}\n",
        "sealed-secrets/component.yaml": component(
            "sealed-secrets",
            """
            chart: {repository: "oci://registry.example.org/charts", alias: scratch, name: sealed-secrets, version: 2.0.0}
            crds: {groups: [bitnami.com]}
            clusterScoped: [ClusterRole]
            provides:
              secret-delivery: {properties: {kind: sealed-secrets}}
            credentials:
              sealing-key: {certificate: {commonName: sealed-secret, key: rsa}, immutable: it opens everything}
            """),
        "sealed-secrets/values.yaml": "controller: {replicas: 1}\n",
        "till/component.yaml": component(
            "till",
            """
            provides:
              postgres:
                in: consumer
                ports: [5432]
                properties:
                  host: "{{ .Values.consumer.id }}.{{ .Values.consumer.namespace }}.svc"
                  port: 5432
                  database: "{{ .Values.consumer.with.database }}"
                  user: clerk
                credentials:
                  username: {fixed: clerk}
                  password: {random: {alphabet: base64, length: 32}}
            """),
        "till/offers/postgres/drawer.yaml": """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: "{{ .Values.consumer.id }}-drawer"}
        data: {database: "{{ .Values.consumer.with.database }}", secret: "{{ .Values.secret.name }}"}

        """,
        "shop/component.yaml": component(
            "shop",
            """
            options:
              host: {type: string, format: dns-label, description: Label of its host.}
              replicas: {type: integer, minimum: 1, default: 1, x-profiles: {ha: 3}, description: Pods.}
              greeting: {type: string, default: hello, description: What it says.}
            requires:
              database: {capability: postgres, reason: it keeps orders, with: {database: orders}}
            credentials:
              session-key: {random: {alphabet: hex, length: 64}}
              salt: {random: {alphabet: hex, length: 32}, immutable: it hashes what the database stores}
              partner-token: {ask: {prompt: Token of the partner, env: SHOP_PARTNER_TOKEN, optional: true}}
            secrets:
              shop:
                data:
                  SESSION_KEY: session-key
                  SALT: salt
                  PARTNER_TOKEN: partner-token
                  DATABASE_URL: {text: "postgresql://${database.username}:${database.password:url}@${database.host}:${database.port}/${database.database}"}
              shop-audit:
                data: {hash: {sha256: session-key}}
            gates:
              - {object: Deployment/shop, condition: Available}
            network: {egress: [internet]}
            images: [{image: "registry.example.org/shop:1.2.3", for: the shop}]
            """),
        "shop/manifests/shop.yaml": """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: shop}
        spec:
          replicas: {{ .Values.component.options.replicas }}
          selector: {matchLabels: {app: shop}}
          template:
            metadata: {labels: {app: shop}}
            spec:
              containers:
                - name: shop
                  image: registry.example.org/shop:1.2.3
                  env: [{name: GREETING, value: {{ .Values.component.options.greeting | quote }}}]
                  envFrom: [{secretRef: {name: shop}}, {secretRef: {name: shop-audit}}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: fairlead-shop, annotations: {fairlead.dev/stage: before}}
        rules: []

        """,
    ]
}

extension String {
    fileprivate var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}
