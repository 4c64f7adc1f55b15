import Catalog
import Platform
import Values

extension Runbook {
    /// Hosts, who signs in where, and the records that must exist.
    static func access(_ facts: RunbookFacts) -> [String] {
        names(facts) + (facts.hosted.isEmpty ? [] : [""] + records(facts))
    }

    private static func names(_ facts: RunbookFacts) -> [String] {
        var lines = ["## Who signs in where", ""]
        for (member, host) in facts.hosted {
            let signOn = facts.resolution.bindings(of: member.name).filter { $0.requirement.capability == "oidc" }.map(
                \.provider)
            var line = "- https://\(host): **\(member.component.title)**."
            if !signOn.isEmpty { line += " Sign-on through \(signOn.map(facts.title).joined(separator: ", "))." }
            let administrators = administrators(member)
            if !administrators.isEmpty { line += " Administrator: \(RunbookFacts.code(administrators))." }
            lines.append(line)
        }
        if facts.hosted.isEmpty { lines.append("Nothing is seen from outside.") }
        if !facts.members.flatMap(administrators).isEmpty {
            let hidden = facts.members.filter { $0.host == nil }.flatMap(administrators)
            if !hidden.isEmpty { lines.append("- Without a host of their own: \(RunbookFacts.code(hidden)).") }
            lines += ["", "To see one of them, run `fairlead secrets show NAME --reveal` where `platform.yaml` is."]
        }
        return lines + engineAccess(facts)
    }

    /// Credentials that open an administrator's account, by their names.
    private static func administrators(_ member: Member) -> [String] {
        member.component.credentials.filter { credential in
            if case .bcrypt = credential.recipe { return false }
            let words = credential.name.split { $0 == "-" || $0 == "_" }
            return words.contains { ["admin", "administrator", "bootstrap"].contains($0) }
        }.map { CredentialID(component: member.name, name: $0.name).description }
    }

    private static func engineAccess(_ facts: RunbookFacts) -> [String] {
        guard let engine = facts.engine else { return [] }
        if facts.way == .flux { return fluxAccess(facts) }
        let namespace = RunbookFacts.shell(facts.engineNamespace)
        let signsOn = facts.resolution.bindings(of: engine.name).contains { $0.requirement.capability == "oidc" }
        let hasAdministrator = engine.options["localAdmin"]?.bool ?? !signsOn
        let title = engine.component.title
        guard hasAdministrator else {
            return [
                "",
                "\(title) has no local user: until sign-on works, look at it with `kubectl -n \(namespace) get applications`.",
            ]
        }
        return [
            "",
            "\(title) makes the password of its user `admin` itself; its page is on http://localhost:8080 while this runs:",
            "",
            "```sh",
            "kubectl -n \(namespace) get secret argocd-initial-admin-secret -o jsonpath='{.data.password}' | base64 -d; echo",
            "kubectl -n \(namespace) port-forward service/argocd-server 8080:80", "```",
        ]
    }

    private static func records(_ facts: RunbookFacts) -> [String] {
        let ways = facts.providers(of: "ingress")
        let commands = ways.map { "kubectl -n \(RunbookFacts.shell($0.namespace)) get services" }
        let domain = facts.resolution.specification.domain
        return [
            "### DNS records", "",
            "Each of these names leads to the address of "
                + (ways.isEmpty ? "your own way in" : ways.map(\.component.title).joined(separator: ", "))
                + "; one record for `*.\(domain)` does as well: " + RunbookFacts.code(facts.hosted.map(\.host)) + ".",
        ]
            + (commands.isEmpty
                ? [] : ["To see the address as soon as it is installed: " + RunbookFacts.code(commands) + "."])
    }
}
