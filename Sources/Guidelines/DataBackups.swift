import Catalog
import Platform
import Rendering
import Values

/// A binding behind which somebody's data is, with the stores of the data and of its copies.
struct DataBackups {
    /// The binding to the database, the vector store or the bucket.
    let binding: Binding
    /// What keeps the data's bytes; nil if nothing says it.
    let store: String?
    /// The requirement for a backup target, if there is a way to make copies.
    let requirement: Requirement?
    /// The binding to the backup target.
    let backup: Binding?

    /// Every binding with data in it.
    static func all(_ input: GuidelineInput) -> [DataBackups] {
        input.resolution.bindings.compactMap { binding in
            guard ["postgres", "mongodb", "vector-store", "bucket"].contains(binding.requirement.capability) else {
                return nil
            }
            let disk =
                input.handedOn(with: binding, for: "block-storage")
                ?? input.bindings(of: binding.provider, to: "block-storage").first
            let store =
                input.facts(binding)?.properties["store"] ?? disk.flatMap { input.facts($0)?.properties["store"] }
            let provider = input.resolution.member(binding.provider)
            let own = provider?.component.requirements.first {
                $0.capability == "backup-target" && provider?.holds($0.condition) == true
            }
            let handed = binding.offer.handedOn.first {
                $0.capability == "backup-target" && provider?.holds($0.condition) == true
            }
            let backup =
                handed != nil
                ? input.handedOn(with: binding, for: "backup-target")
                : input.bindings(of: binding.provider, to: "backup-target").first
            return DataBackups(binding: binding, store: store?.string, requirement: handed ?? own, backup: backup)
        }
    }

    /// What the data is, in words.
    var title: String {
        switch binding.requirement.capability {
        case "postgres", "mongodb": "the database of `\(binding.consumer)`"
        case "bucket": "the bucket of `\(binding.consumer)`"
        default: "the vectors of `\(binding.consumer)`"
        }
    }
}
