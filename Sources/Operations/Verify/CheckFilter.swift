/// Says which checks are meant.
public struct CheckFilter: Sendable {
    private let patterns: [String]

    /// A filter.
    ///
    /// - Parameter patterns: each an id, a part of one up to a slash, a capability, or any of these with stars; none: everything.
    public init(_ patterns: [String]) { self.patterns = patterns }

    /// Whether nothing in particular is meant.
    public var isEverything: Bool { patterns.isEmpty }

    /// Whether a check is meant.
    public func takes(_ check: Check) -> Bool { isEverything || patterns.contains { Self.fits(check, $0) } }

    /// The patterns that no check fits.
    public func idle(_ checks: [Check]) -> [String] {
        patterns.filter { pattern in !checks.contains { Self.fits($0, pattern) } }
    }

    private static func fits(_ check: Check, _ pattern: String) -> Bool {
        let pattern = Array(pattern.utf8)
        if matches(pattern[...], Array(check.capability.utf8)[...]) || matches(pattern[...], Array(check.id.utf8)[...])
        {
            return true
        }
        return Array(check.id.utf8).starts(with: pattern + [UInt8(ascii: "/")])
    }

    /// Whether a text fits a pattern in which a star stands for any text.
    static func matches(_ pattern: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>) -> Bool {
        var (at, position) = (pattern.startIndex, text.startIndex)
        var star: (pattern: Int, text: Int)?
        while position < text.endIndex {
            if at < pattern.endIndex, pattern[at] == UInt8(ascii: "*") {
                star = (at + 1, position)
                at += 1
            } else if at < pattern.endIndex, pattern[at] == text[position] {
                at += 1
                position += 1
            } else if let last = star {
                at = last.pattern
                position = last.text + 1
                star = (at, position)
            } else {
                return false
            }
        }
        return pattern[at...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}
