import Values

/// A server's version.
public struct ServerVersion: Sendable, Comparable, CustomStringConvertible {
    /// The major number.
    public var major: Int
    /// The minor number.
    public var minor: Int
    /// As the server says it, such as `v1.33.2+k3s1`.
    public var text: String

    /// A version.
    public init(major: Int, minor: Int, text: String) {
        self.major = major
        self.minor = minor
        self.text = text
    }

    /// By major and minor number.
    public static func < (left: ServerVersion, right: ServerVersion) -> Bool {
        (left.major, left.minor) < (right.major, right.minor)
    }

    /// As the server says it.
    public var description: String { text }

    /// The version that `/version` tells; nil if it is none. Providers write the minor number as `21+`.
    init?(_ node: Node) {
        guard let text = node["gitVersion"]?.string, let major = Self.number(node["major"]?.string),
            let minor = Self.number(node["minor"]?.string)
        else { return nil }
        self.init(major: major, minor: minor, text: ServerText.clean(text, limit: 100))
    }

    private static func number(_ text: String?) -> Int? {
        text.flatMap { Int($0.prefix { $0.isASCII && $0.isNumber }) }
    }
}
