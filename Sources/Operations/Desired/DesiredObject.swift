public import Kubernetes
import Rendering
public import Values

/// An object as it is to be in the cluster.
public struct DesiredObject: Sendable {
    /// When it goes there, relative to its member's chart.
    public enum Stage: Int, Sendable, Comparable, CaseIterable {
        case ground, definitions, secrets, before, with, after, handover

        /// The earlier one.
        public static func < (left: Stage, right: Stage) -> Bool { left.rawValue < right.rawValue }

        init(_ stage: RenderedObject.Stage) {
            switch stage {
            case .before: self = .before
            case .with: self = .with
            case .after: self = .after
            }
        }
    }

    /// The object, with the labels that say whose it is.
    public let node: Node
    /// The object's reference.
    public let reference: ObjectReference
    /// The member it belongs to, or `ground`.
    public let owner: String
    /// When it goes there.
    public let stage: Stage

    /// Whether it holds data: it is removed only when that is asked for by name.
    public var holdsData: Bool { DataKinds.holdsData(node) }

    /// An object; nil if it has no kind or name.
    ///
    /// - Parameters:
    ///   - node: the object.
    ///   - owner: the member it belongs to.
    ///   - stage: when it goes there.
    public init?(_ node: Node, owner: String, stage: Stage) {
        guard let reference = ObjectReference(node) else { return nil }
        self.node = node
        self.reference = reference
        self.owner = owner
        self.stage = stage
    }
}
