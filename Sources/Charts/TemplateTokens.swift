/// A word of a template's action.
enum TemplateToken: Equatable {
    /// A function or a keyword.
    case word(String)
    /// `.a.b`, `$x.a`, `.` or `$`: the variable's name, nil for the dot, and the fields.
    case chain(variable: String?, fields: [String])
    /// A text in quotes.
    case text(String)
    case open
    case close
    case pipe
    /// `:=` or `=`.
    case assign
    case comma
    /// A number or anything else.
    case other
}

/// Cuts Go templates into actions and actions into words. What it does not understand it leaves out: Helm says what is wrong.
enum TemplateTokens {
    /// The actions of a template in order, comments left out.
    static func actions(_ text: String) -> [[TemplateToken]] {
        let bytes = Array(text.utf8)
        var actions: [[TemplateToken]] = []
        var index = 0
        while index + 1 < bytes.count {
            guard bytes[index] == UInt8(ascii: "{"), bytes[index + 1] == UInt8(ascii: "{") else {
                index += 1
                continue
            }
            var reader = TemplateTokenReader(bytes: bytes, index: index + 2)
            let tokens = reader.action()
            if !tokens.isEmpty { actions.append(tokens) }
            index = max(reader.index, index + 2)
        }
        return actions
    }
}

private struct TemplateTokenReader {
    let bytes: [UInt8]
    var index: Int

    private func at(_ offset: Int = 0) -> UInt8 { index + offset < bytes.count ? bytes[index + offset] : 0 }
    private var isAtEnd: Bool { index >= bytes.count }

    mutating func action() -> [TemplateToken] {
        var tokens: [TemplateToken] = []
        while !isAtEnd {
            let byte = at()
            switch byte {
            case UInt8(ascii: "}") where at(1) == UInt8(ascii: "}"):
                index += 2
                return tokens
            case UInt8(ascii: "/") where at(1) == UInt8(ascii: "*"): skipComment()
            case UInt8(ascii: "\""): tokens.append(.text(quoted()))
            case UInt8(ascii: "`"): tokens.append(.text(raw()))
            case UInt8(ascii: "("): step(.open, &tokens)
            case UInt8(ascii: ")"): close(&tokens)
            case UInt8(ascii: "|"): step(.pipe, &tokens)
            case UInt8(ascii: ","): step(.comma, &tokens)
            case UInt8(ascii: "="): step(.assign, &tokens)
            case UInt8(ascii: ":") where at(1) == UInt8(ascii: "="):
                index += 1
                step(.assign, &tokens)
            case UInt8(ascii: "."), UInt8(ascii: "$"): tokens.append(chain())
            case let byte where Self.isName(byte): tokens.append(.word(name()))
            default: index += 1
            }
        }
        return tokens
    }

    private mutating func step(_ token: TemplateToken, _ tokens: inout [TemplateToken]) {
        tokens.append(token)
        index += 1
    }

    /// `)` and the fields right behind it, which are a chain of their own without white space before.
    private mutating func close(_ tokens: inout [TemplateToken]) {
        step(.close, &tokens)
        if at() == UInt8(ascii: "."), Self.isName(at(1)) { tokens.append(.chain(variable: ")", fields: fields())) }
    }

    private mutating func chain() -> TemplateToken {
        var variable: String?
        if at() == UInt8(ascii: "$") {
            index += 1
            variable = name()
        }
        let found = fields()
        // A lone dot has no field and must still be passed.
        if variable == nil, found.isEmpty { index += 1 }
        return .chain(variable: variable, fields: found)
    }

    private mutating func fields() -> [String] {
        var fields: [String] = []
        while at() == UInt8(ascii: "."), Self.isName(at(1)) {
            index += 1
            fields.append(name())
        }
        return fields
    }

    private mutating func name() -> String {
        let start = index
        while Self.isName(at()) { index += 1 }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    private mutating func quoted() -> String {
        index += 1
        let start = index
        while !isAtEnd, at() != UInt8(ascii: "\""), at() != 0x0A { index += at() == UInt8(ascii: "\\") ? 2 : 1 }
        let end = min(index, bytes.count)
        index = end + 1
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }

    private mutating func raw() -> String {
        index += 1
        let start = index
        while !isAtEnd, at() != UInt8(ascii: "`") { index += 1 }
        let end = index
        index += 1
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }

    private mutating func skipComment() {
        while !isAtEnd, !(at() == UInt8(ascii: "*") && at(1) == UInt8(ascii: "/")) { index += 1 }
        index += 2
    }

    private static func isName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "_"):
            true
        default: byte >= 0x80
        }
    }
}
