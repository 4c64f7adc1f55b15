import Catalog
import Diagnostics
import Platform
import Rendering

/// The README of a platform on one machine.
enum MachineRunbook {
    static func text(_ input: DeliveryInput, plan: MachinePlan) -> String {
        let specification = input.resolution.specification
        var lines = [
            "# Platform \(specification.name) on one machine", "",
            "\(plan.units.count) containers of \(Set(plan.units.map(\.component)).count) components, run by Podman. `fairlead up` brings them "
                + "up, where `platform.yaml` is; this folder says what that comes to, and `git diff` in it what a change does.",
            "Everything here is written by Fairlead. Secret values are not in it: they go from the credential store through a pipe into Podman's.",
            "", "```sh",
            "fairlead doctor                  # is the machine fit for it",
            "fairlead up                      # looks first, then does what is missing",
            "fairlead status                  # what runs; `why COMPONENT`, `logs COMPONENT`, `restart COMPONENT`",
            "fairlead backup FILE             # everything that is kept, in one encrypted archive; `restore FILE` brings it back",
            "fairlead down                    # volumes stay, unless --delete-data \(specification.name)",
            "```",
        ]
        let hosted = input.resolution.members.compactMap { member in member.host.map { (member, $0) } }
        if !hosted.isEmpty {
            lines += ["", "## Hosts", ""]
            lines += hosted.map { "- https://\($0.1): **\($0.0.component.title)**" }
            for authority in MachineAuthority.all(input, plan: plan) {
                lines += [
                    "",
                    "Their certificates are signed by a root that only this platform has. Browsers must be told once to trust it:",
                    "",
                    "```sh", "podman \(authority.command.joined(separator: " ")) > root.crt", "```",
                ]
            }
        }
        lines += ["", "## Order", ""]
        for (number, wave) in input.plan.waves.enumerated() {
            let names = wave.filter { !plan.units(of: $0).isEmpty }
            if !names.isEmpty { lines.append("\(number). \(RunbookFacts.code(names))") }
        }
        let kept = plan.volumes.filter(\.isKept)
        if !kept.isEmpty {
            lines += ["", "## What is kept", ""]
            lines += kept.map { "- volume `\($0.name)` of `\($0.component)`" }
        }
        lines += [
            "", "## After a restart of the machine", "",
            "The service `podman-restart` of the system starts what ran: `systemctl enable podman-restart`, for a user's own containers "
                + "`systemctl --user enable podman-restart` and `loginctl enable-linger`. Where neither is there, `fairlead up` does the same.",
        ]
        let left = plan.findings.map { "- \($0.message)" + ($0.hint.map { "; \($0)" } ?? "") }
        if !left.isEmpty { lines += ["", "## Left out", ""] + left }
        return lines.joined(separator: "\n") + "\n"
    }
}
