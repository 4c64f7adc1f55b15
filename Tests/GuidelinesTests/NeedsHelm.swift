import Helm
import Host
import Testing

/// The library of this machine; one for all suites.
let helm = LibHelm(places: HelmLibraryPlaces(environment: .process))

extension Trait where Self == ConditionTrait {
    /// Skips, with the reason in the report, where Helm's library is not installed.
    static var needsHelm: Self {
        .enabled(if: helm.isPresent, "SKIPPED: libhelm_c.so is not here: run scripts/install-helm-library")
    }
}
