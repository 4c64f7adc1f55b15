import Catalog
import Platform
import Rendering
import Values

extension Runbook {
    /// What is copied, what is not, and how everything is had back.
    static func data(_ facts: RunbookFacts) -> [String] {
        var lines = ["## Copies, and how to get everything back", ""]
        lines += copies(facts)
        lines += [
            "- The credential store and the identity that opens it: not in the cluster. Without them this platform cannot be made "
                + "again. Keep the store in Git beside `platform.yaml`, and a copy of the identity in a safe place; or let a second "
                + "key that is kept there open the store: `fairlead secrets recipients --add AGE1…`. `age -d` opens it too.",
            "",
            "After the loss of the cluster:", "",
        ]
        var steps = RunbookSteps()
        steps.add("Get back `platform.yaml`, the credential store and the identity that opens it.")
        for (member, option, description) in restoreOptions(facts) {
            steps.add(
                "For the databases of \(member.component.title), set `components.\(member.name).\(option)`: \(description)"
            )
        }
        steps.add(
            "Run `fairlead render`, commit and push, then go through the first installation again"
                + (facts.layout.sealingNamespaces.isEmpty ? "." : ", with the same sealing key.")
        )
        return lines + steps.lines
    }

    private static func copies(_ facts: RunbookFacts) -> [String] {
        var lines: [String] = []
        var covered: Set<String> = []
        for binding in facts.resolution.bindings where binding.requirement.capability == "postgres" {
            let target = facts.resolution.bindings(of: binding.consumer).first {
                $0.requirement.capability == "backup-target" && $0.handedOnBy == binding.provider
            }
            if let target { covered.insert(target.key) }
            lines.append(
                "- Database `\(binding.id)` of `\(binding.consumer)` (\(facts.title(binding.provider))): "
                    + (target.map { "copied to \(facts.title($0.provider))." } ?? "**no copy**; " + remedy(facts)))
        }
        for binding in facts.resolution.bindings
        where binding.requirement.capability == "backup-target" && !covered.contains(binding.key) {
            lines.append("- `\(binding.consumer)`: copied to \(facts.title(binding.provider)).")
        }
        for binding in facts.resolution.bindings where binding.requirement.capability == "bucket" {
            lines.append(
                "- Bucket of `\(binding.consumer)` in \(facts.title(binding.provider)): not copied by this platform; copy it yourself."
            )
        }
        let databases = Set(facts.providers(of: "postgres").map(\.name))
        let disks = facts.resolution.bindings.filter {
            ["block-storage", "file-storage"].contains($0.requirement.capability)
                && !databases.contains($0.handedOnBy ?? "")
        }.map(\.consumer)
        if !disks.isEmpty {
            let kept = facts.inOrder(disks).compactMap { name -> String? in
                let content = facts.input.rendering.component(name)?.disks.map { "\($0.name) \($0.size)" } ?? []
                // Who says what it keeps, and keeps nothing here, has no disk.
                if content.isEmpty, facts.resolution.member(name)?.component.disks.isEmpty == false { return nil }
                return RunbookFacts.code([name]) + (content.isEmpty ? "" : " (\(content.joined(separator: ", ")))")
            }
            lines.append("- Disks of \(kept.joined(separator: ", ")): not copied by this platform.")
        }
        return lines
    }

    private static func remedy(_ facts: RunbookFacts) -> String {
        let missing = facts.resolution.withdrawn.filter { withdrawn in
            facts.resolution.member(withdrawn.provider)?.component.offer(withdrawn.offer)?.capability == "backup-target"
        }.flatMap(\.missing).map(\.description)
        return missing.isEmpty
            ? "choose a `backup-target` in `platform.yaml`." : "for one, \(RunbookFacts.code(missing)) must be given."
    }

    /// Options by which a provider of databases begins from a copy.
    private static func restoreOptions(_ facts: RunbookFacts) -> [(Member, String, String)] {
        facts.providers(of: "postgres").flatMap { member in
            let properties = member.component.options["properties"] ?? member.component.options
            return (properties.mapping?.entries ?? []).filter { $0.key.hasPrefix("restore") || $0.key == "series" }.map
            {
                (member, $0.key, RunbookFacts.line($0.value["description"]?.string ?? "see its description."))
            }
        }
    }
}
