/// Text that is HTML already. Plain text becomes it only by being escaped, so nothing can be forgotten.
struct HTML: ExpressibleByStringInterpolation {
    var markup: String

    /// Markup written in this program.
    init(stringLiteral value: String) { markup = value }

    /// Plain text, escaped.
    init(text: String) { markup = Markup.escaped(text) }

    private init(markup: String) { self.markup = markup }

    init(stringInterpolation: StringInterpolation) { markup = stringInterpolation.markup }

    /// A literal's own text stays; a string that is put into it is escaped; HTML stays.
    struct StringInterpolation: StringInterpolationProtocol {
        var markup = ""

        init(literalCapacity: Int, interpolationCount: Int) { markup.reserveCapacity(literalCapacity) }

        mutating func appendLiteral(_ literal: String) { markup += literal }
        mutating func appendInterpolation(_ text: String) { markup += Markup.escaped(text) }
        mutating func appendInterpolation(_ number: Int) { markup += String(number) }
        mutating func appendInterpolation(_ html: HTML) { markup += html.markup }
        /// Text that another part of the program made as markup.
        mutating func appendInterpolation(trusted markup: String) { self.markup += markup }
    }

    /// Several pieces as one.
    static func joined(_ pieces: [HTML], separator: String = "") -> HTML {
        HTML(markup: pieces.map(\.markup).joined(separator: separator))
    }

    /// A list, or what stands for none.
    static func list(_ items: [HTML], none: HTML = "<span class=\"none\">–</span>") -> HTML {
        items.isEmpty ? none : "<ul>\(joined(items.map { "<li>\($0)</li>" }))</ul>"
    }

    /// A link to an address outside, or the plain text if a browser must not follow it.
    static func link(_ address: String, _ text: String) -> HTML {
        guard let target = Markup.link(address) else { return "\(text)" }
        return "<a href=\"\(trusted: target)\" rel=\"noreferrer\">\(text)</a>"
    }

    /// A table; on narrow screens each row becomes a card that repeats the headings.
    static func table(_ headings: [String], _ rows: [[HTML]]) -> HTML {
        let head = joined(headings.map { "<th scope=\"col\">\($0)</th>" })
        let body = joined(
            rows.map { row in
                let cells = zip(headings, row).map { heading, cell -> HTML in
                    "<td data-label=\"\(heading)\"><div>\(cell)</div></td>"
                }
                return "<tr>\(joined(cells))</tr>\n"
            })
        return "<div class=\"scroll\"><table><thead><tr>\(head)</tr></thead>\n<tbody>\n\(body)</tbody></table></div>\n"
    }
}
