import Diagnostics
import Guidelines
import Testing

/// Monitors, probes and alerts.
struct OperationRulesTests {
    private let watched = Scratch.gpus + "components: {trial-app: {}, trial-watch: {}}"
    private let monitor = "{apiVersion: monitoring.coreos.com/v1, kind: PodMonitor, metadata: {name: app}}"

    @Test func monitorsAreSelected() throws {
        func check(_ prometheus: String) throws -> [Finding] {
            try findings(
                UnseenMonitorRule.self, watched,
                rendered: .init(
                    values: ["trial-watch": "prometheus: {prometheusSpec: \(prometheus)}"],
                    objects: ["trial-app": monitor]))
        }
        #expect(try check("{podMonitorSelectorNilUsesHelmValues: false}").isEmpty)
        #expect(try check("{podMonitorSelector: {matchExpressions: [{key: a, operator: Exists}]}}").isEmpty)
        let release = try check("{serviceMonitorSelectorNilUsesHelmValues: false}")
        #expect(release.map(\.message) == ["PodMonitor/app is seen by no Prometheus"])
        #expect(release.first?.cause == "Prometheus selects by: release=trial-watch")
        #expect(try check("{podMonitorSelector: {matchLabels: {team: ai}}}").count == 1)
    }

    @Test func labelsOfMonitorsCount() throws {
        let spec = ["trial-watch": "prometheus: {prometheusSpec: {}}"]
        let labelled = monitor.replacing("name: app", with: "name: app, labels: {release: trial-watch}")
        #expect(
            try findings(
                UnseenMonitorRule.self, watched, rendered: .init(values: spec, objects: ["trial-app": labelled])
            ).isEmpty)
    }

    @Test func monitorsOfChartsCountToo() throws {
        for (labels, count) in [("{release: trial-watch}", 0), ("{}", 1)] {
            let values = [
                "trial-watch": "prometheus: {prometheusSpec: {}}",
                "trial-app": "metrics: {serviceMonitor: {enabled: true, additionalLabels: \(labels)}}",
            ]
            #expect(try findings(UnseenMonitorRule.self, watched, rendered: .init(values: values)).count == count)
        }
        let alone = try findings(
            UnseenMonitorRule.self, rendered: .init(values: ["trial-app": "serviceMonitor: {enabled: true}"]))
        #expect(alone.map(\.cause) == ["nothing in the platform scrapes metrics"])
    }

    @Test(arguments: [
        ("httpGet: {path: /health, port: 80}", "httpGet: {path: /ready, port: 80}", 0),
        ("tcpSocket: {port: 80}", "httpGet: {path: /ready, port: 80}", 0),
        ("httpGet: {path: /health, port: 80}", "httpGet: {path: /health, port: 80}", 1),
    ])
    func livenessAsksItself(live: String, ready: String, count: Int) throws {
        let probes = "livenessProbe: {\(live)}, readinessProbe: {\(ready)}"
        let object =
            "{apiVersion: apps/v1, kind: Deployment, metadata: {name: x}, spec: {containers: [{image: 'a:1.2.3', \(probes)}]}}"
        let found = try findings(LivenessRule.self, rendered: .init(objects: ["trial-app": object]))
        #expect(found.count == count)
        #expect(found.first.map { $0.cause?.contains("`trial-engine`") == true } ?? true)
        #expect(try findings(LivenessRule.self, rendered: .init(values: ["trial-app": "{\(probes)}"])).count == count)
        // Who needs nobody may ask the same path twice.
        #expect(try findings(LivenessRule.self, rendered: .init(objects: ["trial-vectors": object])).isEmpty)
    }

    @Test(arguments: [
        ("{config: {receivers: [{name: 'null'}]}}", 1), ("{}", 1), ("{enabled: false}", 0),
        ("{config: {receivers: [{name: x, email_configs: [{to: ops@example.org}]}]}}", 0),
        ("{alertmanagerSpec: {configSecret: alerts}}", 0),
    ])
    func alertsReachSomebody(manager: String, count: Int) throws {
        let found = try findings(
            AlertReceiverRule.self, watched, rendered: .init(values: ["trial-watch": "alertmanager: \(manager)"]))
        #expect(found.count == count)
        #expect(found.first.map { $0.hint == "say who gets them: `components.trial-watch.alertsTo`" } ?? true)
    }

    @Test func rulesAreOrderedAndEachHasATest() throws {
        let codes = Guidelines.all.map { type(of: $0).code.rawValue }
        #expect(codes == codes.sorted())
        #expect(Set(codes).count == codes.count)
        let input = try Scratch.input(
            Scratch.gpus + "components: {trial-app: {replicas: 2, host: a}, trial-other: {host: a}}",
            tried: ["trial/app@0.9.0"])
        let found = Guidelines.check(input)
        #expect(found == Findings(found).sorted())
        #expect(
            !found.of(.sharedStorage).isEmpty && !found.of(.duplicateHost).isEmpty && !found.of(.untriedChart).isEmpty)
    }
}
