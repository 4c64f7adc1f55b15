import Diagnostics
import Testing
import Values

import Charts

@Suite("Charts with real Helm", .needsHelm)
struct ChartCheckTests {
    private static let pod = """
        apiVersion: v1
        kind: Pod
        metadata: {name: web}
        spec: {containers: [{name: web, image: "docker.io/library/nginx:1.29.1"}]}
        """

    @Test("a chart that is well has no findings, and its objects and images are kept")
    func well() throws {
        let trial = try check(
            ["templates/pod.yaml": Self.pod], component: "  images: [{image: \"nginx:1.29.1\", for: web}]")
        #expect(trial.findings == [])
        #expect(trial.status == .rendered)
        #expect(trial.objects.map(\.title) == ["Pod/web"])
        #expect(trial.objects.map(\.namespace) == ["shop"])
        #expect(trial.images.map(\.reference) == ["docker.io/library/nginx:1.29.1"])
        #expect(trial.foundVersion == "1.0.0")
    }

    @Test("another version is said, a leading v is none, a chart that cannot be read fails")
    func versions() throws {
        #expect(try check([:], version: "2.0.0").findings(.chartVersion).count == 1)
        #expect(try check([:], version: "v1.0.0").findings == [])
        let broken = try check(["Chart.yaml": ""])
        #expect(broken.status == .failed)
    }

    @Test("a chart that is not there is said, with the way to get it")
    func missing() throws {
        let trial = try check([:], folder: "elsewhere")
        #expect(trial.status == .missing)
        #expect(
            trial.findings(.chartMissing).first?.hint?.contains(
                "helm pull web --repo https://charts.example.org --version 1.0.0") == true)
    }

    @Test("a template that fails is named with its line")
    func fails() throws {
        let trial = try check(["templates/x.yaml": "a: 1\nb: {{ fail \"no\" }}\n"])
        let finding = try #require(trial.findings(.chartFails).first)
        #expect(trial.status == .failed)
        #expect(finding.place?.file == "web/templates/x.yaml")
        #expect(finding.place?.line == 2)
        #expect(finding.component == "shop")
        #expect(try check(["templates/x.yaml": "a: [\n"]).findings(.chartFails).count == 1)
    }

    @Test("the chart's schema is asked")
    func schema() throws {
        let schema = "{\"properties\": {\"n\": {\"type\": \"integer\"}, \"m\": {\"type\": \"string\"}}}"
        let chart = ["values.schema.json": schema, "values.yaml": "n: 1\nm: x\n", "templates/pod.yaml": Self.pod]
        #expect(try check(chart, values: "n: two\nm: 3\n").findings(.valuesRefused).count == 2)
    }

    @Test("output that changes is named by object and path, output that does not is not")
    func random() throws {
        let template =
            "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {same: x, password: {{ randAlphaNum 20 }}}\n"
        let found = try check(["templates/s.yaml": template]).findings(.outputChanges)
        #expect(found.count == 1)
        #expect(found.first?.message.contains("Secret/s changes") == true)
        #expect(found.first?.message.contains("`stringData.password`") == true)
    }

    @Test("an unknown key of ours is found where it was written")
    func unknown() throws {
        let found = try check(["values.yaml": "a: 1\n"], values: "b: 1\n").findings(.unknownChartValue)
        #expect(found.first?.message.contains("`b`") == true)
        #expect(found.first?.place?.line == 1)
    }

    @Test("charts are told what the members teach the cluster")
    func capabilities() throws {
        let ask = """
            {{ range list "own.example.org/v1" "own.example.org/v1/Thing" "other.example.org/v1" }}
            {{- if $.Capabilities.APIVersions.Has . }}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: {{ . | replace "/" "-" | lower }}}
            {{- end }}{{ end }}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: {{ .Capabilities.KubeVersion.Minor }}-minor}
            """
        let trial = try check(
            ["templates/x.yaml": ask],
            component: "  crds: {groups: [own.example.org], kinds: [own.example.org/v1/Thing]}")
        #expect(trial.objects.map(\.name) == ["own.example.org-v1", "own.example.org-v1-thing", "33-minor"])
    }

    @Test("a kind that nobody teaches is a warning, one of the component's own group or of the chart's is none")
    func definitions() throws {
        let thing = "apiVersion: own.example.org/v1\nkind: Thing\nmetadata: {name: t}\n"
        #expect(try check(["templates/x.yaml": thing]).findings(.definitionMissing).map(\.severity) == [.warning])
        #expect(
            try check(["templates/x.yaml": thing], component: "  crds: {groups: [own.example.org]}").findings(
                .definitionMissing) == [])
        let crd =
            "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: x}\nspec:\n  group: own.example.org\n"
        #expect(
            try check(["templates/x.yaml": thing, "crds/x.yaml": crd]).findings(.definitionMissing).map(\.severity) == [
                .note
            ])
    }

    @Test("what the chart and the platform both make is said, by where each comes from")
    func twice() throws {
        let manifests = [
            "pod.yaml": Self.pod, "other.yaml": Self.pod.replacing("name: web}\n", with: "name: other}\n"),
        ]
        let found = try check(["templates/pod.yaml": Self.pod], manifests: manifests).findings(.objectTwice)
        #expect(found.map(\.severity) == [.error])
        #expect(found.first?.message == "Pod `web` comes from web/templates/pod.yaml and from shop/manifests/pod.yaml")
        let secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: own}\n"
        let delivered = try check(
            ["templates/s.yaml": secret],
            component: "  credentials: {key: {random: {}}}\n  secrets: {own: {data: {key: key}}}")
        #expect(delivered.findings(.objectTwice).count == 1)
        let away = secret.replacing("name: own", with: "name: own, namespace: away")
        #expect(
            try check(
                ["templates/s.yaml": away],
                component: "  credentials: {key: {random: {}}}\n  secrets: {own: {data: {key: key}}}"
            ).findings(.objectTwice) == [])
    }

    @Test("Secrets that pods read must be there, with the key")
    func secrets() throws {
        let pod = """
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers:
                - name: web
                  image: nginx:1.29.1
                  args: [--certificate-secret=at-run-time]
                  envFrom: [{secretRef: {name: absent}}, {secretRef: {name: absent-but-optional, optional: true}}]
                  env:
                    - {name: A, valueFrom: {secretKeyRef: {name: own, key: token}}}
                    - {name: B, valueFrom: {secretKeyRef: {name: own, key: tokn}}}
                    - {name: C, valueFrom: {secretKeyRef: {name: ours, key: any}}}
              volumes:
                - {name: a, secret: {secretName: at-run-time}}
                - {name: b, secret: {secretName: gone}}
            """
        let own = "apiVersion: v1\nkind: Secret\nmetadata: {name: own}\nstringData: {token: x}\n"
        let ours = "apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: {name: c}\nspec: {secretName: ours}\n"
        let found = try check(["templates/pod.yaml": pod, "templates/s.yaml": own], manifests: ["c.yaml": ours])
            .findings(.secretMissing)
        #expect(
            found.map { $0.message.split(separator: "`").dropFirst().first ?? "" }.sorted() == [
                "shop/absent", "shop/gone", "tokn",
            ])
        #expect(found.contains { $0.hint == "did you mean `token`?" })
    }

    @Test("images that move and images that are not listed are said; tests are left out")
    func images() throws {
        let pods = ["nginx", "nginx:latest", "quay.io/x/y:main", "nginx@sha256:00", "localhost:5000/x"].enumerated().map
        { index, image in
            "apiVersion: v1\nkind: Pod\nmetadata: {name: p\(index)}\nspec: {containers: [{name: c, image: \"\(image)\"}]}\n"
        }
        let test =
            "apiVersion: v1\nkind: Pod\nmetadata: {name: t, annotations: {helm.sh/hook: test}}\nspec: {containers: [{name: c, image: busybox}]}\n"
        let trial = try check(["templates/p.yaml": (pods + [test]).joined(separator: "---\n")])
        #expect(trial.findings(.mutableImage).count == 4)
        #expect(trial.findings(.imageUnlisted).count == 5)
        #expect(!trial.objects.contains { $0.name == "t" })
    }

    @Test("an image in an operator's argument is found, other texts with colons are none")
    func namedImages() throws {
        let pod = """
            apiVersion: v1
            kind: Pod
            metadata: {name: operator}
            spec:
              containers:
                - name: c
                  image: nginx:1.29.1
                  args: [--reloader=quay.io/x/reloader:v1, --listen=0.0.0.0:80, --at=api.example.org:443, "https://a.example.org/x:1"]
            """
        let trial = try check(["templates/p.yaml": pod])
        #expect(trial.images.map(\.reference) == ["nginx:1.29.1", "quay.io/x/reloader:v1"])
        #expect(trial.images.map(\.isContainer) == [true, false])
    }
}
