/// What a YAML scalar without quotes means.
///
/// YAML 1.1 and 1.2 disagree about many plain scalars. Here they mean what `sigs.k8s.io/yaml`, and with it kubectl and
/// Helm, makes of them; that package reads with version 2 of the Go YAML library (`resolve.go` there):
///
/// | written | means |
/// |---|---|
/// | `~`, `null`, nothing | null |
/// | `true`, `yes`, `on`, `y` and their opposites, in lower, upper or title case | boolean |
/// | `12`, `0x1f`, `0o17`, `0b11`, `1_000` | integer |
/// | `0123` | octal integer, 83 |
/// | `089` | a leading zero that is not octal: number, 89.0 |
/// | `1.5`, `1e3`, `.5`, `.inf`, `.nan` | number |
/// | an integer beyond 64 bits | number |
/// | `1:20`, `2001-12-14`, `=` | string |
///
/// Keys are never resolved: the key `on` is the text "on".
enum ScalarResolution {
    /// Resolves a plain scalar without a tag.
    ///
    /// - Parameter text: the scalar.
    /// - Returns: its value; a string when nothing else fits.
    static func plain(_ text: String) -> Value {
        // No word or number is longer, and a huge scalar should not be walked twice.
        guard text.utf8.count <= 1024 else { return .string(text) }
        return word(text) ?? number(text) ?? .string(text)
    }

    /// The null, boolean or special number that a word stands for.
    static func word(_ text: String) -> Value? {
        // None is longer; most scalars are.
        guard text.utf8.count <= 5 else { return nil }
        return switch text {
        case "", "~", "null", "Null", "NULL": .null
        case "true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON", "y", "Y": .bool(true)
        case "false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF", "n", "N": .bool(false)
        case ".nan", ".NaN", ".NAN": .double(.nan)
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": .double(.infinity)
        case "-.inf", "-.Inf", "-.INF": .double(-.infinity)
        default: nil
        }
    }

    /// The number that a scalar stands for.
    static func number(_ text: String) -> Value? {
        guard let first = text.utf8.first else { return nil }
        switch first {
        case UInt8(ascii: "."):
            return NumberText.decimal(Array(text.utf8)).map { .double($0) }
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"):
            let digits = text.utf8.filter { $0 != UInt8(ascii: "_") }
            return NumberText.integer(digits) ?? NumberText.decimal(digits).map { .double($0) }
        default: return nil
        }
    }
}
