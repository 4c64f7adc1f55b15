public import Diagnostics

/// What a write did.
public struct WriteReport: Sendable, Equatable {
    /// Files that were not there, in byte order.
    public var added: [String] = []
    /// Files with new content, in byte order.
    public var changed: [String] = []
    /// Files that are no longer in the tree, in byte order.
    public var removed: [String] = []
    /// Files that were left as they are, with their times.
    public var unchanged: [String] = []
    /// Files that were changed by hand and kept, where they are now: in place, or beside with the ending `.edited`.
    public var kept: [String] = []
    /// What a person should know: the files that were kept, and why.
    public var findings: [Finding] = []

    /// An empty report.
    public init() {}

    /// Whether the folder is as it was.
    public var isEmpty: Bool { added.isEmpty && changed.isEmpty && removed.isEmpty }
}
