import Diagnostics
import Schema
import Values

extension SchemaCodes {
    /// Codes that say what they are.
    static let testing = SchemaCodes(
        unknownKey: "unknown", wrongType: "type", missingKey: "missing", notAllowed: "value", outOfRange: "range",
        badFormat: "format", duplicateItem: "duplicate")
}

/// Reads YAML as the file `doc.yaml`.
func yaml(_ text: String) throws -> Node {
    try YAML.parseSingle(Array(text.utf8), file: "doc.yaml")
}

/// What a validation says, one line per finding: place, code and message.
func lines(_ schema: String, _ document: String, context: String = "") throws -> [String] {
    try Schema(yaml(schema)).validate(yaml(document), codes: .testing, context: context).map { finding in
        let place = finding.place.map { "\($0.line):\($0.column)" } ?? "-"
        return "\(place) \(finding.code) \(finding.message)"
    }
}

/// The hints of a validation.
func hints(_ schema: String, _ document: String) throws -> [String] {
    try Schema(yaml(schema)).validate(yaml(document), codes: .testing, context: "").map { $0.hint ?? "" }
}
