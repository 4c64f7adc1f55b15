import Diagnostics

/// The page that lists the codes of findings.
enum DiagnosticsPage {
    /// The page in Markdown.
    static func markdown() -> String {
        let rows = Code.allCases.map { "| `\($0.rawValue)` | \($0.meaning) |" }.joined(separator: "\n")
        return """
            # Findings

            Made by `fairlead reference --diagnostics`; do not edit. FL00 reading text, FL01 the platform file, FL02 the catalog and the
            resolver, FL03 rendering, FL04 consistency, FL05 delivery, FL06 secrets, FL07 charts.

            | code | meaning |
            |---|---|
            \(rows)
            """
    }
}
