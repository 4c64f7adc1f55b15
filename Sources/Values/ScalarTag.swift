/// Values of scalars with their tags.
enum ScalarTag {
    static let merge = "tag:yaml.org,2002:merge"

    /// The value of a scalar as its tag, or without one its style, demands.
    static func value(of scalar: Event.Scalar, at place: Place) throws(SyntaxError) -> Value {
        let text = scalar.text
        switch scalar.tag {
        case nil: return scalar.isPlain ? ScalarResolution.plain(text) : .string(text)
        case "!", "tag:yaml.org,2002:str": return .string(text)
        case merge where text == "<<": return .string(text)
        case "tag:yaml.org,2002:null":
            if case .null? = ScalarResolution.word(text) { return .null }
            throw mismatch(text, "!!null", at: place)
        case "tag:yaml.org,2002:bool":
            if case .bool(let value)? = ScalarResolution.word(text) { return .bool(value) }
            throw mismatch(text, "!!bool", at: place)
        case "tag:yaml.org,2002:int":
            // The bound keeps a huge scalar from being walked for nothing.
            if text.utf8.count <= 1024, let value = ScalarResolution.number(text), case .integer = value {
                return value
            }
            throw mismatch(text, "!!int", at: place)
        case "tag:yaml.org,2002:float":
            if text.utf8.count <= 1024 {
                if case .double(let value)? = ScalarResolution.word(text) { return .double(value) }
                if let value = ScalarResolution.number(text) { return .double(Node(value).double ?? 0) }
            }
            throw mismatch(text, "!!float", at: place)
        case "tag:yaml.org,2002:binary":
            guard let bytes = Base64Text.decode(text) else { throw mismatch(text, "!!binary (base64)", at: place) }
            guard SourceText.firstInvalidByte(bytes) == nil else {
                throw SyntaxError(
                    message: "the !!binary value is not text in UTF-8", place: place,
                    hint: "keep it as base64 without the tag, in a field that takes base64")
            }
            return .string(String(decoding: bytes, as: UTF8.self))
        case .some(let tag): throw unknown(tag, at: place)
        }
    }

    /// The error for a tag that means nothing here.
    static func unknown(_ tag: String, at place: Place) -> SyntaxError {
        let prefix = "tag:yaml.org,2002:"
        let shown = tag.hasPrefix(prefix) ? "!!" + tag.dropFirst(prefix.count) : tag
        return SyntaxError(
            message: "the tag \(shown) is not supported", place: place,
            hint: "remove it; a text that begins with ! needs quotes")
    }

    private static func mismatch(_ text: String, _ tag: String, at place: Place) -> SyntaxError {
        let shown = text.utf8.count > 40 ? "the value" : JSON.quoted(text)
        return SyntaxError(message: "\(shown) does not fit its tag \(tag)", place: place)
    }
}
