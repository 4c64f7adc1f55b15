import Catalog
import Delivery
import Diagnostics
import Host
import Platform
// Renderings are made by the renderer alone; a test that needs no template engine makes one by hand.
@testable import Rendering
import Testing
import Values

/// A platform of four scratch components, rendered by hand, so that no template engine is needed.
enum SmallPlatform {
    static let components: [String: String] = [
        "argo-cd": """
        apiVersion: fairlead.dev/v1alpha1
        kind: Component
        metadata: {name: argo-cd, title: Argo CD, summary: Brings what stands in Git into the cluster., home: "https://example.org/argo-cd"}
        spec:
          namespace: argo-cd
          podSecurity: restricted
          chart: {repository: "https://charts.example.org/argo", alias: argo, name: argo-cd, version: 10.1.1, serverSideApply: true}
          crds: {groups: [argoproj.io]}
          clusterScoped: [ClusterRole, apiextensions.k8s.io/CustomResourceDefinition]
          provides:
            gitops: {properties: {engine: argocd, namespace: argo-cd}}
          gates: [{object: Deployment/argocd-server, condition: Available}]
        """,
        "flux": """
        apiVersion: fairlead.dev/v1alpha1
        kind: Component
        metadata: {name: flux, title: Flux, summary: Brings what stands in Git into the cluster., home: "https://example.org/flux"}
        spec:
          namespace: flux-system
          podSecurity: restricted
          chart: {repository: "https://charts.example.org/flux", alias: flux, name: flux2, version: 2.18.3, release: flux}
          crds: {groups: [kustomize.toolkit.fluxcd.io]}
          provides:
            gitops: {properties: {engine: flux, namespace: flux-system}}
          gates: [{object: Deployment/kustomize-controller, condition: Available}]
        """,
        "sealed-secrets": """
        apiVersion: fairlead.dev/v1alpha1
        kind: Component
        metadata: {name: sealed-secrets, title: Sealed Secrets, summary: Opens sealed values inside of the cluster., home: "https://example.org/sealed"}
        spec:
          namespace: sealed-secrets
          podSecurity: restricted
          chart: {repository: "oci://registry.example.org/charts", alias: sealed, name: sealed-secrets, version: 2.19.1}
          crds: {groups: [bitnami.com]}
          provides:
            secret-delivery: {properties: {kind: sealed-secrets}}
          credentials:
            sealing-key:
              certificate: {commonName: sealed-secret, days: 3650, key: rsa}
              immutable: every sealed value in Git is sealed with it
        """,
        "cloudnative-pg": """
        apiVersion: fairlead.dev/v1alpha1
        kind: Component
        metadata: {name: cloudnative-pg, title: CloudNativePG, summary: PostgreSQL clusters., home: "https://example.org/cnpg"}
        spec:
          namespace: cnpg-system
          podSecurity: restricted
          chart: {repository: "https://charts.example.org/cnpg", alias: cnpg, name: cloudnative-pg, version: 0.29.0, serverSideApply: true}
          crds: {groups: [postgresql.cnpg.io]}
          options:
            restoreFrom: {type: string, description: Series that databases made anew are restored from.}
          provides:
            postgres:
              in: consumer
              ports: [5432]
              pods: {cnpg.io/cluster: shop}
              properties: {host: shop-rw.shop.svc, port: 5432, database: shop, user: shop}
              credentials:
                username: {fixed: shop}
                password: {random: {alphabet: alphanumeric, length: 40}}
          gates: [{object: Deployment/cloudnative-pg, condition: Available, usually: no node has room}]
          upgrade: [{note: the operator restarts every database}]
        """,
        "shop": """
        apiVersion: fairlead.dev/v1alpha1
        kind: Component
        metadata: {name: shop, title: Shop, summary: Sells things., home: "https://example.org/shop"}
        spec:
          namespace: shop
          podSecurity: baseline
          options:
            host: {type: string, format: dns-label, description: Its host.}
          requires:
            database: {capability: postgres, reason: orders are kept there}
          credentials:
            admin-password: {random: {alphabet: alphanumeric, length: 24}}
          secrets:
            shop:
              data: {admin: admin-password, database: database.password}
        """,
    ]

    static let file = """
        apiVersion: fairlead.dev/v1alpha1
        kind: Platform
        metadata: {name: corner}
        spec:
          domain: corner.example.org
          contact: ops@example.org
          profile: small
          delivery: {engine: argocd, repository: "https://git.example.org/ops/corner.git", path: platform}
          components:
            shop: {host: buy}
        """

    /// The platform for an engine.
    ///
    /// - Parameters:
    ///   - engine: who delivers it.
    ///   - components: what it is made of.
    static func input(
        engine: String = "argocd", components: [String: String] = SmallPlatform.components
    ) throws -> DeliveryInput {
        var sources = Sources()
        let (catalog, problems) = try Files.withTemporaryDirectory { (folder: Path) throws in
            for (name, text) in components { try put(text + "\n", folder / name / "component.yaml") }
            return try Catalog.load(folders: [folder], sources: &sources)
        }
        try #require(problems.filter { components[$0.component ?? ""] != nil }.isEmpty, "\(problems)")
        let (read, found) = try SpecificationReader(catalog: catalog).read(
            try YAML.parseSingle(Array(file.replacing("argocd", with: engine).utf8), file: "platform.yaml"))
        let specification = try #require(read, "\(found)")
        let (resolved, more) = Resolver.resolve(catalog: catalog, specification: specification)
        let resolution = try #require(resolved, "\(more)")
        return DeliveryInput(
            resolution: resolution, plan: Plan(resolution), rendering: rendering(resolution), secrets: secrets,
            findings: [
                Finding(
                    code: Code.noBackup, severity: .warning, message: "the database of `shop` has no backup",
                    component: "shop",
                    hint: "choose a backup-target"),
                Finding(code: Code.optionalLeftOut, severity: .note, message: "a note is not in the runbook"),
            ])
    }

    private static func rendering(_ resolution: Resolution) -> Rendering {
        func object(_ node: Node, _ stage: RenderedObject.Stage) -> RenderedObject {
            RenderedObject(node: node, stage: stage, origin: "by hand")
        }
        let values: [String: Node] = [
            "argo-cd": ["configs": ["params": ["server.insecure": true]]], "flux": ["policies": ["create": false]],
            "sealed-secrets": [:],
            "cloudnative-pg": ["replicaCount": 1],
        ]
        let shop = [
            object(
                [
                    "apiVersion": "postgresql.cnpg.io/v1", "kind": "Cluster",
                    "metadata": ["name": "shop", "namespace": "shop"],
                    "spec": ["instances": 2],
                ], .before),
            object(
                [
                    "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "shop", "namespace": "shop"],
                    "spec": ["replicas": 1],
                ], .with),
            object(
                [
                    "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole",
                    "metadata": ["name": "fairlead:shop"],
                    "rules": [],
                ], .after),
        ]
        let policy = object(
            [
                "apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy",
                "metadata": ["name": "closed", "namespace": "shop"],
                "spec": ["podSelector": [:], "policyTypes": ["Ingress", "Egress"]],
            ], .with)
        let password = resolution.bindings.first { $0.requirement.capability == "postgres" }.map {
            CredentialID(binding: $0, field: "password")
        }
        let namespaces = Dictionary(grouping: resolution.members, by: \.namespace)
        return Rendering(
            components: resolution.members.map {
                RenderedComponent(
                    name: $0.name, values: values[$0.name], objects: $0.name == "shop" ? shop : [], images: [])
            },
            namespaces: namespaces.keys.sorted().map { name in
                NamespacePlan(
                    name: name, podSecurity: namespaces[name]?.first?.component.podSecurity ?? .restricted,
                    members: namespaces[name]?.map(\.name) ?? [])
            },
            policies: [policy],
            secrets: [
                SecretObject(
                    namespace: "shop", name: "shop", type: "Opaque", labels: [], component: "shop",
                    data: [
                        (
                            "admin",
                            [.credential(CredentialID(component: "shop", name: "admin-password"), field: nil, .plain)]
                        ),
                        ("database", password.map { [.credential($0, field: nil, .plain)] } ?? []),
                    ])
            ], facts: [])
    }

    private static let secrets: [DeliveryInput.DeliverableSecret] = [
        .init(
            component: "shop",
            object: [
                "apiVersion": "bitnami.com/v1alpha1", "kind": "SealedSecret",
                "metadata": ["name": "shop", "namespace": "shop"],
                "spec": ["encryptedData": ["admin": "AgBsealed", "database": "AgBsealed"]],
            ])
    ]
}
