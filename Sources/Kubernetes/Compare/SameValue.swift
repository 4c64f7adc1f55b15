import Values

/// Whether two scalars mean the same to the API.
enum SameValue {
    /// - Parameters:
    ///   - desired: what is written in the desired object.
    ///   - live: what the server has.
    ///   - fields: the fields on the way.
    ///   - isBuiltIn: whether the object is of a group that the server itself defines.
    static func holds(_ desired: Node, _ live: Node, _ fields: [String], isBuiltIn: Bool) -> Bool {
        if desired == live { return true }
        if let left = number(desired), let right = number(live) { return left == right }
        let name = fields.last ?? ""
        if isAmount(fields, isBuiltIn: isBuiltIn), let left = amount(desired), let right = amount(live) {
            return left == right
        }
        if isBuiltIn, FieldFacts.numbersOrTexts.contains(name) {
            return numberText(desired).map { $0 == numberText(live) } ?? false
        }
        if let left = desired.string, let right = live.string, isTime(name), let first = Timestamp.seconds(left) {
            // A fraction of a second is kept only where the API keeps one, so texts with fractions are not equal
            // by this.
            return !left.utf8.contains(UInt8(ascii: ".")) && !right.utf8.contains(UInt8(ascii: "."))
                && Timestamp.seconds(right) == first
        }
        return false
    }

    private static func number(_ node: Node) -> Double? {
        // Whole numbers beyond 2^53 are compared as whole numbers, by the equality above.
        guard let value = node.double, abs(value) <= 9_007_199_254_740_992 else { return nil }
        return value
    }

    /// Amounts stand right below their field, or in a map of resources by name.
    static func isAmount(_ fields: [String], isBuiltIn: Bool) -> Bool {
        guard let name = fields.last else { return false }
        let parent = fields.count > 1 ? fields[fields.count - 2] : ""
        // Custom resources carry the pods' `resources` as well; other names may mean anything there.
        if !isBuiltIn { return parent == "limits" || parent == "requests" }
        return FieldFacts.amounts.contains(name) || FieldFacts.amounts.contains(parent)
    }

    private static func amount(_ node: Node) -> Quantity? {
        switch node.value {
        case .string(let text): Quantity(text)
        case .integer(let number): Quantity(String(number))
        case .double(let number): Quantity(String(number))
        default: nil
        }
    }

    private static func numberText(_ node: Node) -> String? {
        switch node.value {
        case .string(let text): text
        case .integer(let number): String(number)
        case .double(let number): Int64(exactly: number).map { String($0) }
        default: nil
        }
    }

    private static func isTime(_ name: String) -> Bool {
        ["Time", "Timestamp", "At", "Before", "After"].contains { name.hasSuffix($0) }
    }
}
