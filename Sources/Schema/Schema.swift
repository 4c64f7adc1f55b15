public import Diagnostics
public import Values

/// A schema: a subset of JSON Schema draft 2020-12, read from data and checked once.
///
/// The subset is `type`, `properties`, `additionalProperties`, `propertyNames` (only its `format`), `required`, `items`,
/// `minItems`, `maxItems`, `uniqueItems`, `enum`, `const`, `minimum`, `maximum`, `minLength`, `maxLength`, `format`,
/// `anyOf`, `oneOf`, `$ref` to `#/$defs/<name>`, `$defs` at the root, `default`, `description`, `title`, `examples`,
/// `deprecated`. Keys that begin with `x-` are kept and have no part in validation; `x-profiles` gives defaults by profile.
public struct Schema: Sendable {
    /// The schema as it was written.
    public let node: Node

    let root: Shape
    let definitions: Definitions

    /// Schemas and documents nested deeper than this are refused.
    static let maximumDepth = 64
    /// How many checks one validation may take: `anyOf` in recursive schemas could multiply without end.
    static let maximumSteps = 200_000
    /// How many values one filling may add.
    static let maximumFilled = 10_000

    /// Reads and checks a schema.
    ///
    /// - Parameters:
    ///   - node: The schema as data.
    ///   - code: The code of the findings when the schema itself is wrong.
    /// - Throws: `FindingsError` with every mistake: unknown keywords (named), malformed ones, references that lead
    ///   nowhere or in a circle, and defaults that do not fit their own schema.
    public init(_ node: Node, code: String = "FL0190") throws(FindingsError) {
        var reader = SchemaReader(code: code)
        let root = reader.readDocument(node)
        guard reader.findings.isEmpty else { throw FindingsError(findings: reader.findings) }
        self.node = node
        self.root = root
        self.definitions = reader.definitions
    }

    /// Compares a document with the schema.
    ///
    /// - Parameters:
    ///   - node: The document.
    ///   - codes: The codes to report with.
    ///   - context: The dotted path of the document, such as `components.litellm`; empty for a whole file.
    /// - Returns: Every mistake, in the order of the document, each with its place.
    public func validate(_ node: Node, codes: SchemaCodes, context: String) -> [Finding] {
        var validator = Validator(definitions: definitions, codes: codes)
        validator.check(node, root, path: context, near: nil, depth: 0)
        if validator.isExhausted {
            // What was found by then may be half a branch: one true sentence is better.
            let message = "\(Wording.subject(context)) takes more than \(Self.maximumSteps) steps to check"
            return [Finding(code: codes.outOfRange, severity: .error, message: message, place: node.place)]
        }
        return validator.findings
    }

    /// Completes a document with the defaults of the schema.
    ///
    /// A missing mapping is only made when the schema gives it a default (`default: {}` is enough), for its presence may
    /// mean something. What was written stays as it is, with its places; what is added follows it in schema order.
    ///
    /// - Parameters:
    ///   - node: The document.
    ///   - profile: The profile whose `x-profiles` values win over `default`.
    /// - Returns: The completed document.
    public func defaults(applying node: Node, profile: String?) -> Node {
        var filler = DefaultFiller(definitions: definitions, profile: profile)
        return filler.fill(node, root, depth: 0)
    }
}
