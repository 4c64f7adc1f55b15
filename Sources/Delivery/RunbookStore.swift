import Catalog
import Platform

extension Runbook {
    /// What fills the store that Secrets are read from; nothing where they are sealed.
    static func filling(_ facts: RunbookFacts, _ steps: inout RunbookSteps) {
        guard let provider = facts.resolution.secretDelivery,
            let store = facts.resolution.bindings(of: provider.name).first(where: {
                $0.offer.capability == "secret-store"
            })
        else { return }
        let isHere = store.offer.location != .external
        steps.add(
            "Fill the store that Secrets are read from\(isHere ? ", \(facts.title(store.provider)), as soon as its pods run" : ""): "
                + "what has Secrets waits for this. "
                + (isHere ? "A new one is initialised and unsealed first; keep its key shares apart from it. " : "")
                + "Do it again after each render that made or changed a credential. The folder `secret-store/` holds the policies and roles that "
                + "are written too. Run this where `platform.yaml` is.",
            "fairlead secrets push --dry-run --address URL --token-file FILE    # by name, never a value",
            "fairlead secrets push --address URL --token-file FILE")
    }
}
