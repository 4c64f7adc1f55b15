import Values

/// cert-manager's kinds.
enum CertificateRules {
    static func state(_ view: ObjectView) -> ReadinessState? {
        switch view.kind {
        case "Certificate": certificate(view)
        case "Issuer", "ClusterIssuer": issuer(view)
        case "CertificateRequest": request(view)
        case "Order", "Challenge": order(view)
        default: nil
        }
    }

    private static func certificate(_ view: ObjectView) -> ReadinessState {
        if let text = view.object.at("status", "notAfter")?.string, let end = Timestamp.seconds(text), end < view.now {
            return .failed("Expired", "the certificate ran out \(Span.text(view.now - end)) ago")
        }
        let issuing = view.condition("Issuing")
        guard let ready = view.condition("Ready") else { return silent(view) }
        if ready.isTrue { return .ready("the certificate is there", ready) }
        if let issuing, issuing.isFalse, !issuing.reason.isEmpty {
            return .failed(issuing.reason, "the certificate was refused: \(issuing.words)", issuing)
        }
        let words = issuing.map { $0.isTrue ? $0.words : ready.words } ?? ready.words
        return .progressing(
            ready.reason.isEmpty ? "NotReady" : ready.reason, "the certificate is not there yet: \(words)", ready)
    }

    private static func issuer(_ view: ObjectView) -> ReadinessState {
        guard let ready = view.condition("Ready") else { return silent(view) }
        if ready.isTrue { return .ready("it can issue", ready) }
        let reason = ready.reason.isEmpty ? "NotReady" : ready.reason
        return ready.isFalse
            ? .failed(reason, "it cannot issue: \(ready.words)", ready)
            : .progressing(reason, "it cannot issue yet: \(ready.words)", ready)
    }

    private static func request(_ view: ObjectView) -> ReadinessState {
        for type in ["Denied", "InvalidRequest"] {
            if let bad = view.holds(type) { return .failed(type, "the request was refused: \(bad.words)", bad) }
        }
        guard let ready = view.condition("Ready") else { return silent(view) }
        if ready.isTrue { return .ready("the request was granted", ready) }
        if ready.reason == "Failed" || ready.reason == "Denied" {
            return .failed(ready.reason, "the request was refused: \(ready.words)", ready)
        }
        return .progressing(ready.reason.isEmpty ? "Pending" : ready.reason, "waiting: \(ready.words)", ready)
    }

    private static func order(_ view: ObjectView) -> ReadinessState {
        let state = OneLine.text(view.text("status", "state"), limit: 80)
        let why = OneLine.text(view.text("status", "reason"))
        let words = why.isEmpty ? "" : ": \(why)"
        switch state {
        case "valid": return .ready("the ACME service is satisfied")
        case "invalid", "expired", "errored":
            return .failed(state, "the ACME service refused (\(state))\(words)")
        case "": return words.isEmpty ? silent(view) : .progressing("Pending", "waiting\(words)")
        default: return .progressing(state, "the ACME service has not decided yet (\(state))\(words)")
        }
    }

    private static func silent(_ view: ObjectView) -> ReadinessState {
        .progressing("NoStatus", "waiting for cert-manager to say anything")
    }
}
