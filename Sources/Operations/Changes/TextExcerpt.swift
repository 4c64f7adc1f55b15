import Kubernetes
import Values

/// Long texts of which only the lines that differ are shown: two files that differ in one line far down would look alike otherwise.
enum TextExcerpt {
    private static let shownLines = 4
    private static let shownCharacters = 160

    /// The differences, with excerpts in place of long texts that begin alike.
    ///
    /// - Parameters:
    ///   - differences: what differs.
    ///   - old: the object as it was.
    ///   - new: the object as it is to be.
    static func applied(to differences: [FieldDifference], old: Node, new: Node) -> [FieldDifference] {
        guard differences.contains(where: isCut) else { return differences }
        var texts: [String: (old: String, new: String)] = [:]
        for change in new.difference(from: old) {
            guard case .changed(let left, let right) = change.kind, let before = left.string, let after = right.string
            else { continue }
            texts[change.path.description] = (before, after)
        }
        return differences.map { difference in
            guard isCut(difference), let text = texts[difference.path] else { return difference }
            let (before, after) = lines(text.old, text.new)
            return FieldDifference(path: difference.path, desired: after, live: before)
        }
    }

    /// Only what is shown as a text is replaced: what is masked stays masked.
    private static func isCut(_ difference: FieldDifference) -> Bool {
        guard let live = difference.live, let desired = difference.desired else { return false }
        return live.hasPrefix("\"") && desired.hasPrefix("\"") && (live.hasSuffix("…") || desired.hasSuffix("…"))
    }

    private static func lines(_ old: String, _ new: String) -> (old: String, new: String) {
        let before = old.split(separator: "\n", omittingEmptySubsequences: false)
        let after = new.split(separator: "\n", omittingEmptySubsequences: false)
        let shared = zip(before, after).prefix { $0.utf8.elementsEqual($1.utf8) }.count
        let room = min(before.count, after.count) - shared
        let sharedEnd = zip(before.reversed(), after.reversed()).prefix { $0.utf8.elementsEqual($1.utf8) }.count
        let end = min(sharedEnd, room)
        return (
            shown(before[shared..<(before.count - end)], first: shared + 1),
            shown(after[shared..<(after.count - end)], first: shared + 1)
        )
    }

    private static func shown(_ lines: ArraySlice<Substring>, first: Int) -> String {
        guard !lines.isEmpty else { return "line \(first): nothing" }
        let texts = lines.prefix(shownLines).map { line -> String in
            let isLong = line.unicodeScalars.count > shownCharacters
            let text = String(String.UnicodeScalarView(line.unicodeScalars.prefix(shownCharacters)))
            return JSON.write(Node(.string(text))) + (isLong ? "…" : "")
        }
        let more = lines.count > shownLines ? " and \(lines.count - shownLines) lines more" : ""
        return "line \(first): " + texts.joined(separator: ", ") + more
    }
}
