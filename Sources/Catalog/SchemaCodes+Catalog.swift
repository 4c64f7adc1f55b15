import Diagnostics
public import Schema

extension SchemaCodes {
    /// Codes for the platform file.
    public static let platform = SchemaCodes(
        unknownKey: Code.unknownKey.rawValue, wrongType: Code.wrongType.rawValue, missingKey: Code.missingKey.rawValue,
        notAllowed: Code.notAllowed.rawValue, outOfRange: Code.outOfRange.rawValue, badFormat: Code.badFormat.rawValue,
        duplicateItem: Code.duplicateItem.rawValue)

    /// Codes for a component's definition: the same mistakes, so the same codes.
    public static let component = platform
}
