import Catalog
package import Diagnostics
import Platform
import Rendering
import Values

/// Copies are kept away from what they protect.
package struct BackupPlaceRule: Guideline {
    package static let code = Code.backupBesideData
    package init() {}

    package func findings(_ input: GuidelineInput) -> [Finding] {
        DataBackups.all(input).compactMap { data in
            guard let backup = data.backup, let target = input.facts(backup)?.properties["store"]?.string,
                let store = data.store,
                !store.isEmpty, target == store
            else { return nil }
            let choice = input.resolution.specification.choice("backup-target", role: nil)
            return Finding(
                code: Self.code, message: "\(data.title) and its copies are both kept by `\(store)`",
                place: choice?.place ?? input.resolution.member(backup.provider)?.request.place
                    ?? backup.requirement.place,
                component: data.binding.consumer,
                cause:
                    "`\(data.binding.provider)` keeps the data there, `\(backup.provider)` the copies: one failure takes both",
                hint:
                    "choose a backup-target outside of the cluster, such as `choose: {backup-target: s3}` at another site"
            )
        }
    }
}
