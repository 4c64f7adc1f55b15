import Rendering
public import Values

/// Whose an object in the cluster is, read off the object alone.
public enum Ownership: Sendable, Equatable {
    /// This platform rendered it.
    case ours(component: String)
    /// It came with a Helm release.
    case release(namespace: String, name: String)
    /// An application of Argo CD brought it.
    case application(String)
    /// A Kustomization of Flux brought it.
    case kustomization(String)
    /// Another platform of Fairlead rendered it.
    case otherPlatform(String)
    /// Nothing on it says whose it is.
    case unclaimed

    /// Whose an object is.
    ///
    /// Helm's annotations are those of its `action/validate.go`; Argo CD's tracking annotation has the form `application:group/Kind:namespace/name`
    /// (argo-cd.readthedocs.io, resource tracking); Flux's label is that of its garbage collection (fluxcd.io, `kustomizations`).
    ///
    /// - Parameters:
    ///   - object: the object as the server has it.
    ///   - platform: the platform that asks.
    public static func of(_ object: Node, platform: String) -> Ownership {
        let labels = object.at("metadata", "labels")
        let annotations = object.at("metadata", "annotations")
        if let owner = labels?[Mark.platform]?.string {
            return owner.utf8.elementsEqual(platform.utf8)
                ? .ours(component: labels?[Mark.component]?.string ?? "") : .otherPlatform(owner)
        }
        if let release = annotations?["meta.helm.sh/release-name"]?.string {
            return .release(namespace: annotations?["meta.helm.sh/release-namespace"]?.string ?? "", name: release)
        }
        if let tracking = annotations?["argocd.argoproj.io/tracking-id"]?.string {
            return .application(String(tracking.prefix { $0 != ":" }))
        }
        if let name = labels?["kustomize.toolkit.fluxcd.io/name"]?.string { return .kustomization(name) }
        return .unclaimed
    }

    /// Whose it is, in words.
    public var description: String {
        switch self {
        case .ours(let component): "this platform's (\(component))"
        case .release(let namespace, let name): "the Helm release \(namespace)/\(name)'s"
        case .application(let name): "the Argo CD application \(name)'s"
        case .kustomization(let name): "the Flux Kustomization \(name)'s"
        case .otherPlatform(let name): "the platform \(name)'s"
        case .unclaimed: "nobody's that Fairlead knows"
        }
    }
}
