/// The parts of a container image's reference that say what it will be tomorrow.
///
/// The form is that of the distribution project's `reference` grammar: `[host[:port]/]path[:tag][@digest]`.
struct ImageReference {
    /// The tag; nil if there is none.
    let tag: String?
    /// Whether it names a digest.
    let hasDigest: Bool

    init(_ text: String) {
        let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        hasDigest = parts.count > 1
        let last = parts.first?.split(separator: "/").last ?? ""
        tag = last.firstIndex(of: ":").map { String(last[last.index(after: $0)...]) }
    }

    /// Why the reference can mean another image tomorrow; nil if it cannot.
    var whyMutable: String? {
        if hasDigest { return nil }
        guard let tag, !tag.isEmpty else { return "it has no tag, which means `latest`" }
        return Self.whyMutable(tag: tag)
    }

    /// Why a tag moves; nil if it is a version.
    static func whyMutable(tag: String) -> String? {
        let words = tag.lowercased().split { $0 == "-" || $0 == "_" }.map(String.init)
        let moving = ["latest", "nightly", "edge", "dev"]
        if let word = words.first(where: { moving.contains($0) }) { return "`\(word)` moves with every build" }
        if !tag.utf8.contains(where: { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) {
            return "`\(tag)` is no version"
        }
        let first = words.first ?? ""
        let digits = first.hasPrefix("v") ? String(first.dropFirst()) : first
        // More digits than three are a date or a build.
        if (1...3).contains(digits.utf8.count), Int(digits) != nil {
            return "`\(tag)` moves with every release of version \(digits)"
        }
        return nil
    }
}
