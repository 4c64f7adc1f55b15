extension String {
    /// Whether the bytes of a text occur in this one. Texts that only look alike, such as an accented letter and a letter with an accent,
    /// are different ones; `contains` compares characters, which takes ten times as long.
    ///
    /// - Parameter part: what to look for; an empty text occurs everywhere.
    package func hasBytes(of part: String) -> Bool {
        var text = self
        var part = part
        return text.withUTF8 { text in
            part.withUTF8 { part in
                guard let first = part.first else { return true }
                guard part.count <= text.count else { return false }
                let last = text.count - part.count
                var start = 0
                while start <= last {
                    guard let next = text[start...last].firstIndex(of: first) else { return false }
                    if text[next..<next + part.count].elementsEqual(part) { return true }
                    start = next + 1
                }
                return false
            }
        }
    }
}
