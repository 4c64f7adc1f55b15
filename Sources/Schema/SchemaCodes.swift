/// The finding codes that one use of the schema engine reports with, so that each kind of document has codes of its own.
public struct SchemaCodes: Sendable, Equatable {
    /// A key that the schema does not allow.
    public var unknownKey: String
    /// A value of another type than the schema asks for.
    public var wrongType: String
    /// A required key that is not there.
    public var missingKey: String
    /// A value outside `enum` or `const`, or one that fits more than one form of `oneOf`.
    public var notAllowed: String
    /// A number, a length or a count outside its limits.
    public var outOfRange: String
    /// A string or key that does not have the form its `format` asks for.
    public var badFormat: String
    /// An item that repeats an earlier one of a list whose items must differ.
    public var duplicateItem: String

    /// Names the code of every kind of mistake.
    ///
    /// - Parameters:
    ///   - unknownKey: A key that the schema does not allow.
    ///   - wrongType: A value of another type than the schema asks for.
    ///   - missingKey: A required key that is not there.
    ///   - notAllowed: A value outside `enum` or `const`, or one that fits more than one form of `oneOf`.
    ///   - outOfRange: A number, a length or a count outside its limits.
    ///   - badFormat: A string or key without the form its `format` asks for.
    ///   - duplicateItem: An item that repeats an earlier one of a list whose items must differ.
    public init(
        unknownKey: String, wrongType: String, missingKey: String, notAllowed: String, outOfRange: String,
        badFormat: String, duplicateItem: String
    ) {
        self.unknownKey = unknownKey
        self.wrongType = wrongType
        self.missingKey = missingKey
        self.notAllowed = notAllowed
        self.outOfRange = outOfRange
        self.badFormat = badFormat
        self.duplicateItem = duplicateItem
    }
}
