import Platform
import Rendering
import Values

/// Kustomizations: one for each stage, and the one that brings them all.
///
/// Fields follow Kustomization v1 and GitRepository v1 (fluxcd.io, `kustomizations`, `gitrepositories`). A Kustomization waits until those that it
/// depends on have brought the same commit and found it healthy.
enum FluxKustomization {
    static func of(_ stage: FluxStage, _ layout: FluxLayout) -> Node {
        var spec = basis(stage.folder, layout)
        if !stage.after.isEmpty {
            spec["dependsOn"] = Node(.list(stage.after.map { ["name": Node(.string($0))] }))
        }
        spec["timeout"] = Node(.string(FluxRelease.timeout))
        spec["retryInterval"] = "1m"
        // Who leaves the platform is taken away with what it brought; data is marked to stay.
        spec["deletionPolicy"] = stage.stays ? "Orphan" : "WaitForTermination"
        for (key, value) in FluxHealth.fields(stage) { spec[key] = value }
        return layout.object(
            apiVersion, "Kustomization", stage.name, in: layout.engineNamespace, of: stage.component, spec: spec)
    }

    static let apiVersion = "kustomize.toolkit.fluxcd.io/v1"

    /// The one that brings all others; it does not wait for them, because they wait for each other.
    static func root(_ layout: FluxLayout) -> Node {
        var spec = basis("cluster", layout)
        spec["timeout"] = "5m"
        spec["retryInterval"] = "1m"
        spec["deletionPolicy"] = "Orphan"
        return layout.object(
            apiVersion, "Kustomization", FluxLayout.rootName, in: layout.engineNamespace, of: Mark.ground, spec: spec)
    }

    private static func basis(_ folder: String, _ layout: FluxLayout) -> Node {
        [
            "sourceRef": ["kind": "GitRepository", "name": Node(.string(FluxLayout.rootName))],
            "path": Node(.string(layout.path(folder))), "interval": "10m", "prune": true,
        ]
    }

    /// The repository.
    static func source(_ layout: FluxLayout) -> Node {
        let delivery = layout.specification.delivery
        let url = address(delivery.repository)
        var spec: Node = ["interval": "1m", "timeout": "1m", "url": Node(.string(url))]
        spec.set(
            Node(.string(delivery.revision)), at: ["ref", delivery.revision.hasPrefix("refs/") ? "name" : "branch"])
        if let secret = login(layout.input) { spec["secretRef"] = ["name": Node(.string(secret))] }
        return layout.object(
            "source.toolkit.fluxcd.io/v1", "GitRepository", FluxLayout.rootName, in: layout.engineNamespace,
            of: Mark.ground, spec: spec)
    }

    /// The Secret that opens the repository. Over SSH there is always one; over HTTPS only where the engine's options name it.
    static func login(_ input: DeliveryInput) -> String? {
        if let named = input.resolution.deliverer?.options["repositorySecret"]?.string, !named.isEmpty { return named }
        return address(input.resolution.specification.delivery.repository).hasPrefix("ssh://")
            ? "platform-repository" : nil
    }

    /// The repository's address; Flux does not know the short form of SSH.
    private static func address(_ text: String) -> String {
        guard !text.contains("://"), let colon = text.firstIndex(of: ":"), !text[..<colon].contains("/") else {
            return text
        }
        return "ssh://\(text[..<colon])/\(text[text.index(after: colon)...].drop { $0 == "/" })"
    }
}
