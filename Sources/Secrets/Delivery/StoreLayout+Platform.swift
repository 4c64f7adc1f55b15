import Catalog
public import Platform
public import Rendering
import Values

extension StoreLayout {
    /// The layout of a platform's store: what the delivery of secrets is bound to, and the options of who delivers.
    ///
    /// - Parameters:
    ///   - resolution: the graph.
    ///   - rendering: its evaluated facts.
    /// - Returns: nil if secret values are delivered without a store.
    public init?(_ resolution: Resolution, _ rendering: Rendering) {
        guard let provider = resolution.secretDelivery,
            let facts = rendering.facts.first(where: {
                $0.binding.consumer == provider.name && $0.binding.offer.capability == "secret-store"
            }),
            let kind = facts.properties["kind"]?.string.flatMap(Kind.init)
        else { return nil }
        let prefix = provider.options["prefix"]?.string ?? ""
        self.init(
            kind: kind, url: facts.properties["url"]?.string ?? "", mount: facts.properties["mount"]?.string ?? "",
            login: facts.properties["login"]?.string ?? "kubernetes",
            prefix: prefix.isEmpty ? resolution.specification.name : prefix,
            platform: resolution.specification.name)
    }
}
