/// A text in the double quotes of YAML, which can hold everything.
enum DoubleQuoted {
    /// Quotes a text.
    ///
    /// Only escapes that YAML 1.1, YAML 1.2 and JSON share are used, but for characters beyond U+FFFF: all of those can
    /// stand as they are.
    static func text(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where PlainScalar.isPrintable(scalar): result.unicodeScalars.append(scalar)
            default:
                let code = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: max(0, 4 - code.count)) + code
            }
        }
        return result + "\""
    }
}
