/// What a node holds.
public enum Value: Sendable, Equatable {
    /// Nothing.
    case null
    /// True or false.
    case bool(Bool)
    /// A whole number.
    case integer(Int64)
    /// A floating point number.
    case double(Double)
    /// A text.
    case string(String)
    /// A list.
    case list([Node])
    /// A mapping.
    case mapping(Mapping)

    /// Whether both are the same kind with the same content.
    ///
    /// Texts are compared by bytes, and "not a number" equals itself, so that a tree always equals its copy.
    public static func == (left: Value, right: Value) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.integer(let left), .integer(let right)): left == right
        case (.double(let left), .double(let right)): left == right || (left.isNaN && right.isNaN)
        case (.string(let left), .string(let right)): ByteKey(left) == ByteKey(right)
        case (.list(let left), .list(let right)): left == right
        case (.mapping(let left), .mapping(let right)): left == right
        default: false
        }
    }
}

/// A value with the place where it was written.
///
/// Trees are walked recursively. The readers bound their depth (``YAML/Limits``); code that builds trees itself
/// must not nest deeper than ``YAML/Limits/greatestDepth``.
///
/// Inside of extensions of `Node` write `Values.Value` for the enumeration: there the plain name means the element of a
/// dictionary literal.
public struct Node: Sendable, Equatable {
    /// What the node holds.
    public var value: Values.Value
    /// Where it was written; nil when it was made by code.
    public var place: Place?

    /// Makes a node.
    ///
    /// - Parameters:
    ///   - value: what it holds.
    ///   - place: where it was written.
    public init(_ value: Values.Value, place: Place? = nil) {
        self.value = value
        self.place = place
    }

    /// Whether both values are equal; places do not count.
    public static func == (left: Node, right: Node) -> Bool {
        left.value == right.value
    }
}

extension Node {
    /// Whether the node holds nothing.
    public var isNull: Bool {
        if case .null = value { true } else { false }
    }

    /// The truth value, if it is one.
    public var bool: Bool? {
        if case .bool(let content) = value { content } else { nil }
    }

    // Inlined into another module it makes the optimiser of Swift 6.3.1 stop with an error (CopyPropagation).
    /// The whole number, if it is one.
    @inline(never)
    public var integer: Int64? {
        if case .integer(let content) = value { content } else { nil }
    }

    /// The number as floating point, if it is a number of either kind.
    public var double: Double? {
        switch value {
        case .double(let content): content
        case .integer(let content): Double(content)
        default: nil
        }
    }

    /// The text, if it is one.
    public var string: String? {
        if case .string(let content) = value { content } else { nil }
    }

    /// The elements, if it is a list.
    public var list: [Node]? {
        if case .list(let content) = value { content } else { nil }
    }

    /// The mapping, if it is one.
    public var mapping: Mapping? {
        if case .mapping(let content) = value { content } else { nil }
    }

    /// The name of the kind for messages: null, boolean, integer, number, string, list or mapping.
    public var typeName: String {
        switch value {
        case .null: "null"
        case .bool: "boolean"
        case .integer: "integer"
        case .double: "number"
        case .string: "string"
        case .list: "list"
        case .mapping: "mapping"
        }
    }
}
