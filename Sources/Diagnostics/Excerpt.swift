/// A source line and the caret under one of its columns, cut to the width of the terminal.
struct Excerpt {
    /// The line as shown: tabs expanded, control characters made visible.
    let text: String
    /// How many columns stand before the caret.
    let caretOffset: Int

    /// Makes the excerpt.
    ///
    /// - Parameters:
    ///   - line: the line without its ending.
    ///   - column: the column, from 1, counted in Unicode scalars.
    ///   - width: the columns there are for the line.
    init(line: String, column: Int, width: Int) {
        let width = max(width, 10)
        let target = max(column, 1) - 1
        // A line may be megabytes long (minified JSON): only what can be shown is measured.
        let skipped = max(0, target - 2 * width)
        var cells: [Cell] = []
        var caret: Int?
        var offset = 0
        for (index, scalar) in line.unicodeScalars.dropFirst(skipped).prefix(4 * width + 1).enumerated() {
            if index + skipped == target { caret = offset }
            let cell = Cell(scalar, at: offset)
            cells.append(cell)
            offset += cell.width
        }
        self.init(cells: cells, caret: caret ?? offset, total: offset, width: width, isCutBefore: skipped > 0)
    }

    private init(cells: [Cell], caret: Int, total: Int, width: Int, isCutBefore: Bool) {
        if total <= width, !isCutBefore {
            text = cells.map(\.text).joined()
            caretOffset = caret
            return
        }
        // One column on each side is kept for the mark that says something was cut.
        let room = width - 2
        let start = min(max(0, caret - room / 2), max(0, total - room))
        var shown = ""
        var position = 0
        var used = 0
        var before = 0
        var isCutAfter = false
        for cell in cells {
            defer { position += cell.width }
            if position < start { continue }
            if used + cell.width > room {
                isCutAfter = true
                break
            }
            if position < caret { before += cell.width }
            shown += cell.text
            used += cell.width
        }
        let lead = isCutBefore || start > 0 ? "…" : ""
        text = lead + shown + (isCutAfter ? "…" : "")
        caretOffset = (lead.isEmpty ? 0 : 1) + before
    }
}

/// One scalar as shown, and the columns it takes.
private struct Cell {
    let text: String
    let width: Int

    init(_ scalar: Unicode.Scalar, at offset: Int) {
        if scalar == "\t" {
            width = 4 - offset % 4
            text = String(repeating: " ", count: width)
        } else {
            let shown = DisplayWidth.visible(scalar)
            width = DisplayWidth.of(shown)
            text = String(Character(shown))
        }
    }
}
