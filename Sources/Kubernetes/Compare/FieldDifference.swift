/// One field in which the cluster is not as it was desired.
public struct FieldDifference: Sendable, Equatable, CustomStringConvertible {
    /// Where, as server-side apply names fields: `spec.template.spec.containers[name="litellm"].image`.
    public var path: String
    /// What is desired; nil when the field should not be there. At most 200 characters, never a Secret's value.
    public var desired: String?
    /// What is there; nil when the field is not there. At most 200 characters, never a Secret's value.
    public var live: String?

    /// A difference.
    ///
    /// - Parameters: as the properties say.
    public init(path: String, desired: String?, live: String?) {
        self.path = path
        self.desired = desired
        self.live = live
    }

    /// Where and what on one line.
    public var description: String { "\(path): \(live ?? "(not there)") → \(desired ?? "(not there)")" }
}
