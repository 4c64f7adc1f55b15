import Values

extension Finding {
    /// Whether this finding is shown before another one.
    ///
    /// By file, line, column and code; findings without a place come last, by component and code.
    /// The remaining fields break ties, so that the order never depends on who reported first.
    func comesBefore(_ other: Finding) -> Bool {
        switch (place, other.place) {
        case (.some(let mine), .some(let theirs)):
            if !sameBytes(mine.file, theirs.file) { return precedes(mine.file, theirs.file) }
            if mine.line != theirs.line { return mine.line < theirs.line }
            if mine.column != theirs.column { return mine.column < theirs.column }
        case (.some, .none): return true
        case (.none, .some): return false
        case (.none, .none):
            let mine = component ?? ""
            let theirs = other.component ?? ""
            if !sameBytes(mine, theirs) { return precedes(mine, theirs) }
        }
        if !sameBytes(code, other.code) { return precedes(code, other.code) }
        if severity != other.severity { return severity > other.severity }
        for (mine, theirs) in zip(remainingText, other.remainingText) where !sameBytes(mine, theirs) {
            return precedes(mine, theirs)
        }
        return false
    }

    /// Whether the two say the same thing, byte for byte.
    func isDuplicate(of other: Finding) -> Bool {
        !comesBefore(other) && !other.comesBefore(self)
    }

    private var remainingText: [String] { [message, component ?? "", cause ?? "", hint ?? ""] }
}

// Swift compares strings by canonical equivalence; file names and messages are compared as bytes here,
// so that the order is the same for every spelling of an accented letter.
private func sameBytes(_ left: String, _ right: String) -> Bool { left.utf8.elementsEqual(right.utf8) }
private func precedes(_ left: String, _ right: String) -> Bool { left.utf8.lexicographicallyPrecedes(right.utf8) }
