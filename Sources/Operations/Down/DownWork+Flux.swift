import Helm
import Kubernetes
import Values

extension DownWork {
    /// Removes a Kustomization or a HelmRelease of Flux.
    func flux(_ object: DownObject, _ live: Node, _ way: DownApplicationWay) throws -> Int {
        if way == .alone { return try alone(ofFlux: object, live) }
        try claimRelease(object, live)
        return try remove([object])
    }

    /// The object and nothing that it brought: one that is suspended takes nothing along (fluxcd.io, `kustomizations`, `helmreleases`), and
    /// without its finalizer it goes even where Flux does not run any more.
    private func alone(ofFlux object: DownObject, _ live: Node) throws -> Int {
        let finalizers = live.at("metadata", "finalizers")?.list ?? []
        let rest = finalizers.filter { $0.string != "finalizers.fluxcd.io" }
        try patch(
            object.reference,
            [
                "metadata": ["finalizers": rest.isEmpty ? Node(.null) : Node(.list(rest))],
                "spec": ["suspend": true],
            ])
        return try remove([object])
    }

    /// Marks data and definitions of a release as the platform's before Flux uninstalls it: they stay, and nothing else will tell whose they are.
    private func claimRelease(_ object: DownObject, _ live: Node) throws {
        guard let helm = context.helm else { return }
        let place = FluxReleases.place(of: live).split(separator: "/", maxSplits: 1).map(String.init)
        guard place.count == 2 else { return }
        let manifest = try wait.patiently { try helm().releases(in: place[0]).manifest(place[1])?.objects ?? [] }
        let brought = try wait.patiently { try self.live(manifest, place[1], place[0]) }
        _ = try claim(
            brought.map(\.reference), object.component, isBrought: { isOf($0, place[1], place[0]) }, prepare: {})
    }
}
