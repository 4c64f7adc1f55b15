import TestSupport
import Values

/// Random schemas and documents, small enough to meet each other often.
struct RandomSchemas {
    var generator: SeededGenerator

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
    }

    private mutating func below(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &generator) }
    private mutating func chance(_ percent: Int) -> Bool { below(100) < percent }
    private mutating func pick<Element>(_ choices: [Element]) -> Element { choices[below(choices.count)] }

    private static let keys = ["a", "b", "c", "kind"]
    private static let strings = ["", "a", "bb", "80Gi", "10.0.0.0/8", "x.y", "Å", "3", "da-DK", "1.2.3"]
    private static let formats = ["dns-label", "quantity", "semver", "locale", "env-name", "dotted-path"]

    /// A schema with a few named schemas.
    mutating func schema() -> Node {
        var mapping = self.shape(depth: 0).mapping ?? Mapping()
        mapping["$defs"] = Node(.mapping(Mapping([("one", shape(depth: 2)), ("two", shape(depth: 2))])))
        return Node(.mapping(mapping))
    }

    private mutating func shape(depth: Int) -> Node {
        var result = Mapping()
        if chance(70) {
            let types = ["null", "boolean", "integer", "number", "string", "array", "object", "object"]
            result["type"] =
                chance(75) ? Node(.string(pick(types))) : [Node(.string("object")), Node(.string("string"))]
        }
        if depth < 3, chance(60) {
            let names = Self.keys.filter { _ in chance(50) }
            var properties = Mapping()
            for name in names { properties[name] = shape(depth: depth + 1) }
            result["properties"] = Node(.mapping(properties))
            if chance(30) { result["additionalProperties"] = chance(60) ? false : shape(depth: depth + 1) }
            if chance(30) { result["required"] = [Node(.string(pick(Self.keys)))] }
        }
        if depth < 3, chance(25) { result["items"] = shape(depth: depth + 1) }
        if chance(10) { result["uniqueItems"] = true }
        if chance(10) { result["minItems"] = Node(.integer(Int64(below(3)))) }
        if chance(10) { result["maxItems"] = Node(.integer(Int64(below(3)))) }
        if chance(15) { result["minimum"] = Node(.integer(Int64(below(5)))) }
        if chance(15) { result["maximum"] = Node(.double(Double(below(9)) / 2)) }
        if chance(10) { result["minLength"] = Node(.integer(Int64(below(4)))) }
        if chance(10) { result["maxLength"] = Node(.integer(Int64(below(4)))) }
        if chance(10) { result["format"] = Node(.string(pick(Self.formats))) }
        if chance(8) { result["propertyNames"] = ["format": "env-name"] }
        if chance(10) { result["enum"] = Node(.list((0...below(3)).map { _ in document(depth: 2) })) }
        if chance(5) { result["const"] = document(depth: 2) }
        if chance(25), let value = defaultValue(result["type"]?.string) { result["default"] = value }
        if depth < 2, chance(12) { result["anyOf"] = [shape(depth: depth + 1), shape(depth: depth + 1)] }
        if depth < 2, chance(12) { result["oneOf"] = [shape(depth: depth + 1), shape(depth: depth + 1)] }
        if chance(10) { result["$ref"] = chance(50) ? "#/$defs/one" : "#/$defs/two" }
        return Node(.mapping(result))
    }

    /// A default that often fits: a wrong one makes the whole schema invalid.
    private mutating func defaultValue(_ type: String?) -> Node? {
        switch type {
        case "object": [:]
        case "array": []
        case "integer", "number": Node(.integer(Int64(below(4))))
        case "string": Node(.string(pick(Self.strings)))
        case "boolean": true
        default: nil
        }
    }

    /// A document.
    mutating func document(depth: Int = 0) -> Node {
        switch below(depth < 3 ? 10 : 5) {
        case 0: nil
        case 1: Node(.bool(chance(50)))
        case 2: Node(.integer(Int64(below(6))))
        case 3: Node(.double(Double(below(9)) / 2))
        case 4: Node(.string(pick(Self.strings)))
        case 5, 6: Node(.list((0..<below(4)).map { _ in document(depth: depth + 1) }))
        default: mapping(depth: depth)
        }
    }

    private mutating func mapping(depth: Int) -> Node {
        var result = Mapping()
        for key in Self.keys + ["d-d"] where chance(40) { result[key] = document(depth: depth + 1) }
        return Node(.mapping(result))
    }
}
