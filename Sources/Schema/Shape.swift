import Values

/// The types of JSON Schema, in the words that people read.
enum ValueType: String, CaseIterable, Sendable {
    case null, boolean, integer, number, string, array, object

    /// The type with its article, as messages say it.
    var phrase: String {
        switch self {
        case .null: "empty"
        case .boolean: "true or false"
        case .integer: "an integer"
        case .number: "a number"
        case .string: "a string"
        case .array: "a list"
        case .object: "a mapping"
        }
    }

    /// The type as the reference page names it.
    var label: String {
        switch self {
        case .array: "list"
        case .object: "mapping"
        default: rawValue
        }
    }

    /// Whether the node is of this type; as in JSON Schema, 3.0 is an integer.
    func accepts(_ node: Node) -> Bool {
        switch (self, node.value) {
        case (.null, .null), (.boolean, .bool), (.integer, .integer), (.number, .integer), (.number, .double),
            (.string, .string), (.array, .list), (.object, .mapping):
            true
        case (.integer, .double(let number)): Int64(exactly: number) != nil
        default: false
        }
    }
}

/// What a schema says about values that have no schema of their own beside them.
indirect enum Rest: Sendable {
    case anything
    case nothing
    case shape(Shape)
}

/// One schema in typed form. Everything in it was checked when it was read.
struct Shape: Sendable {
    struct Property: Sendable {
        let name: String
        let shape: Shape
    }

    var types: [ValueType] = []
    var properties: [Property] = []
    var additional = Rest.anything
    var keyFormat: Format?
    var required: [String] = []
    var items = Rest.anything
    var minItems: Int?
    var maxItems: Int?
    var uniqueItems = false
    /// The values of `enum`, or the one of `const`.
    var choices: [Node]?
    var minimum: Node?
    var maximum: Node?
    var minLength: Int?
    var maxLength: Int?
    var format: Format?
    var anyOf: [Shape] = []
    var oneOf: [Shape] = []
    var reference: String?
    var defaultValue: Node?
    var profiles = Mapping()
    var description: String?
    var title: String?
    var examples: [Node] = []
    var deprecated = false

    func property(_ name: String) -> Shape? {
        properties.first { $0.name.hasSameBytes(as: name) }?.shape
    }
}

/// The named schemas under `$defs`.
struct Definitions: Sendable {
    var entries: [Shape.Property] = []

    subscript(_ name: String) -> Shape? {
        entries.first { $0.name.hasSameBytes(as: name) }?.shape
    }

    /// The shape and all that `$ref` adds to it, nearest first. The reader has refused circles; the limit is a second lock.
    func layers(of shape: Shape) -> [Shape] {
        var layers = [shape]
        var current = shape
        while layers.count <= Schema.maximumDepth, let name = current.reference, let next = self[name] {
            layers.append(next)
            current = next
        }
        return layers
    }
}

extension String {
    /// Byte-wise equality: `==` would take differently composed accents for the same key.
    func hasSameBytes(as other: String) -> Bool {
        utf8.elementsEqual(other.utf8)
    }
}
