import Delivery
import Platform
import Rendering
import Values

/// What is asked of the ways in and of the sign-on.
enum WebChecks {
    static func ingress(_ facts: BindingFacts, _ context: PlanContext) -> [Check] {
        guard facts.arguments["service"] != nil,
            let host = facts.arguments["host"]?.string ?? context.consumer(facts)?.host
        else { return [] }
        let path = facts.arguments["path"]?.string ?? "/"
        let title = context.title(facts)
        return [
            context.check(
                facts, "page", title: "\(title) answers at https://\(host)\(path)",
                proves:
                    "the name leads here, the certificate is trusted and made for it, and what stands behind it answers",
                host: host,
                vantage: .outside, probe: PageProbe(url: "https://\(host)\(path)")),
            context.check(
                facts, "certificate", title: "the certificate of \(host) is good for a while",
                proves: "it is made for the host and is renewed in time", host: host, vantage: .outside,
                probe: CertificateProbe(host: host)),
            context.check(
                facts, "redirect", title: "http://\(host) leads to https", proves: "nobody signs on in the clear",
                host: host,
                vantage: .outside, probe: RedirectProbe(host: host, path: path)),
        ]
    }

    static func dashboards(_ facts: BindingFacts, _ context: PlanContext) -> [Check] {
        guard let url = facts.properties["url"]?.string else { return [] }
        let provider = context.desired.input.resolution.member(facts.binding.provider)
        return [
            context.check(
                facts, "page", title: "dashboards answer at \(url)", proves: "what shows the dashboards is there",
                vantage: context.vantage(url, namespace: provider?.namespace ?? ""), probe: PageProbe(url: url))
        ]
    }

    static func signOn(_ facts: BindingFacts, _ context: PlanContext) -> [Check] {
        let given = facts.properties
        guard let issuer = given["issuer"]?.string else { return [] }
        let title = context.title(facts)
        let host = PlanContext.host(issuer)
        var checks: [Check] = []
        if let discovery = given["discovery"]?.string {
            let told = [
                ("authorization_endpoint", "authorize"), ("token_endpoint", "token"), ("userinfo_endpoint", "userinfo"),
                ("end_session_endpoint", "logout"),
            ].compactMap { name, property in given[property]?.string.map { (name: name, url: $0) } }
            checks.append(
                context.check(
                    facts, "discovery", title: "\(title)'s sign-on describes itself as it was told",
                    proves: "issuer and endpoints fit",
                    host: host, vantage: .outside,
                    probe: DiscoveryProbe(url: discovery, issuer: issuer, endpoints: told)))
        }
        guard let client = given["clientId"]?.string, let path = facts.arguments["redirect"]?.string,
            let own = context.consumer(facts)?.host
        else { return checks }
        let redirect = "https://\(own)\(path)"
        if let authorize = given["authorize"]?.string {
            checks.append(
                context.check(
                    facts, "authorize", title: "\(title) may send people to sign on",
                    proves: "the sign-on knows the client and its redirect address, and no invented one", host: host,
                    vantage: .outside,
                    probe: AuthorizeProbe(authorize: authorize, client: client, redirect: redirect)))
        }
        if let token = given["token"]?.string, let secret = context.secret(facts, "client-secret") {
            checks.append(
                context.check(
                    facts, "client-secret", title: "\(title)'s client secret is known to the sign-on",
                    proves: "sign-on can be completed", host: host, vantage: .outside,
                    probe: ClientSecretProbe(token: token, client: client, secret: secret, redirect: redirect)))
        }
        return checks
    }
}
