public import Kubernetes
public import Values

/// What is to happen to one object so that the cluster is as the platform wants it.
public struct ObjectChange: Sendable {
    /// What is to happen.
    public enum Action: String, Sendable, CaseIterable {
        /// It is as it should be.
        case none
        /// It is not there.
        case create
        /// Fields differ.
        case change
        /// A field that cannot be changed differs: it must go and come again.
        case replace
        /// It is there and nobody wants it any more.
        case delete
        /// It is somebody else's, and stays as it is.
        case refused
    }

    /// The object.
    public let reference: ObjectReference
    /// The member it belongs to, or `ground`.
    public let owner: String
    /// What is to happen.
    public var action: Action
    /// The fields that differ.
    public var differences: [FieldDifference]
    /// Why, where the action alone does not say it.
    public var reason: String?
    /// What the server warned of when it was written.
    public var warnings: [String] = []
    /// The server's version of the object that this was decided on; nil if there was none.
    public var resourceVersion: String?
    /// Which very object it was.
    public var uid: String?

    /// A change.
    ///
    /// - Parameters: as the properties say.
    public init(
        reference: ObjectReference, owner: String, action: Action, differences: [FieldDifference] = [],
        reason: String? = nil, live: Node? = nil
    ) {
        self.reference = reference
        self.owner = owner
        self.action = action
        self.differences = differences
        self.reason = reason
        resourceVersion = live?.at("metadata", "resourceVersion")?.string
        uid = live?.at("metadata", "uid")?.string
    }
}
