import Values

/// A walk through a desired object and its live one.
struct Comparison {
    let isBuiltIn: Bool
    let kind: String
    private(set) var differences: [FieldDifference] = []

    init(isBuiltIn: Bool, kind: String) {
        self.isBuiltIn = isBuiltIn
        self.kind = kind
    }

    mutating func compare(_ desired: Node, _ live: Node?, _ path: FieldPath) {
        let live = live.flatMap(\.present)
        switch desired.value {
        case .null: return
        case .mapping(let wanted): mapping(wanted, live, path)
        case .list(let wanted): list(wanted, live, path)
        default: scalar(desired, live, path)
        }
    }

    mutating func note(_ path: FieldPath, _ desired: String?, _ live: String?) {
        differences.append(FieldDifference(path: path.text, desired: desired, live: live))
    }

    private mutating func mapping(_ wanted: Mapping, _ live: Node?, _ path: FieldPath) {
        guard let live else {
            // What is empty all the way down is the same as nothing, so the walk goes on to what is not.
            for entry in wanted.entries { compare(entry.value, nil, path.appending(.field(entry.key))) }
            return
        }
        guard let there = live.mapping else {
            note(path, ShownValue.text(Node(.mapping(wanted)), path), ShownValue.text(live, path))
            return
        }
        for entry in wanted.entries { compare(entry.value, there[entry.key], path.appending(.field(entry.key))) }
        guard isBuiltIn, FieldFacts.isWhole(path.fields, kind: kind) else { return }
        for entry in there.entries where wanted[entry.key].map(\.isNull) ?? true {
            if Emptiness.isEmpty(entry.value) { continue }
            let place = path.appending(.field(entry.key))
            note(place, nil, ShownValue.text(entry.value, place))
        }
    }

    private mutating func list(_ wanted: [Node], _ live: Node?, _ path: FieldPath) {
        let name = path.fields.last ?? ""
        guard let live else {
            if !wanted.isEmpty { note(path, ShownValue.text(Node(.list(wanted)), path), nil) }
            return
        }
        guard let there = live.list else {
            note(path, ShownValue.text(Node(.list(wanted)), path), ShownValue.text(live, path))
            return
        }
        if path.fields.count == 2, path.fields.first == "metadata", name == "finalizers" {
            for element in wanted where !there.contains(element) {
                note(path.appending(.member(element)), ShownValue.text(element, path), nil)
            }
            return
        }
        if let keys = ListKeys.of(path.fields, isBuiltIn: isBuiltIn),
            let pairs = KeyedPairs(wanted: wanted, live: there, keys: keys)
        {
            for pair in pairs.pairs {
                compare(pair.wanted, pair.live ?? Node(.null), path.appending(.element(pair.key)))
            }
            for pair in pairs.pairs where pair.live == nil && Emptiness.isEmpty(pair.wanted) {
                note(path.appending(.element(pair.key)), ShownValue.text(pair.wanted, path), nil)
            }
            if !pairs.isInOrder, ListKeys.isOrdered(name) || pairs.refersToOthers {
                note(path, "in another order", "in another order")
            }
            return
        }
        byPosition(wanted, there, path)
    }

    private mutating func byPosition(_ wanted: [Node], _ there: [Node], _ path: FieldPath) {
        // Admission adds tolerations to pods, after those that were asked for (API reference:
        // DefaultTolerationSeconds).
        let mayGrow = kind == "Pod" && isBuiltIn && path.fields == ["spec", "tolerations"]
        if wanted.count != there.count, !(mayGrow && there.count > wanted.count) {
            note(path, ShownValue.text(Node(.list(wanted)), path), ShownValue.text(Node(.list(there)), path))
            return
        }
        for (position, pair) in zip(wanted, there).enumerated() {
            let place = path.appending(.position(position))
            // An empty element is still an element: it must not be compared as something that may be missing.
            if Emptiness.isEmpty(pair.0), pair.0 != pair.1, !Emptiness.isEmpty(pair.1), pair.0.mapping == nil {
                note(place, ShownValue.text(pair.0, place), ShownValue.text(pair.1, place))
            } else {
                compare(pair.0, pair.1, place)
            }
        }
    }

    private mutating func scalar(_ desired: Node, _ live: Node?, _ path: FieldPath) {
        let isField = if case .field? = path.steps.last { true } else { false }
        let name = path.fields.last ?? ""
        let mayVanish = isBuiltIn && isField && FieldFacts.withoutZero.contains(name) && !isFreeMap(path)
        guard let live else {
            if mayVanish, Emptiness.isZero(desired) { return }
            note(path, ShownValue.text(desired, path), nil)
            return
        }
        if SameValue.holds(desired, live, path.fields, isBuiltIn: isBuiltIn) { return }
        if mayVanish, FieldFacts.chosenByServer.contains(name), Emptiness.isZero(desired), desired.bool == nil {
            return
        }
        note(path, ShownValue.text(desired, path), ShownValue.text(live, path))
    }

    /// Maps whose keys people choose: a key of theirs is no field that the API knows.
    private func isFreeMap(_ path: FieldPath) -> Bool {
        let fields = path.fields
        guard fields.count >= 2 else { return false }
        return [
            "labels", "annotations", "data", "binaryData", "stringData", "matchLabels", "nodeSelector", "parameters",
        ]
        .contains(fields[fields.count - 2]) || FieldFacts.isWhole(fields.dropLast(), kind: kind)
    }
}

extension Node {
    /// The node, unless it holds nothing.
    var present: Node? {
        if isNull { return nil }
        return self
    }
}

/// What counts as nothing.
enum Emptiness {
    static func isEmpty(_ node: Node) -> Bool {
        switch node.value {
        case .null: true
        case .mapping(let content): content.isEmpty
        case .list(let content): content.isEmpty
        default: false
        }
    }

    /// The values that the server's types cannot tell from nothing.
    static func isZero(_ node: Node) -> Bool {
        switch node.value {
        case .bool(let content): !content
        case .integer(let content): content == 0
        case .double(let content): content == 0
        case .string(let content): content.utf8.isEmpty
        default: false
        }
    }
}
