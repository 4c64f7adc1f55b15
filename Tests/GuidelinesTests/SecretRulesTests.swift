import Catalog
import Diagnostics
import Guidelines
import Platform
import Rendering
import Testing

/// References to Secrets, Secrets that nothing reads, and secrets that stand in the open.
struct SecretRulesTests {
    private let app = SecretObject(
        name: "app", namespace: "trial-app", component: "trial-app",
        data: [("password", [.credential(CredentialID(text: "trial-app/x"), field: nil, .plain)])])

    private func check(_ values: String, secrets: Bool = true) throws -> [Finding] {
        try findings(
            SecretReferenceRule.self, rendered: .init(values: ["trial-app": values], secrets: secrets ? [app] : []))
    }

    @Test func keysThatAreReadAreThere() throws {
        func env(_ name: String, _ key: String) -> String {
            "env: [{name: X, valueFrom: {secretKeyRef: {name: \(name), key: \(key)}}}]"
        }
        #expect(try check(env("app", "password")).isEmpty)
        let wrong = try check(env("app", "pasword"))
        #expect(wrong.map(\.severity) == [.error])
        #expect(wrong.first?.hint == "did you mean `password`?")
        let unknown = try check(env("ap", "password"))
        #expect(unknown.map(\.severity) == [.warning])
        #expect(
            unknown.first?.message == "the chart's values names the Secret `ap` in trial-app, which nothing delivers")
        #expect(try check("env: [{valueFrom: {secretKeyRef: {name: ap, key: x, optional: true}}}]").isEmpty)
    }

    @Test func chartsAreTalkedToInTheirOwnWay() throws {
        #expect(try check("admin: {existingSecret: app, passwordKey: password}").isEmpty)
        #expect(try check("admin: {existingSecret: app, passwordKey: pass}").map(\.severity) == [.error])
        let pair = "aExistingSecret: app, bExistingSecret: app, aExistingSecretKey"
        #expect(try check("{\(pair): password}").isEmpty)
        #expect(try check("{\(pair): pass}").map(\.severity) == [.error])
        #expect(try check("admin: {existingSecret: other}").map(\.severity) == [.warning])
    }

    @Test func operatorsMakeSecretsToo() throws {
        let choices = Scratch.standardChoices.replacing("{llm", with: "{bucket: trial-bucket, llm")
        let values = "env: [{valueFrom: {secretKeyRef: {name: trial-app-files, key: KEY}}}]"
        for (key, count) in [("AWS_ACCESS_KEY_ID", 0), ("access-key", 1)] {
            let found = try findings(
                SecretReferenceRule.self, choose: choices,
                rendered: .init(values: ["trial-app": values.replacing("KEY", with: key)]))
            #expect(found.count == count)
        }
        #expect(try check(values).count == 1)
    }

    @Test(arguments: [
        "envFrom: [{secretRef: {name: NAME}}]", "volumes: [{secret: {secretName: NAME}}]",
        "imagePullSecrets: [{name: NAME}]",
    ])
    func workloadsNameSecretsThatAreThere(form: String) throws {
        for (name, count) in [("app", 0), ("tls", 0), ("other", 1)] {
            let objects = """
                {apiVersion: apps/v1, kind: Deployment, metadata: {name: x}, spec: {\(form.replacing("NAME", with: name))}}
                ---
                {apiVersion: cert-manager.io/v1, kind: Certificate, metadata: {name: c}, spec: {secretName: tls}}
                """
            let found = try findings(
                SecretReferenceRule.self, rendered: .init(objects: ["trial-app": objects], secrets: [app]))
            #expect(found.count == count, "\(name)")
        }
    }

    @Test(arguments: [("cert-manager.io/cluster-issuer", 0), ("example.org/other", 2)])
    func certificatesOfGatewaysAreMadeIfTheyAreAskedFor(annotation: String, count: Int) throws {
        let objects = """
            {apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: g, annotations: {\(annotation): platform}}, spec: {listeners: [
              {name: a, tls: {certificateRefs: [{name: a-tls}]}}, {name: b, tls: {certificateRefs: [{name: b-tls, namespace: elsewhere}]}}]}}
            ---
            {apiVersion: apps/v1, kind: Deployment, metadata: {name: x}, spec: {volumes: [{secret: {secretName: a-tls}}]}}
            """
        let found = try findings(SecretReferenceRule.self, rendered: .init(objects: ["trial-app": objects]))
        #expect(found.count == count, "\(found.map(\.message))")
    }

    @Test func whatIsDeliveredIsRead() throws {
        #expect(
            try findings(UnusedSecretRule.self, rendered: .init(values: ["trial-app": "name: app"], secrets: [app]))
                .isEmpty)
        let found = try findings(UnusedSecretRule.self, rendered: .init(values: ["trial-app": "{}"], secrets: [app]))
        #expect(found.map(\.message) == ["nothing names the Secret `app` in trial-app"])
        #expect(found.first?.severity == .note)
    }

    /// Nobody reads metrics here, so that nothing names the key by which they would be read.
    @Test func whatIsForSomebodyWhoIsNotThereMayWait() throws {
        var key = app
        key.name = "trial-metrics"
        let rendered = Scratch.Rendered(values: ["trial-app": "{}"], secrets: [key])
        #expect(try findings(UnusedSecretRule.self, rendered: rendered).isEmpty)
        let watched = Scratch.gpus + "components: {trial-app: {}, trial-watch: {alertsTo: ops@example.org}}"
        #expect(try findings(UnusedSecretRule.self, watched, rendered: rendered).count == 1)
    }

    @Test(arguments: [
        "env: [{name: WEBUI_SECRET_KEY, value: abcdefghij}]", "env: [{name: DB_PASSWORD, value: changeme}]",
        "grafana: {adminPassword: prom-operator}", "args: [--api-key, sk-abcdefghijkl]",
        "url: 'postgresql://app:hunter22@db:5432/app'", "file: |\n  a: 1\n  client_secret: abcdefghij\n",
    ])
    func literalSecretsAreFound(values: String) throws {
        let found = try findings(LiteralSecretRule.self, rendered: .init(values: ["trial-app": values]))
        #expect(found.count == 1, "\(found.map(\.message))")
        #expect(found.first?.severity == .error)
        // The value itself must not be shown again.
        #expect(found.allSatisfy { !"\($0)".contains("abcdefghij") && !"\($0)".contains("hunter22") })
    }

    @Test(arguments: [
        "env: [{name: WEBUI_SECRET_KEY, valueFrom: {secretKeyRef: {name: app, key: password}}}]",
        "master_key: os.environ/MASTER_KEY",
        "client_secret: $__file{/etc/secrets/x}", "password: ${PASSWORD}", "existingSecret: trial-app-secret",
        "max_token: 16384000000",
        "env: [{name: ENABLE_TOKEN, value: 'true'}]", "env: [{name: TOKEN, value: /var/run/secrets/token}]",
        "admin: {existingSecret: app}",
        "auth: {secret: trial-app-database}", "url: 'postgresql://$(USER):$(PASSWORD)@db/app'",
        "image: 'a/b:1@sha256:00'",
    ])
    func referencesAreNoSecrets(values: String) throws {
        let found = try findings(LiteralSecretRule.self, rendered: .init(values: ["trial-app": values], secrets: [app]))
        #expect(found.isEmpty, "\(found.map(\.message))")
    }

    @Test func renderedSecretsHaveNoValues() throws {
        let objects = "{apiVersion: v1, kind: Secret, metadata: {name: x}, stringData: {a: b}}"
        #expect(try findings(LiteralSecretRule.self, rendered: .init(objects: ["trial-app": objects])).count == 1)
    }
}
