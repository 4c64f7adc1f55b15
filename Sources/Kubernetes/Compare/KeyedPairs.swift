import Values

/// The elements of a desired list, each with the live element of the same key.
struct KeyedPairs {
    struct Pair {
        let key: [(field: String, value: Node)]
        let wanted: Node
        let live: Node?
    }

    let pairs: [Pair]
    /// Whether the live list has the elements in the order of the desired one.
    let isInOrder: Bool

    /// Pairs the elements; nil when one lacks its key or two share one, as some charts' lists do: those are
    /// compared by position.
    init?(wanted: [Node], live: [Node], keys: [String]) {
        var positions: [String: Int] = [:]
        for (position, element) in live.enumerated() {
            guard let key = ListKeys.key(of: element, keys) else { return nil }
            guard positions.updateValue(position, forKey: Self.text(key)) == nil else { return nil }
        }
        var seen: Set<String> = []
        var pairs: [Pair] = []
        var order: [Int] = []
        for element in wanted {
            guard let key = ListKeys.key(of: element, keys), seen.insert(Self.text(key)).inserted else { return nil }
            let position = positions[Self.text(key)]
            if let position { order.append(position) }
            pairs.append(Pair(key: key, wanted: element, live: position.map { live[$0] }))
        }
        self.pairs = pairs
        isInOrder = zip(order, order.dropFirst()).allSatisfy(<)
    }

    /// Whether a value speaks of another element, `$(NAME)`, which must come before it.
    var refersToOthers: Bool {
        pairs.contains { $0.wanted["value"]?.string?.utf8.contains(UInt8(ascii: "$")) ?? false }
    }

    // JSON text escapes nothing away: two keys are the same text only if they are the same bytes in ASCII keys;
    // others are
    // told apart by their escapes.
    private static func text(_ key: [(field: String, value: Node)]) -> String {
        key.map { JSON.write($0.value).utf8.map { String($0) }.joined(separator: ".") }.joined(separator: ",")
    }
}
