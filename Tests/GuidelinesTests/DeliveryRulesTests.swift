import Diagnostics
import Guidelines
import Testing
import Values

/// Hosts, charts, images and kinds.
struct DeliveryRulesTests {
    @Test func hostsHaveOneOwner() throws {
        let apart = Scratch.gpus + "components: {trial-app: {host: chat}, trial-other: {host: other}}"
        #expect(try findings(DuplicateHostRule.self, apart).isEmpty)
        let same = Scratch.gpus + "components: {trial-app: {host: chat}, trial-other: {host: chat}}"
        let found = try findings(DuplicateHostRule.self, same)
        #expect(found.map(\.message) == ["`trial-other` and `trial-app` both want the host chat.ai.example.org"])
        #expect(found.first?.place?.file == "platform.yaml")
        // Of a chart of one's own the list knows nothing.
        #expect(try findings(UntriedChartRule.self).isEmpty)
    }

    @Test func waysInLeadToOnePlace() throws {
        func ingress(_ name: String, _ path: String) -> String {
            """
            ---
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: \(name)}
            spec: {rules: [{host: chat.ai.example.org, http: {paths: [{path: \(path)}]}}]}

            """
        }
        #expect(
            try findings(
                DuplicateHostRule.self,
                rendered: .init(objects: ["trial-app": ingress("a", "/") + ingress("b", "/api")])
            ).isEmpty)
        let twice = try findings(
            DuplicateHostRule.self, rendered: .init(objects: ["trial-app": ingress("a", "/") + ingress("b", "/")]))
        #expect(
            twice.map(\.message) == ["chat.ai.example.org/ leads to two places: Ingress/a of `trial-app` and Ingress/b"]
        )
        let chart = try findings(
            DuplicateHostRule.self,
            rendered: .init(
                values: ["trial-app": "ingress: {enabled: true, hosts: [{host: chat.ai.example.org}]}"],
                objects: ["trial-app": ingress("a", "/")]))
        #expect(chart.count == 1)
    }

    @Test func routesLeadToOnePlace() throws {
        func route(_ name: String, _ match: String, at listener: String = "chat") -> String {
            """
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: \(name)}
            spec: {parentRefs: [{name: door, sectionName: \(listener)}], hostnames: [chat.ai.example.org], rules: [{matches: [\(match)]}]}

            """
        }
        let root = "{path: {type: PathPrefix, value: /}}"
        for other in [
            route("b", "{path: {type: PathPrefix, value: /api}}"), route("b", "{path: {type: Exact, value: /}}"),
            route("b", "{path: {type: PathPrefix, value: /}, method: POST}"), route("b", root, at: "http"),
        ] {
            let found = try findings(
                DuplicateHostRule.self, rendered: .init(objects: ["trial-app": route("a", root) + other]))
            #expect(found.isEmpty, "\(other)")
        }
        let twice = try findings(
            DuplicateHostRule.self,
            rendered: .init(objects: ["trial-app": route("a", root) + route("b", root), "trial-other": ""]))
        #expect(
            twice.map(\.message) == [
                "chat.ai.example.org/ leads to two places: HTTPRoute/a of `trial-app` and HTTPRoute/b"
            ])
    }

    @Test func chartsWereTried() throws {
        #expect(try findings(UntriedChartRule.self, tried: ["trial/app@1.2.3"]).isEmpty)
        let other = Scratch.gpus + "components: {trial-app: {version: 1.3.0}}"
        let found = try findings(UntriedChartRule.self, other, tried: ["trial/app@1.2.3"])
        #expect(found.map(\.message) == ["the chart app 1.3.0 was never tried with these values"])
        #expect(found.first?.cause == "tried: 1.2.3")
        #expect(found.first?.place?.file == "platform.yaml")
    }

    @Test(arguments: [
        "ghcr.io/a/b:v1.2.3", "docker.io/library/redis:8.1.10-alpine", "localhost:5000/a@sha256:00",
        "a/b:latest@sha256:00",
        "a/b:main-v1.77.3-stable", "searxng/searxng:2025.11.20-abcdef", "a/b:20251120", "a/b:3.19",
    ])
    func releasesAreFine(image: String) throws {
        #expect(try findings(MutableImageRule.self, rendered: .init(images: ["trial-app": [image]])).isEmpty)
    }

    @Test(arguments: [
        "a/b", "localhost:5000/a", "a/b:latest", "a/b:main", "a/b:stable", "a/b:nightly-2025.1", "postgres:16",
        "redis:v7", "redis:7-alpine",
        "a/b:edge",
    ])
    func movingTagsAreNamed(image: String) throws {
        let found = try findings(MutableImageRule.self, rendered: .init(images: ["trial-app": [image]]))
        #expect(found.map(\.message) == ["the image \(image) can change its meaning"])
        #expect(found.first?.severity == .warning)
    }

    @Test func imagesOfObjectsAndValuesCountToo() throws {
        let object = """
            apiVersion: batch/v1
            kind: Job
            metadata: {name: x}
            spec: {template: {spec: {initContainers: [{image: busybox}], containers: [{image: "a/b:1.2.3"}]}}}
            """
        let found = try findings(
            MutableImageRule.self,
            rendered: .init(
                values: ["trial-app": "image: {repository: a/c, tag: 16}\nother: {image: {tag: ''}}"],
                objects: ["trial-app": object]))
        #expect(
            found.map(\.message).sorted() == [
                "the image a/c:16 can change its meaning", "the image busybox can change its meaning",
            ])
    }

    @Test func kindsAreTaught() throws {
        func check(_ version: String, _ more: String) throws -> [Finding] {
            try findings(
                DefinitionRule.self, Scratch.gpus + "components: {trial-app: {}\(more)}",
                rendered: .init(objects: ["trial-app": "{apiVersion: \(version), kind: Thing, metadata: {name: x}}"]))
        }
        #expect(try check("apps/v1", "").isEmpty)
        #expect(try check("monitoring.coreos.com/v1", ", trial-watch: {}").isEmpty)
        let found = try check("monitoring.coreos.com/v1", "")
        #expect(found.map(\.message) == ["Thing/x is of monitoring.coreos.com, which no member teaches the cluster"])
    }
}
