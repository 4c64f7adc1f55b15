import Kubernetes
import Testing
import Values

@Suite struct ReadinessFluxTests {
    @Test func readsAnInventory() {
        let object: Node = [
            "status": [
                "inventory": [
                    "entries": [
                        ["id": "shop_shop_apps_Deployment", "v": "v1"], ["id": "_shop__NamespaceX", "v": "v1"],
                        ["id": "_fairlead__shop_rbac.authorization.k8s.io_ClusterRole", "v": "v1"],
                        ["id": "shop_settings__ConfigMap", "v": "v1"], ["id": "nonsense", "v": "v1"], ["v": "v1"],
                    ]
                ]
            ]
        ]
        #expect(
            FluxInventory.references(of: object).map { "\($0.apiVersion) \($0)" } == [
                "apps/v1 Deployment shop/shop", "v1 NamespaceX shop",
                "rbac.authorization.k8s.io/v1 ClusterRole fairlead:shop", "v1 ConfigMap shop/settings",
            ])
    }

    @Test(arguments: [
        ("main@sha1:4507", "4507"), ("refs/heads/a@b@sha256:af", "af"), ("4507", "4507"), ("", ""), (nil, ""),
    ])
    func readsACommit(revision: String?, commit: String) {
        #expect(FluxInventory.commit(revision) == commit)
    }

    private static let stuck = """
        {apiVersion: kustomize.toolkit.fluxcd.io/v1, kind: Kustomization, metadata: {name: shop, namespace: flux-system}, spec: {dependsOn: [{name: ground}, {name: llm}]}, status: {conditions: [{type: Ready, status: "False", reason: DependencyNotReady}]}}
        ---
        {apiVersion: kustomize.toolkit.fluxcd.io/v1, kind: Kustomization, metadata: {name: ground, namespace: flux-system}, status: {conditions: [{type: Ready, status: "True"}]}}
        ---
        {apiVersion: kustomize.toolkit.fluxcd.io/v1, kind: Kustomization, metadata: {name: llm, namespace: flux-system}, status: {conditions: [{type: Ready, status: "Unknown", reason: Progressing}], inventory: {entries: [{id: llm_web_helm.toolkit.fluxcd.io_HelmRelease, v: v2}]}}}
        ---
        {apiVersion: helm.toolkit.fluxcd.io/v2, kind: HelmRelease, metadata: {name: web, namespace: llm}, spec: {chart: {spec: {sourceRef: {kind: HelmRepository, name: web}}}}, status: {conditions: [{type: Ready, status: "Unknown", reason: Progressing}]}}
        ---
        {apiVersion: source.toolkit.fluxcd.io/v1, kind: HelmRepository, metadata: {name: web, namespace: llm}, status: {conditions: [{type: Ready, status: "True"}]}}
        ---
        {apiVersion: apps/v1, kind: Deployment, metadata: {name: other, namespace: llm}, spec: {replicas: 1}, status: {}}
        ---
        {apiVersion: apps/v1, kind: Deployment, metadata: {name: web, namespace: llm, annotations: {meta.helm.sh/release-name: web}}, spec: {replicas: 1}, status: {}}
        """

    @Test func goesFromAKustomizationDownToTheWorkload() throws {
        let cluster = try ReadinessBlockerTests.Written(Self.stuck)
        let chain = try Blocker(cluster, secrets: []).why(cluster.objects[0])
        #expect(
            chain.map(\.object.description) == [
                "Kustomization flux-system/shop", "Kustomization flux-system/llm", "HelmRelease llm/web",
                "Deployment llm/web",
            ])
    }

    @Test func aSourceThatCannotBeReadIsToBlame() throws {
        let text = Self.stuck.replacing(
            "kind: HelmRepository, metadata: {name: web, namespace: llm}, status: {conditions: [{type: Ready, status: \"True\"}]}",
            with:
                "kind: HelmRepository, metadata: {name: web, namespace: llm}, status: {conditions: [{type: Ready, status: \"False\", reason: Failed}]}"
        )
        let cluster = try ReadinessBlockerTests.Written(text)
        let chain = try Blocker(cluster, secrets: []).why(cluster.objects[0])
        #expect(chain.last?.object.description == "HelmRepository llm/web")
    }
}
