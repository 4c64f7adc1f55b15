import Diagnostics
import Values

/// One walk over a document beside its schema; collects every mistake.
struct Validator {
    let definitions: Definitions
    let codes: SchemaCodes
    var findings: [Finding] = []
    var steps = 0

    init(definitions: Definitions, codes: SchemaCodes) {
        self.definitions = definitions
        self.codes = codes
    }

    /// Whether the work came to its limit; the findings are not complete then.
    var isExhausted: Bool { steps > Schema.maximumSteps }

    mutating func report(_ code: String, _ message: String, _ place: Place?, hint: String? = nil) {
        findings.append(Finding(code: code, severity: .error, message: message, place: place, hint: hint))
    }

    /// Checks the node against the shape; `near` is the place to show when the node has none of its own.
    mutating func check(_ node: Node, _ shape: Shape, path: String, near: Place?, depth: Int) {
        steps += 1
        let place = node.place ?? near
        guard !isExhausted else {
            // A branch cut short must not pass for one that fits.
            if findings.isEmpty { report(codes.outOfRange, "too many steps", place) }
            return
        }
        guard depth <= Schema.maximumDepth else {
            let limit = Schema.maximumDepth
            report(codes.outOfRange, "\(Wording.subject(path)) is nested deeper than \(limit) levels", place)
            return
        }
        guard shape.types.isEmpty || shape.types.contains(where: { $0.accepts(node) }) else {
            reportType(node, expected: shape.types, path, place)
            return
        }
        // A mistake that the referenced schema already names is not named a second time by this one.
        let before = findings.count
        if let name = shape.reference, let target = definitions[name] {
            check(node, target, path: path, near: near, depth: depth + 1)
            if findings.count > before, node.mapping == nil, node.list == nil { return }
        }
        if let choices = shape.choices { checkChoice(node, choices, path, place) }
        if !shape.anyOf.isEmpty { checkBranches(node, shape.anyOf, exactlyOne: false, path, near, depth) }
        if !shape.oneOf.isEmpty { checkBranches(node, shape.oneOf, exactlyOne: true, path, near, depth) }
        switch node.value {
        case .integer, .double: checkNumber(node, shape, path, place)
        case .string(let string): checkString(string, shape, path, place)
        case .list(let items): checkList(items, shape, path, place, depth)
        case .mapping(let mapping): checkMapping(mapping, shape, path, place, depth)
        case .null, .bool: break
        }
    }

    // MARK: Scalars

    mutating func reportType(_ node: Node, expected: [ValueType], _ path: String, _ place: Place?) {
        // "a number" says "an integer" too.
        let shown = expected.contains(.number) ? expected.filter { $0 != .integer } : expected
        let phrase = Wording.alternatives(shown.map(\.phrase))
        report(
            codes.wrongType, "\(Wording.subject(path)) must be \(phrase), found \(Wording.found(node))", place,
            hint: TypeHint.hint(for: node, expected: expected))
    }

    mutating func checkChoice(_ node: Node, _ choices: [Node], _ path: String, _ place: Place?) {
        let wanted = Identity.bytes(of: node)
        guard !choices.contains(where: { Identity.bytes(of: $0) == wanted }) else { return }
        let words = choices.map(Wording.literal)
        var hint = "allowed: " + Wording.choices(words)
        if let string = node.string, string.utf8.count <= Wording.longestText,
            let nearest = Suggestion.closest(to: string, among: choices.compactMap(\.string))
        {
            hint = "did you mean `\(nearest)`? " + hint
        }
        let phrase = words.count == 1 ? "must be `\(words[0])`" : "must be one of the allowed values"
        report(codes.notAllowed, "\(Wording.subject(path)) \(phrase), found \(Wording.found(node))", place, hint: hint)
    }

    private mutating func checkNumber(_ node: Node, _ shape: Shape, _ path: String, _ place: Place?) {
        if let minimum = shape.minimum, !Numbers.isOrdered(minimum, node) {
            let message = "must be at least \(Wording.literal(minimum)), found \(Wording.literal(node))"
            report(codes.outOfRange, "\(Wording.subject(path)) \(message)", place)
        }
        if let maximum = shape.maximum, !Numbers.isOrdered(node, maximum) {
            let message = "must be at most \(Wording.literal(maximum)), found \(Wording.literal(node))"
            report(codes.outOfRange, "\(Wording.subject(path)) \(message)", place)
        }
    }

    private mutating func checkString(_ string: String, _ shape: Shape, _ path: String, _ place: Place?) {
        checkCount(
            string.unicodeScalars.count, least: shape.minLength, most: shape.maxLength, unit: "character", path, place)
        if let format = shape.format, !format.accepts(string) {
            let message = "must be \(format.phrase), found \(Wording.found(Node(.string(string))))"
            report(codes.badFormat, "\(Wording.subject(path)) \(message)", place, hint: format.hint)
        }
    }

    private mutating func checkCount(
        _ count: Int, least: Int?, most: Int?, unit: String, _ path: String, _ place: Place?
    ) {
        func counted(_ number: Int) -> String { "\(number) \(unit)\(number == 1 ? "" : "s")" }
        if let least, count < least {
            report(
                codes.outOfRange, "\(Wording.subject(path)) must have at least \(counted(least)), has \(count)", place)
        }
        if let most, count > most {
            report(codes.outOfRange, "\(Wording.subject(path)) must have at most \(counted(most)), has \(count)", place)
        }
    }

    // MARK: Collections

    private mutating func checkList(_ items: [Node], _ shape: Shape, _ path: String, _ place: Place?, _ depth: Int) {
        checkCount(items.count, least: shape.minItems, most: shape.maxItems, unit: "item", path, place)
        if shape.uniqueItems {
            var seen: [[UInt8]: Int] = [:]
            for (index, item) in items.enumerated() {
                let identity = Identity.bytes(of: item)
                if let first = seen[identity] {
                    report(
                        codes.duplicateItem, "`\(path)[\(index)]` repeats `\(path)[\(first)]`", item.place ?? place,
                        hint: "remove one of them")
                } else {
                    seen[identity] = index
                }
            }
        }
        guard case .shape(let inner) = shape.items else { return }
        for (index, item) in items.enumerated() {
            check(item, inner, path: path + "[\(index)]", near: place, depth: depth + 1)
        }
    }

    private mutating func checkMapping(
        _ mapping: Mapping, _ shape: Shape, _ path: String, _ place: Place?, _ depth: Int
    ) {
        for entry in mapping.entries {
            let inner = Wording.join(path, entry.key)
            let keyPlace = entry.keyPlace ?? entry.value.place ?? place
            if let format = shape.keyFormat, !format.accepts(entry.key) {
                report(codes.badFormat, "the key `\(inner)` must be \(format.phrase)", keyPlace, hint: format.hint)
            }
            if let property = shape.property(entry.key) {
                check(entry.value, property, path: inner, near: keyPlace, depth: depth + 1)
                continue
            }
            switch shape.additional {
            case .anything: break
            case .shape(let rest): check(entry.value, rest, path: inner, near: keyPlace, depth: depth + 1)
            case .nothing:
                let names = shape.properties.map(\.name)
                // A key that is there already is not what was meant.
                let free = names.filter { mapping[$0] == nil }
                let hint = Wording.suggestion(for: entry.key, among: free.isEmpty ? names : free)
                report(
                    codes.unknownKey, "`\(inner)` is not a known key", keyPlace,
                    hint: hint ?? "no keys are allowed here")
            }
        }
        for name in shape.required where mapping[name] == nil {
            report(
                codes.missingKey, "`\(Wording.join(path, name))` is missing", place,
                hint: TypeHint.hint(forMissing: name, shape.property(name), definitions))
        }
    }
}
