import HTTP
import Values

/// A page answers over TLS whose certificate is trusted and made for the host.
struct PageProbe: Probe {
    var url: String

    var exchanges: [Exchange] { [Exchange("open the page", .http(HTTPExchange("GET", url)))] }

    func judge(_ outcomes: [Outcome], at now: Int64) throws -> String {
        let (status, _, body) = try outcomes[0].answer()
        // What wants a sign-on first is there, too.
        guard (200..<400).contains(status) || status == 401 || status == 403 else {
            throw ProbeFailure(
                "\(url) answers \(status): \(ShownText.clean(body, limit: 120))",
                hint: status == 404
                    ? "the way in knows no such host; is its Ingress there?"
                    : "what stands behind the way in does not answer")
        }
        return "answers \(status)"
    }
}

/// Plain HTTP leads to HTTPS on the same host.
struct RedirectProbe: Probe {
    var host: String
    var path: String

    var exchanges: [Exchange] {
        [Exchange("ask without TLS", .http(HTTPExchange("GET", "http://\(host)\(path)")))]
    }

    func judge(_ outcomes: [Outcome], at now: Int64) throws -> String {
        let (status, headers, _) = try outcomes[0].answer()
        guard [301, 302, 303, 307, 308].contains(status) else {
            throw ProbeFailure("plain HTTP answers \(status) instead of leading to https")
        }
        guard let target = headers["location"].flatMap(URLText.init), target.scheme == "https",
            target.host.utf8.elementsEqual(host.lowercased().utf8)
        else {
            throw ProbeFailure("plain HTTP leads to \(ShownText.clean(headers["location"] ?? "nowhere"))")
        }
        return "leads to https (\(status))"
    }
}

/// The certificate of a host: made for it, good now and for a while.
struct CertificateProbe: Probe {
    var host: String

    /// How long before its end a certificate should have been renewed, in days. ACME clients renew 30 days before.
    static let slackDays: Int64 = 7

    var exchanges: [Exchange] { [Exchange("take its certificate", .certificate(host: host, port: 443))] }

    func judge(_ outcomes: [Outcome], at now: Int64) throws -> String {
        try CertificateReading.judge(pem: try outcomes[0].string(), host: host, at: now, slackDays: Self.slackDays)
    }
}
