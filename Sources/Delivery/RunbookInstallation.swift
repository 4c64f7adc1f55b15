import Catalog
import Platform

extension Runbook {
    /// The first installation, with every command.
    static func installation(_ facts: RunbookFacts) -> [String] {
        let delivery = facts.resolution.specification.delivery
        var steps = RunbookSteps()
        steps.add(
            "Make the first namespaces.",
            "kubectl apply -f bootstrap/namespaces.yaml")
        if !facts.layout.sealingNamespaces.isEmpty {
            steps.add(
                "Give the cluster the key that the sealed values here were sealed to. Run this where `platform.yaml` is; "
                    + "nothing is written to disk.",
                "fairlead secrets bootstrap | kubectl apply -f -")
        }
        if let engine = facts.engine, let chart = engine.chart {
            let source = RunbookFacts.source(chart, clone: "CLONE")
            steps.add(
                "Install \(engine.component.title). From then on it looks after itself, from this folder."
                    + (chart.revision.map { " `CLONE` is a clone of `\(chart.repository)` at `\($0)`." } ?? ""),
                "helm upgrade --install \(RunbookFacts.shell(chart.release)) \(source) \\",
                "  \(RunbookFacts.version(chart))-n \(RunbookFacts.shell(engine.namespace)) "
                    + "-f \(facts.way == .flux ? "bootstrap/values.yaml" : "components/\(engine.name)/values.yaml") "
                    + "--wait --timeout 10m")
        }
        steps.add(
            "Put this folder into Git: `\(delivery.repository)`, branch `\(delivery.revision)`\(folder(facts)). If it is not in a clone of "
                + "that repository yet, clone it and render there: `fairlead render --out \(clone(facts))`.",
            "git add -A . && git commit -m \"Render \(facts.resolution.specification.name)\" "
                + "&& git push origin HEAD:\(RunbookFacts.shell(delivery.revision))")
        if facts.way == .flux {
            fluxHandover(facts, &steps)
        } else {
            handover(facts, &steps)
        }
        filling(facts, &steps)
        var lines = [
            "## First installation", "",
            "You need: `kubectl` with administrator rights in a cluster of Kubernetes \(facts.resolution.specification.kubernetes), "
                + "`helm`, `git`, `fairlead`, and `platform.yaml` with its credential store.",
            "Run the commands in this folder unless a step says otherwise. Every step may be repeated.",
        ]
        if !facts.hosted.isEmpty { lines.append("Set the DNS records first (see below): certificates wait for them.") }
        return lines + [""] + steps.lines
    }

    private static func handover(_ facts: RunbookFacts, _ steps: inout RunbookSteps) {
        let repository = facts.resolution.specification.delivery.repository
        let namespace = RunbookFacts.shell(facts.engineNamespace)
        let isWeb = repository.hasPrefix("https://") || repository.hasPrefix("http://")
        steps.add(
            "Only if the repository asks for a login: give \(facts.engineTitle) a \(isWeb ? "token" : "key") that may read it.",
            isWeb ? "read -rs TOKEN    # paste it, then Enter" : "KEY_FILE=deploy-key    # the private key",
            "kubectl -n \(namespace) create secret generic platform-repository --dry-run=client -o yaml --from-literal=type=git \\",
            "  --from-literal=url=\(RunbookFacts.shell(repository)) "
                + (isWeb
                    ? "--from-literal=username=git --from-literal=password=\"$TOKEN\" \\"
                    : "--from-file=sshPrivateKey=\"$KEY_FILE\" \\"),
            "  | kubectl label --local -f - argocd.argoproj.io/secret-type=repository -o yaml | kubectl apply -f -")
        steps.add(
            "Hand over. This one application brings all others, wave by wave.",
            "kubectl apply -f bootstrap/root.yaml")
        steps.add(
            "Watch. It is done when every line says `Synced` and `Healthy`; the first time, images and models take a while.",
            "kubectl -n \(namespace) get applications --watch",
            "kubectl -n \(namespace) describe application NAME    # why one of them does not get on")
    }

    private static func folder(_ facts: RunbookFacts) -> String {
        facts.layout.path("").isEmpty ? "" : ", folder `\(facts.resolution.specification.delivery.path)`"
    }

    private static func clone(_ facts: RunbookFacts) -> String {
        let path = facts.layout.path("")
        return path.isEmpty ? "CLONE" : RunbookFacts.shell("CLONE/" + facts.resolution.specification.delivery.path)
    }
}

/// Numbered steps with their commands.
struct RunbookSteps {
    private(set) var lines: [String] = []
    private var count = 0

    mutating func add(_ text: String, _ commands: String...) {
        count += 1
        lines.append("\(count). \(text)")
        guard !commands.isEmpty else { return }
        lines += ["   ```sh"] + commands.map { "   " + $0 } + ["   ```"]
    }
}
