/// Finds the word somebody probably meant.
public enum Suggestion {
    /// Longer names are not compared: nobody mistypes them, and the work grows with the square of the length.
    private static let lengthLimit = 64

    /// The candidate closest to a word, by Damerau-Levenshtein distance (optimal string alignment) on lower-cased scalars.
    ///
    /// - Parameters:
    ///   - word: what was written.
    ///   - candidates: what could have been meant. The first of equally close ones wins.
    /// - Returns: `nil` when nothing is close enough: a third of the length of the word may differ, at least one letter.
    public static func closest(to word: String, among candidates: [String]) -> String? {
        let written = scalars(word)
        guard !written.isEmpty, written.count <= lengthLimit else { return nil }
        var best: (candidate: String, distance: Int)?
        for candidate in candidates {
            let other = scalars(candidate)
            guard !other.isEmpty, other.count <= lengthLimit else { continue }
            let threshold = max(1, max(written.count, other.count) / 3)
            guard abs(written.count - other.count) <= threshold else { continue }
            let distance = distance(written, other)
            // A distance as long as the word shares nothing with it.
            guard distance <= threshold, distance < max(written.count, other.count) else { continue }
            if distance < best?.distance ?? Int.max { best = (candidate, distance) }
        }
        return best?.candidate
    }

    private static func scalars(_ text: String) -> [Unicode.Scalar] {
        // One more than the limit is enough to see that a text is too long.
        Array(String(String.UnicodeScalarView(text.unicodeScalars.prefix(lengthLimit + 1))).lowercased().unicodeScalars)
    }

    private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var beforePrevious: [Int] = []
        var previous = Array(0...right.count)
        for row in 1...left.count {
            var current = [row]
            current.reserveCapacity(right.count + 1)
            for column in 1...right.count {
                let isSame = left[row - 1] == right[column - 1]
                var cost = min(previous[column] + 1, current[column - 1] + 1, previous[column - 1] + (isSame ? 0 : 1))
                if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
                    cost = min(cost, beforePrevious[column - 2] + 1)
                }
                current.append(cost)
            }
            beforePrevious = previous
            previous = current
        }
        return previous[right.count]
    }
}
