import Catalog
import Platform
import Rendering

extension Runbook {
    static func fluxFolders(_ facts: RunbookFacts) -> [String] {
        [
            "| `bootstrap/` | what is applied by hand, once |",
            "| `cluster/` | leads to everything below |", groundRow,
            "| `infra/NAME/` | what serves the cluster: a folder for each stage, and `sync.yaml`, which says what each waits for |",
            "| `apps/NAME/` | the same for what serves people |",
        ]
    }

    static func fluxAccess(_ facts: RunbookFacts) -> [String] {
        [
            "",
            "\(facts.engineTitle) has no page of its own: look at it with "
                + "`kubectl get kustomizations,helmreleases --all-namespaces`.",
        ]
    }

    /// The login of the repository, the handover, and how it is watched.
    static func fluxHandover(_ facts: RunbookFacts, _ steps: inout RunbookSteps) {
        let namespace = RunbookFacts.shell(facts.engineNamespace)
        let engine = facts.engine?.name ?? "flux"
        let login = FluxKustomization.login(facts.input)
        let isWeb = facts.resolution.specification.delivery.repository.hasPrefix("http")
        let secret = RunbookFacts.shell(login ?? "platform-repository")
        let command = "kubectl -n \(namespace) create secret generic \(secret) --dry-run=client -o yaml \\"
        if isWeb {
            steps.add(
                login == nil
                    ? "Only if the repository asks for a login: set `components.\(engine).repositorySecret: platform-repository` in "
                        + "`platform.yaml`, render and push again, and give \(facts.engineTitle) a token that may read it."
                    : "Give \(facts.engineTitle) a token that may read the repository.",
                "read -rs TOKEN    # paste it, then Enter", command,
                "  --from-literal=username=git --from-literal=password=\"$TOKEN\" | kubectl apply -f -")
        } else {
            steps.add(
                "Give \(facts.engineTitle) a key that may read the repository, and the keys by which it knows the server.",
                "KEY_FILE=deploy-key    # the private key; its public half stands beside it",
                "ssh-keyscan HOST > known_hosts    # compare it with what the server's operator says", command,
                "  --from-file=identity=\"$KEY_FILE\" --from-file=identity.pub=\"$KEY_FILE.pub\" --from-file=known_hosts | kubectl apply -f -"
            )
        }
        steps.add(
            "Hand over. This source and this one Kustomization bring all others, each after those that it waits for.",
            "kubectl apply -f bootstrap/sync.yaml")
        steps.add(
            "Watch. It is done when every line says `True`; the first time, images and models take a while.",
            "kubectl -n \(namespace) get kustomizations --watch",
            "kubectl get helmreleases --all-namespaces",
            "kubectl -n \(namespace) describe kustomization NAME    # why one of them does not get on")
    }

    /// How everything is taken away.
    static func fluxRemoval(_ facts: RunbookFacts) -> [String] {
        let namespace = RunbookFacts.shell(facts.engineNamespace)
        let units = Flux().units(facts.input)
        let members = facts.input.plan.waves.reversed().flatMap { $0.reversed() }.filter { $0 != facts.engine?.name }
        let stages = members.flatMap { (units[$0]?.stages ?? []).reversed() }
        var lines = [
            "## Remove the platform", "",
            "First stop what brings everything back, then remove the components, last wave first. Data stays.", "",
            "```sh",
            "kubectl -n \(namespace) delete kustomization \(FluxLayout.rootName)",
        ]
        if !stages.isEmpty {
            lines += [
                "for name in \(stages.map(RunbookFacts.shell).joined(separator: " ")); do",
                "  kubectl -n \(namespace) delete kustomization \"$name\" --wait",
                "done",
            ]
        }
        guard let engine = facts.engine, let chart = engine.chart else { return lines + ["```"] + dataRemoval(facts) }
        let release = RunbookFacts.shell(chart.release)
        let rest = members.compactMap { units[$0]?.definitions } + (units[engine.name]?.stages ?? []) + [Mark.ground]
        lines += [
            "kubectl -n \(namespace) patch helmrelease \(release) --type merge -p '{\"spec\": {\"suspend\": true}}'",
            "kubectl -n \(namespace) delete kustomization \(rest.map(RunbookFacts.shell).joined(separator: " ")) --wait",
            "kubectl -n \(namespace) delete helmrelease \(release) --wait",
            "kubectl delete helmcharts,helmrepositories,ocirepositories,gitrepositories --all-namespaces "
                + "-l \(Mark.platform)=\(RunbookFacts.shell(facts.resolution.specification.name))",
            "helm uninstall \(release) -n \(namespace)", "```",
        ]
        return lines + dataRemoval(facts)
    }
}
