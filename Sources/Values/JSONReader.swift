/// Reads one JSON text.
///
/// It descends recursively; ``YAML/Limits/depth`` bounds that before the stack does.
struct JSONReader {
    private let source: SourceText
    private let limits: YAML.Limits
    private let leftOut: Set<String>
    private var position = 0
    private var nodes = 0
    /// The line of `position` and where it begins; kept up to date by ``skipSpace()``, since no value spans lines.
    private var line: Int
    private var lineStart = 0
    /// How many bytes of this line up to `counted` are not the first of their character.
    private var continuations = 0
    private var counted = 0

    init(source: SourceText, limits: YAML.Limits, leavingOut leftOut: Set<String>) {
        self.source = source
        self.limits = limits
        self.leftOut = leftOut
        line = source.firstLine
    }

    /// The value that is the whole text.
    mutating func document() throws(SyntaxError) -> Node {
        skipSpace()
        if peek == nil { throw failure("the file is empty", hint: "write one JSON value into it") }
        let node = try value(level: 0)
        skipSpace()
        if peek != nil { throw failure("unexpected text after the value") }
        return node
    }

    private var peek: UInt8? {
        position < source.bytes.count ? source.bytes[position] : nil
    }

    private mutating func value(level: Int) throws(SyntaxError) -> Node {
        nodes += 1
        guard nodes <= limits.nodes else { throw failure("too many values, more than \(limits.nodes)") }
        let place = currentPlace()
        switch peek {
        case UInt8(ascii: "{"): return Node(.mapping(try mapping(level: level + 1)), place: place)
        case UInt8(ascii: "["): return Node(.list(try list(level: level + 1)), place: place)
        case UInt8(ascii: "\""): return Node(.string(try text()), place: place)
        case UInt8(ascii: "-")?, (UInt8(ascii: "0")...UInt8(ascii: "9"))?: return Node(try number(), place: place)
        case UInt8(ascii: "t"): return Node(try word("true", .bool(true)), place: place)
        case UInt8(ascii: "f"): return Node(try word("false", .bool(false)), place: place)
        case UInt8(ascii: "n"): return Node(try word("null", .null), place: place)
        case nil: throw failure("the text ends where a value is expected")
        default: throw failure("expected a value")
        }
    }

    private mutating func list(level: Int) throws(SyntaxError) -> [Node] {
        try enter(level)
        var elements: [Node] = []
        if take(UInt8(ascii: "]")) { return elements }
        while true {
            skipSpace()
            elements.append(try value(level: level))
            skipSpace()
            if take(UInt8(ascii: "]")) { return elements }
            try expect(UInt8(ascii: ","), "expected `,` or `]`")
        }
    }

    private mutating func mapping(level: Int) throws(SyntaxError) -> Mapping {
        try enter(level)
        var content = Mapping()
        if take(UInt8(ascii: "}")) { return content }
        while true {
            skipSpace()
            let place = currentPlace()
            guard peek == UInt8(ascii: "\"") else { throw failure("expected a key in double quotes") }
            let key = try text()
            if let earlier = content.entry(key) {
                throw SyntaxError(
                    message: "the key \(JSON.quoted(key)) is here twice, first at "
                        + (earlier.keyPlace?.description ?? "another place"),
                    place: place, hint: "remove one of them")
            }
            skipSpace()
            try expect(UInt8(ascii: ":"), "expected `:`")
            skipSpace()
            if leftOut.contains(key) { try skip() } else { content.set(key, place, try value(level: level)) }
            skipSpace()
            if take(UInt8(ascii: "}")) { return content }
            try expect(UInt8(ascii: ","), "expected `,` or `}`")
        }
    }

    private mutating func enter(_ level: Int) throws(SyntaxError) {
        guard level <= limits.depth else {
            throw failure("nested too deeply, more than \(limits.depth) lists and mappings inside each other")
        }
        position += 1
        skipSpace()
    }

    private mutating func word(_ word: String, _ value: Value) throws(SyntaxError) -> Value {
        guard source.bytes[position...].starts(with: word.utf8) else { throw failure("expected a value") }
        position += word.utf8.count
        return value
    }

    private mutating func number() throws(SyntaxError) -> Value {
        let start = position
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { try digits() }
        var isWhole = true
        if take(UInt8(ascii: ".")) {
            isWhole = false
            try digits()
        }
        if let byte = peek, byte | 0x20 == UInt8(ascii: "e") {
            isWhole = false
            position += 1
            if peek == UInt8(ascii: "-") || peek == UInt8(ascii: "+") { position += 1 }
            try digits()
        }
        if let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
            throw failure("a number cannot begin with 0", hint: "write it without leading zeros, or in quotes")
        }
        let text = String(decoding: source.bytes[start..<position], as: UTF8.self)
        if isWhole, let integer = Int64(text) { return .integer(integer) }
        guard let double = Double(text), double.isFinite else {
            position = start
            throw failure("the number is too large")
        }
        return .double(double)
    }

    private mutating func digits() throws(SyntaxError) {
        let start = position
        while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
        if position == start { throw failure("expected a digit") }
    }

    private mutating func text() throws(SyntaxError) -> String {
        position += 1
        var content: [UInt8] = []
        while true {
            let start = position
            position = source.bytes.withUnsafeBufferPointer { bytes in
                bytes[start...].firstIndex { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }
                    ?? bytes.count
            }
            let plain = source.bytes[start..<position]
            switch peek {
            case UInt8(ascii: "\""):
                position += 1
                guard !content.isEmpty else { return String(decoding: plain, as: UTF8.self) }
                content += plain
                return String(decoding: content, as: UTF8.self)
            case UInt8(ascii: "\\"):
                content += plain
                try escape(into: &content)
            case nil: throw failure("the text ends inside quotes", hint: "add the closing quote")
            default:
                throw failure("a control character cannot be in a text", hint: "write line ends as \\n, tabs as \\t")
            }
        }
    }

    /// Goes over a value that nobody wants, as far as its brackets and texts go.
    private mutating func skip() throws(SyntaxError) {
        var level = 0
        repeat {
            skipSpace()
            switch peek {
            case UInt8(ascii: "{"), UInt8(ascii: "["): level += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ","):
                guard level > 0 else { throw failure("expected a value") }
                if peek != UInt8(ascii: ",") { level -= 1 }
            case UInt8(ascii: "\""):
                _ = try text()
                continue
            case nil: throw failure("the text ends where a value is expected")
            default: break
            }
            position += 1
        } while level > 0 || peek.map { !Self.ends.contains($0) } ?? false
    }

    private static let ends = Array(",}] \t\r\n".utf8)

    private mutating func escape(into content: inout [UInt8]) throws(SyntaxError) {
        let start = position
        position += 1
        guard let byte = peek else { throw failure("the text ends inside quotes", hint: "add the closing quote") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(byte)
        case UInt8(ascii: "b"): content.append(0x08)
        case UInt8(ascii: "f"): content.append(0x0C)
        case UInt8(ascii: "n"): content.append(0x0A)
        case UInt8(ascii: "r"): content.append(0x0D)
        case UInt8(ascii: "t"): content.append(0x09)
        case UInt8(ascii: "u"):
            var code = try hexadecimal()
            if (0xD800...0xDBFF).contains(code), take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) {
                let low = try hexadecimal()
                code = (0xDC00...0xDFFF).contains(low) ? 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00) : 0xD800
            }
            guard let scalar = UnicodeScalar(code) else {
                position = start
                throw failure("half a surrogate pair is no character")
            }
            content.append(contentsOf: String(scalar).utf8)
        default:
            position = start
            throw failure("unknown escape", hint: "write `\\\\` for a backslash")
        }
    }

    private mutating func hexadecimal() throws(SyntaxError) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek, let digit = NumberText.hexDigit(byte) else {
                throw failure("expected four hexadecimal digits")
            }
            code = code << 4 | UInt32(digit)
            position += 1
        }
        return code
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ byte: UInt8, _ message: String) throws(SyntaxError) {
        guard take(byte) else { throw failure(message) }
    }

    private mutating func skipSpace() {
        while let byte = peek {
            switch byte {
            case 0x20, 0x09: position += 1
            case 0x0A, 0x0D:
                position += 1
                if byte == 0x0A || peek != 0x0A {
                    line += 1
                    (lineStart, counted, continuations) = (position, position, 0)
                }
            default: return
            }
        }
    }

    /// The place of `position`. Bytes are counted once only, so that one endless line takes linear time.
    private mutating func currentPlace() -> Place {
        while counted < position {
            if source.bytes[counted] & 0xC0 == 0x80 { continuations += 1 }
            counted += 1
        }
        return Place(file: source.file, line: line, column: position - lineStart - continuations + 1)
    }

    private func failure(_ message: String, hint: String? = nil) -> SyntaxError {
        SyntaxError(message: message, place: source.place(ofByte: position), hint: hint)
    }
}
