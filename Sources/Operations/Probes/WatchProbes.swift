import HTTP
import Values

/// What is to be scraped is scraped: every target is up (Prometheus, HTTP API, "Targets" and "Instant queries").
struct MetricProbe: Probe {
    var url: String
    var namespace: String
    var port: Int
    /// The name under which the scraper keeps the targets of one monitor, if that is known: two monitors of one namespace may ask the same
    /// port of different pods.
    var pool: String?

    var exchanges: [Exchange] {
        let question: String
        if let pool {
            question = "/api/v1/targets?" + URLText.encodeQuery([("state", "active"), ("scrapePool", pool)])
        } else {
            let query = #"up{namespace="\#(namespace)",instance=~".+:\#(port)"}"#
            question = "/api/v1/query?" + URLText.encodeQuery([("query", query)])
        }
        return [Exchange("ask for the targets", .http(HTTPExchange("GET", url + question)))]
    }

    func judge(_ outcomes: [Outcome], at now: Int64) throws -> String {
        let data = try outcomes[0].json()["data"]
        let answered = (pool == nil ? data?["result"] : data?["activeTargets"])?.list ?? []
        // A server older than the parameter answers with every pool.
        let targets = answered.filter { target in
            guard let pool, let own = target["scrapePool"]?.string else { return true }
            return own.utf8.elementsEqual(pool.utf8)
        }
        guard !targets.isEmpty else {
            throw ProbeFailure(
                "nothing on port \(port) in \(namespace) is scraped",
                hint: "is the monitor there, and do its labels fit the pods?")
        }
        let down = targets.filter {
            pool == nil ? $0["value"]?.list?.last?.string != "1" : $0["health"]?.string != "up"
        }
        guard down.isEmpty else {
            throw ProbeFailure(
                "down: \(ShownText.clean(down.map(Self.name).joined(separator: ", ")))",
                hint: "does the network policy let the scraper in, and does the pod answer on this port?")
        }
        return targets.count == 1 ? "1 target is up" : "\(targets.count) targets are up"
    }

    private static func name(_ target: Node) -> String {
        let labels = target["labels"] ?? target["metric"]
        let name = labels?["pod"]?.string ?? labels?["instance"]?.string ?? "a target"
        guard let error = target["lastError"]?.string, !error.isEmpty else { return name }
        return "\(name) (\(error))"
    }
}

/// Lines of the platform's own pods arrive (Loki, HTTP API, "Query logs at a single point in time").
struct LogProbe: Probe {
    var url: String
    var namespaces: [String]

    var exchanges: [Exchange] {
        let names = namespaces.joined(separator: "|")
        let query = #"sum(count_over_time({namespace=~"\#(names)"}[10m]))"#
        return [
            Exchange(
                "count the lines",
                .http(HTTPExchange("GET", "\(url)/loki/api/v1/query?query=\(URLText.encodeSegment(query))")))
        ]
    }

    func judge(_ outcomes: [Outcome], at now: Int64) throws -> String {
        let value = try outcomes[0].json().at("data", "result")?.list?.first?["value"]?.list?.last?.string
        guard let value, let count = Double(value), count > 0, count < 1e15 else {
            throw ProbeFailure(
                "no line of the platform's pods arrived in the last ten minutes",
                hint: "does the collector run, and may it read pods' logs?")
        }
        return "\(Int(count)) lines in ten minutes"
    }
}

/// Traces can be searched (Tempo, HTTP API, "Search").
struct TraceProbe: Probe {
    var url: String

    var exchanges: [Exchange] {
        [Exchange("search for traces", .http(HTTPExchange("GET", "\(url)/api/search?limit=1")))]
    }

    func judge(_ outcomes: [Outcome], at now: Int64) throws -> String {
        guard let traces = try outcomes[0].json()["traces"]?.list, !traces.isEmpty else {
            throw ProbeFailure("there is no trace")
        }
        return "traces are there"
    }
}
