import Catalog
package import Diagnostics
import Platform
import Rendering
import Values

/// What is to be scraped is scraped: every monitor is selected by the platform's Prometheus.
package struct UnseenMonitorRule: Guideline {
    package static let code = Code.monitorUnseen
    package init() {}

    package func findings(_ input: GuidelineInput) -> [Finding] {
        let monitors = input.trees.flatMap { Self.monitors($0) }
        guard !monitors.isEmpty else { return [] }
        let selectors = Selectors(input)
        return monitors.compactMap { monitor in
            guard let why = selectors.whyUnseen(monitor.kind, labels: monitor.labels) else { return nil }
            return Finding(
                code: Self.code, severity: .warning, message: "\(monitor.title) is seen by no Prometheus",
                place: input.place(monitor.node, of: monitor.component), component: monitor.component, cause: why.cause,
                hint: why.hint)
        }
    }

    private struct Monitor {
        var kind: String
        var title: String
        var labels: [String: String]
        var component: String
        var node: Node
    }

    /// Rendered monitors, and those that a chart is told to make.
    private static func monitors(_ tree: RenderedTree) -> [Monitor] {
        if let object = tree.object {
            guard object.group == "monitoring.coreos.com", ["PodMonitor", "ServiceMonitor"].contains(object.kind) else {
                return []
            }
            return [
                Monitor(
                    kind: object.kind, title: tree.title, labels: labels(object.node.at("metadata", "labels")),
                    component: tree.component,
                    node: object.node)
            ]
        }
        return tree.settings.compactMap { setting in
            let kinds = ["servicemonitor": "ServiceMonitor", "podmonitor": "PodMonitor"]
            guard let kind = kinds[setting.plainKey], setting.value["enabled"]?.bool == true else { return nil }
            let given = ["labels", "additionalLabels", "selector", "extraLabels"].map { labels(setting.value[$0]) }
            return Monitor(
                kind: kind, title: "the \(kind) of the chart (\(setting.path))",
                labels: given.reduce(into: [:]) { $0.merge($1) { _, last in last } }, component: tree.component,
                node: setting.value)
        }
    }

    static func labels(_ node: Node?) -> [String: String] {
        Dictionary((node?.stringPairs ?? []).map { ($0.0, $0.1) }, uniquingKeysWith: { $1 })
    }
}

/// What the Prometheus servers of a platform select.
private struct Selectors {
    /// The values that hold a Prometheus' specification, with the release they belong to; or the specification itself.
    private let servers: [(spec: Node, release: String?)]
    private let hasProvider: Bool

    init(_ input: GuidelineInput) {
        var servers: [(Node, String?)] = []
        for tree in input.trees {
            if let object = tree.object {
                guard object.kind == "Prometheus", object.group == "monitoring.coreos.com" else { continue }
                servers.append((object.node["spec"] ?? [:], nil))
            } else if let spec = tree.settings.first(where: { $0.key == "prometheusSpec" && $0.value.mapping != nil }) {
                servers.append((spec.value, input.resolution.member(tree.component)?.chart?.release ?? tree.component))
            }
        }
        self.servers = servers
        hasProvider = input.resolution.members.contains { $0.component.provides("metrics") }
    }

    /// Why no server selects a monitor; nil if one does, or if it cannot be known.
    func whyUnseen(_ kind: String, labels: [String: String]) -> (cause: String, hint: String)? {
        guard hasProvider || !servers.isEmpty else {
            return (
                "nothing in the platform scrapes metrics",
                "take in a component that provides `metrics`, or leave the monitor out"
            )
        }
        // A provider without a Prometheus of the operator's kind has ways of its own.
        guard !servers.isEmpty else { return nil }
        let key = kind == "PodMonitor" ? "podMonitorSelector" : "serviceMonitorSelector"
        var asked: [String] = []
        for server in servers {
            guard let wanted = Self.wanted(server.spec, key: key, release: server.release) else { return nil }
            let missing = wanted.filter { labels[$0.key] != $0.value }
            if missing.isEmpty, !(wanted.isEmpty && server.release == nil && server.spec[key] == nil) { return nil }
            asked.append(
                missing.isEmpty
                    ? "it selects none" : missing.map { "\($0.key)=\($0.value)" }.sorted().joined(separator: ", "))
        }
        return (
            "Prometheus selects by: " + asked.joined(separator: "; "),
            "set `\(key)NilUsesHelmValues: false` at the provider of metrics, or give the monitor these labels"
        )
    }

    /// The labels that a server asks for; nil if it asks in a way that labels alone do not answer.
    private static func wanted(_ spec: Node, key: String, release: String?) -> [String: String]? {
        if let selector = spec[key], selector.mapping?.isEmpty == false {
            if selector["matchExpressions"] != nil { return nil }
            return UnseenMonitorRule.labels(selector["matchLabels"])
        }
        // The chart of the Prometheus community selects its own release's monitors unless it is told otherwise.
        guard let release, spec[key + "NilUsesHelmValues"]?.bool != false else { return [:] }
        return ["release": release]
    }
}
