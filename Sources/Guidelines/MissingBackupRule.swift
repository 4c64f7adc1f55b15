import Catalog
package import Diagnostics
import Platform
import Rendering
import Values

/// Data that cannot be made again has copies.
package struct MissingBackupRule: Guideline {
    package static let code = Code.noBackup
    package init() {}

    package func findings(_ input: GuidelineInput) -> [Finding] {
        // On one machine `fairlead backup` copies every volume, whoever keeps it.
        if input.resolution.specification.delivery.isMachine { return [] }
        return DataBackups.all(input).filter { $0.backup == nil }.compactMap { data in
            let provider = data.binding.provider
            guard data.requirement != nil || data.binding.requirement.capability == "postgres" else {
                return Finding(
                    code: Self.code, severity: .note, message: "nothing copies \(data.title)",
                    place: input.resolution.member(provider)?.request.place, component: data.binding.consumer,
                    cause: "`\(provider)` has no way to make them",
                    hint: data.binding.requirement.capability == "bucket"
                        ? "copy the bucket with the tools of the object store, or choose a bucket at a service that keeps copies"
                        : "know how to make the vectors again from the documents, or copy them with the store's own tools"
                )
            }
            return Finding(
                code: Self.code, severity: .warning, message: "\(data.title) has no backup",
                place: input.resolution.member(data.binding.consumer)?.request.place ?? data.binding.requirement.place,
                component: data.binding.consumer, cause: cause(data, input), hint: hint(data, input))
        }
    }

    private func withdrawn(_ input: GuidelineInput) -> WithdrawnOffer? {
        input.resolution.withdrawn.first {
            input.resolution.member($0.provider)?.component.offer($0.offer)?.capability == "backup-target"
        }
    }

    private func cause(_ data: DataBackups, _ input: GuidelineInput) -> String {
        if data.requirement == nil { return "`\(data.binding.provider)` has no way to make copies" }
        if let withdrawn = withdrawn(input) {
            return "`\(withdrawn.provider)` would keep them, but these credentials were not given: "
                + withdrawn.missing.map(\.description).joined(separator: ", ")
        }
        return "nothing in the platform is a backup-target"
    }

    private func hint(_ data: DataBackups, _ input: GuidelineInput) -> String {
        if data.requirement == nil { return "choose another provider of \(data.binding.requirement.capability)" }
        if let withdrawn = withdrawn(input) {
            var variables: [String] = []
            for id in withdrawn.missing {
                let credential = input.resolution.member(withdrawn.provider)?.component.credentials.first {
                    CredentialID(component: withdrawn.provider, name: $0.name) == id
                }
                if case .ask(_, let environment, _) = credential?.recipe, !variables.contains(environment) {
                    variables.append(environment)
                }
            }
            return variables.isEmpty ? "give them" : "give them: set " + variables.joined(separator: " and ")
        }
        return "choose one, such as `choose: {backup-target: s3}` with the component `s3` set to a bucket elsewhere"
    }
}
