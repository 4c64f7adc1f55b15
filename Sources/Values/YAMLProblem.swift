/// libyaml's complaints in words that say what to do.
enum YAMLProblem {
    /// A sentence and, where one is known, a hint.
    struct Wording {
        let message: String
        var hint: String?
    }

    /// Words a complaint.
    ///
    /// - Parameters:
    ///   - problem: what libyaml says.
    ///   - context: what it was reading.
    ///   - byte: the first byte at the place of the problem.
    ///   - start: where what it was reading begins.
    static func wording(problem: String, context: String?, byte: UInt8?, start: Place?) -> Wording {
        let began = start.map { ", begun in line \($0.line)" } ?? ""
        if problem.contains("tab character") || (byte == 0x09 && problem.contains("cannot start any token")) {
            return Wording(message: "a tab cannot indent in YAML", hint: "use spaces")
        }
        switch problem {
        case "found character that cannot start any token":
            let shown = byte.flatMap { (0x21...0x7E).contains($0) ? "`" + String(UnicodeScalar($0)) + "`" : nil }
            return Wording(
                message: "a value cannot begin with \(shown ?? "this character")",
                hint: "put the value in double quotes")
        case "mapping values are not allowed in this context":
            return Wording(
                message: "a key is not possible here",
                hint: "a value that holds `: ` needs quotes; a nested key goes on its own line, indented")
        case "could not find expected ':'":
            return Wording(message: "expected `:` after a key\(began)", hint: "check the indentation and the quotes")
        case "did not find expected key":
            return Wording(
                message: "expected a key of the mapping\(began)",
                hint: "keys of one mapping must begin in the same column; a value that begins with a quote ends with it"
            )
        case "did not find expected '-' indicator":
            return Wording(
                message: "expected `-` of the list\(began)", hint: "elements of one list must begin in the same column")
        case "block sequence entries are not allowed in this context":
            return Wording(
                message: "a list element is not possible here", hint: "put the list on its own line after the key")
        case "did not find expected ',' or ']'": return Wording(message: "expected `,` or `]` in the list\(began)")
        case "did not find expected ',' or '}'": return Wording(message: "expected `,` or `}` in the mapping\(began)")
        case "found unexpected end of stream":
            return Wording(message: "the text ends inside quotes\(began)", hint: "add the closing quote")
        case "found unexpected document indicator":
            return Wording(message: "a new document begins inside quotes\(began)", hint: "add the closing quote")
        case "found unknown escape character":
            return Wording(
                message: "unknown escape in double quotes", hint: "write `\\\\` for a backslash, or use single quotes")
        case "found invalid Unicode character escape code":
            return Wording(
                message: "the escape names no Unicode character",
                hint: "write characters beyond U+FFFF as they are or as `\\U` with eight digits, not as a pair of `\\u`"
            )
        case "found undefined tag handle": return Wording(message: "the tag has an undeclared prefix")
        case "did not find expected <document start>":
            return Wording(
                message: "the document ends before this", hint: "begin a new document with --- or fix the indentation")
        case "did not find expected node content": return Wording(message: "expected a value")
        case "did not find expected comment or line break":
            return Wording(
                message: "unexpected text after `|` or `>`",
                hint: "the text of a block begins in the next line, indented")
        default:
            return Wording(message: problem + (context.map { " " + $0 } ?? ""))
        }
    }
}
