import HTTP

/// Names as parts of a path.
enum PathText {
    /// A name as one segment of a path; nil for what the API server does not take as a name of any object
    /// (k8s.io/apimachinery, `IsValidPathSegmentName`) and what proxies on the way might read as more than a segment.
    static func segment(_ name: String) -> String? {
        let isHostile = name.utf8.contains {
            $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "%") || $0 < 0x20 || $0 == 0x7F
        }
        if name.isEmpty || name == "." || name == ".." || isHostile { return nil }
        return URLText.encodeSegment(name)
    }

    /// Whether a path with its query can be sent as it is.
    static func isPath(_ path: String) -> Bool {
        guard path.utf8.first == UInt8(ascii: "/"), path.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            return false
        }
        return !path.prefix { $0 != "?" }.split(separator: "/").contains { $0 == ".." || $0 == "." }
    }
}
