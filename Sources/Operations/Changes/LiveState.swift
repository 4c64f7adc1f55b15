import Crypto
public import Values

/// In which state an object was when something was decided: told apart by what people and controllers write into it, not by its status.
///
/// A server's `resourceVersion` changes with every heartbeat of a status, and `generation` stays when labels change; so the content itself is
/// taken. Of a Secret nothing is taken but the version: even a hash of it does not belong into a file.
public struct LiveState: Sendable, Equatable {
    /// Which very object it was.
    public var uid: String
    /// The server's version of it.
    public var resourceVersion: String
    /// What stands in it, as a short hash; for Secrets the version; nil where only metadata was read.
    public var content: String?

    /// A state.
    ///
    /// - Parameters: as the properties say.
    public init(uid: String, resourceVersion: String, content: String?) {
        self.uid = uid
        self.resourceVersion = resourceVersion
        self.content = content
    }

    /// The state of an object.
    ///
    /// - Parameters:
    ///   - object: the object as the server has it.
    ///   - isWhole: whether it is more than its metadata.
    public init(_ object: Node, isWhole: Bool = true) {
        uid = object.at("metadata", "uid")?.string ?? ""
        resourceVersion = object.at("metadata", "resourceVersion")?.string ?? ""
        if object["kind"]?.string == "Secret", object["apiVersion"]?.string == "v1" {
            content = isWhole ? "version \(resourceVersion)" : nil
        } else {
            content = isWhole ? Self.hash(object) : nil
        }
    }

    /// Whether this is the state that was decided on.
    ///
    /// - Parameter earlier: the state that was decided on.
    public func isSame(as earlier: LiveState) -> Bool {
        guard uid.utf8.elementsEqual(earlier.uid.utf8) else { return false }
        guard let content, let before = earlier.content else { return true }
        return content.utf8.elementsEqual(before.utf8)
    }

    private static func hash(_ object: Node) -> String {
        var essence = ObjectDifference.essence(object)
        for annotation in passing { essence["metadata"]?["annotations"]?[annotation] = nil }
        return Hex.encode(Hash.sha256(Array(JSON.canonical(essence).utf8)).prefix(16))
    }

    /// Annotations that programs write all the time (k8s.io/client-go, `resourcelock`; k8s.io/kubectl; deployment controller).
    private static let passing = [
        "control-plane.alpha.kubernetes.io/leader", "deployment.kubernetes.io/revision",
        "endpoints.kubernetes.io/last-change-trigger-time",
        "argocd.argoproj.io/refresh",
    ]
}
