import Catalog
import Rendering

/// What a key of a Secret holds, as a template that an operator in the cluster evaluates: Go's text/template with Sprig.
///
/// Only functions that both operators have are used: `index`, `or` and `urlquery` come with text/template; `fail`, `b64enc`, `sha256sum` and `replace` are
/// Sprig's (external-secrets: `runtime/template/v2`; vault-secrets-operator: `template/funcs.go`).
enum StoreTemplate {
    /// The template's text.
    ///
    /// - Parameters:
    ///   - parts: the key's pieces.
    ///   - values: where the values of the store are for the template, such as `.Secrets`.
    static func text(_ parts: [SecretObject.Part], values: String) -> String {
        parts.map { part in
            switch part {
            case .literal(let text): literal(text)
            case .credential(let id, let field, let encoding):
                action(StoreLayout.key(id, field: field), values: values, function(encoding))
            case .sha256(let id): action(StoreLayout.key(id, field: nil), values: values, " | sha256sum")
            }
        }.joined()
    }

    private static func function(_ encoding: ReferenceText.Encoding) -> String {
        switch encoding {
        case .plain: ""
        // urlquery writes a space as it stands in a form; percent-encoding is read right in every part of a URL.
        case .url: #" | urlquery | replace "+" "%20""#
        case .base64: " | b64enc"
        }
    }

    /// An absent value ends the evaluation: an empty password in a Secret would be found out much later.
    private static func action(_ key: String, values: String, _ function: String) -> String {
        #"{{ or (index \#(values) "\#(key)") (fail "\#(key) is not in the store")\#(function.isEmpty ? "" : function) }}"#
    }

    /// Text as it is; quoted where a brace could be taken for the beginning of an action.
    private static func literal(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "{")) else { return text }
        var quoted = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\" + String(scalar)
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            default:
                let code = String(scalar.value, radix: 16)
                quoted +=
                    scalar.value < 0x20 || scalar.value == 0x7F
                    ? "\\u" + String(repeating: "0", count: 4 - code.utf8.count) + code : String(scalar)
            }
        }
        return #"{{ "\#(quoted)" }}"#
    }
}
