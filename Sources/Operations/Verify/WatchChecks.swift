import Catalog
import Delivery
import Kubernetes
import Platform
import Rendering
import Values

/// What is asked of what watches.
enum WatchChecks {
    static func metrics(_ facts: BindingFacts, _ context: PlanContext) -> [Check] {
        guard let url = facts.properties["url"]?.string,
            let port = (facts.arguments["port"]?.integer).flatMap({ Int(exactly: $0) })
        else { return [] }
        // The consumer is asked by the provider and may not ask it, so the question comes from where the provider is.
        let provider = context.desired.input.resolution.member(facts.binding.provider)?.namespace ?? ""
        return [
            context.check(
                facts, "target", title: "\(context.title(facts))'s metrics on port \(port) arrive",
                proves: "what is to be scraped is found and let in", vantage: .namespace(provider),
                probe: MetricProbe(
                    url: url, namespace: context.namespace(facts), port: port, pool: pool(facts, port, context)))
        ]
    }

    /// The scrape pool of the binding's monitor, where one was rendered (Prometheus Operator, names of generated scrape configurations:
    /// `podMonitor/<namespace>/<name>/<index of the endpoint>`).
    private static func pool(_ facts: BindingFacts, _ port: Int, _ context: PlanContext) -> String? {
        let namespace = context.namespace(facts)
        let monitor = context.desired.objects.first {
            $0.reference.kind == "PodMonitor" && $0.reference.group == "monitoring.coreos.com"
                && $0.reference.namespace == namespace
                && $0.reference.name.utf8.elementsEqual(facts.binding.id.utf8)
        }
        let endpoints = monitor?.node.at("spec", "podMetricsEndpoints")?.list ?? []
        guard let index = endpoints.firstIndex(where: { $0["portNumber"]?.integer == Int64(port) }) else { return nil }
        return "podMonitor/\(namespace)/\(facts.binding.id)/\(index)"
    }

    static func logs(_ facts: BindingFacts, _ context: PlanContext) -> [Check] {
        // One store has one answer: the first that is bound to it asks.
        guard let url = facts.properties["url"]?.string,
            context.facts.first(where: {
                $0.binding.offer.capability == "logs" && $0.binding.provider == facts.binding.provider
            })?
            .binding.key == facts.binding.key
        else { return [] }
        return [
            context.check(
                facts, "lines", title: "log lines of the platform's pods arrive",
                proves: "what pods say is collected and kept",
                probe: LogProbe(url: url, namespaces: context.desired.input.rendering.namespaces.map(\.name)))
        ]
    }

    static func traces(_ facts: BindingFacts, _ context: PlanContext) -> [Check] {
        guard let url = facts.properties["url"]?.string else { return [] }
        return [
            context.check(
                facts, "search", title: "traces arrive", proves: "what applications tell of their calls is kept",
                leftOut:
                    "traces come only when something sends them; ask with --only \(facts.binding.consumer)/\(facts.binding.requirement.name)/search",
                probe: TraceProbe(url: url))
        ]
    }
}
