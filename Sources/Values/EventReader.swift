internal import CYAML

/// One step of libyaml through a text.
struct Event {
    /// What came.
    enum Kind {
        case documentStart
        case documentEnd
        case streamEnd
        case alias(String)
        case scalar(Scalar)
        case listStart(anchor: String?, tag: String?)
        case mappingStart(anchor: String?, tag: String?)
        case collectionEnd
        case other
    }

    /// A scalar as written.
    struct Scalar {
        let text: String
        let anchor: String?
        let tag: String?
        /// Whether it has no quotes and is no block.
        let isPlain: Bool
    }

    let kind: Kind
    let place: Place
}

/// Owns a libyaml parser and hands out its events as Swift values, so that no C pointer leaves this file.
final class EventReader {
    private let source: SourceText
    private let lines: LineTable?
    private let input: UnsafeMutableBufferPointer<UInt8>
    private let parser: UnsafeMutablePointer<yaml_parser_t>

    init(_ source: SourceText) throws(SyntaxError) {
        self.source = source
        lines = LineTable(source.bytes)
        // libyaml keeps the address for as long as it reads, so the bytes need one that stays.
        input = .allocate(capacity: source.bytes.count)
        _ = input.initialize(from: source.bytes)
        parser = .allocate(capacity: 1)
        parser.initialize(to: yaml_parser_t())
        guard yaml_parser_initialize(parser) == 1 else {
            throw SyntaxError(message: "out of memory", place: source.place(ofByte: 0))
        }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, UnsafePointer(input.baseAddress), input.count)
        try refuseManyDirectives()
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
        input.deallocate()
    }

    /// The next event.
    func next() throws(SyntaxError) -> Event {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw failure() }
        defer { yaml_event_delete(&event) }
        return Event(kind: Self.kind(of: event), place: place(event.start_mark))
    }

    private static func kind(of event: yaml_event_t) -> Event.Kind {
        switch event.type {
        case YAML_DOCUMENT_START_EVENT: .documentStart
        case YAML_DOCUMENT_END_EVENT: .documentEnd
        case YAML_STREAM_END_EVENT: .streamEnd
        case YAML_ALIAS_EVENT: .alias(text(event.data.alias.anchor) ?? "")
        case YAML_SCALAR_EVENT: .scalar(scalar(event))
        case YAML_SEQUENCE_START_EVENT:
            .listStart(anchor: text(event.data.sequence_start.anchor), tag: text(event.data.sequence_start.tag))
        case YAML_MAPPING_START_EVENT:
            .mappingStart(anchor: text(event.data.mapping_start.anchor), tag: text(event.data.mapping_start.tag))
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: .collectionEnd
        default: .other
        }
    }

    private static func scalar(_ event: yaml_event_t) -> Event.Scalar {
        let data = event.data.scalar
        return Event.Scalar(
            text: String(decoding: UnsafeBufferPointer(start: data.value, count: data.length), as: UTF8.self),
            anchor: text(data.anchor), tag: text(data.tag), isPlain: data.style == YAML_PLAIN_SCALAR_STYLE)
    }

    private static func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        pointer.map { String(cString: $0) }
    }

    private func place(_ mark: yaml_mark_t) -> Place {
        if let lines {
            let (line, column) = lines.position(ofCharacter: mark.index)
            return Place(file: source.file, line: source.firstLine + line, column: column + 1)
        }
        return Place(file: source.file, line: source.firstLine + mark.line, column: mark.column + 1)
    }

    private func failure() -> SyntaxError {
        let state = parser.pointee
        switch state.error {
        case YAML_MEMORY_ERROR: return SyntaxError(message: "out of memory", place: place(state.mark))
        case YAML_READER_ERROR:
            let code = String(state.problem_value, radix: 16, uppercase: true)
            return SyntaxError(
                message:
                    "the control character U+\(String(repeating: "0", count: max(0, 4 - code.count)) + code) is not allowed",
                place: source.place(ofByte: state.problem_offset),
                hint: "remove it, or write it as an escape in double quotes")
        default:
            let problem = state.problem.map { String(cString: $0) } ?? "the text cannot be read"
            let context = state.context.map { String(cString: $0) }
            let wording = YAMLProblem.wording(
                problem: problem, context: context, byte: byte(at: state.problem_mark),
                start: state.context == nil ? nil : place(state.context_mark))
            return SyntaxError(message: wording.message, place: place(state.problem_mark), hint: wording.hint)
        }
    }

    /// The byte at a mark, to tell a tab from other characters. Errors only, so the walk does no harm.
    private func byte(at mark: yaml_mark_t) -> UInt8? {
        var character = -1
        for byte in source.bytes where byte & 0xC0 != 0x80 {
            character += 1
            if character == mark.index { return byte }
        }
        return nil
    }

    /// libyaml compares each `%TAG` with all before it, so thousands of them would take hours.
    private func refuseManyDirectives() throws(SyntaxError) {
        let most = 64
        var count = 0
        var lineStart = true
        let tooMany = source.bytes.withUnsafeBufferPointer { bytes -> Int? in
            for index in bytes.indices {
                let byte = bytes[index]
                if lineStart {
                    switch byte {
                    case UInt8(ascii: "%"):
                        count += 1
                        if count > most { return index }
                    case UInt8(ascii: "#"), UInt8(ascii: " "), 0x0A, 0x0D: break
                    // Anything but a comment or an empty line ends a run of directives.
                    default: count = 0
                    }
                }
                lineStart = byte == 0x0A || byte == 0x0D
            }
            return nil
        }
        if let tooMany {
            throw SyntaxError(
                message: "too many directives, more than \(most)", place: source.place(ofByte: tooMany))
        }
    }
}
