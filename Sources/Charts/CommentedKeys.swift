/// Keys that a chart's `values.yaml` shows only in comments.
///
/// A comment says little about where its key belongs, so every place that it may mean is taken: below the keys that stand left of
/// the `#`, below those that stand left of the key itself, and below a commented key before it that is less indented. Too many
/// places only mean that an unknown key may be overlooked, never that a right one is refused.
struct CommentedKeys {
    private static let longestPath = 16
    private static let mostPlaces = 6

    /// The paths of the keys.
    private(set) var paths: Set<[String]> = []

    private var open: [(column: Int, key: String)] = []
    private var commented: [(column: Int, paths: [[String]])] = []

    /// Reads the comments of a file.
    ///
    /// - Parameter text: the text of `values.yaml`.
    init(_ text: String) {
        for line in text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false) { read(line) }
    }

    private mutating func read(_ line: Substring.UTF8View) {
        let indent = line.prefix { $0 == 0x20 }.count
        let body = line.dropFirst(indent)
        guard let first = body.first else {
            commented = []
            return
        }
        if first == UInt8(ascii: "#") {
            let hashes = body.prefix { $0 == UInt8(ascii: "#") }.count
            let rest = body.dropFirst(hashes)
            let spaces = rest.prefix { $0 == 0x20 }.count
            if let key = Self.key(rest.dropFirst(spaces)) { add(key, hash: indent, column: indent + hashes + spaces) }
            return
        }
        commented = []
        open.removeAll { $0.column >= indent }
        // A key with a value of its own has no room for others below it.
        if let key = Self.key(body), Self.opensMapping(body) { open.append((indent, key)) }
    }

    private mutating func add(_ key: String, hash: Int, column: Int) {
        commented.removeAll { $0.column >= column }
        var places = [parents(leftOf: hash), parents(leftOf: column)]
        if let above = commented.last { places = above.paths + places }
        var mine: [[String]] = []
        for place in places where place.count < Self.longestPath && mine.count < Self.mostPlaces {
            let path = place + [key]
            if !mine.contains(path) { mine.append(path) }
        }
        paths.formUnion(mine)
        commented.append((column, mine))
    }

    private func parents(leftOf column: Int) -> [String] { open.filter { $0.column < column }.map(\.key) }

    private static func opensMapping(_ line: Substring.UTF8View.SubSequence) -> Bool {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return false }
        let rest = line[line.index(after: colon)...].drop { $0 == 0x20 || $0 == 0x0D || $0 == 0x09 }
        guard let first = rest.first else { return true }
        // A comment, an anchor, or `{}` with what it may hold shown below.
        return [UInt8(ascii: "#"), UInt8(ascii: "&"), UInt8(ascii: "{")].contains(first)
    }

    /// The key of `key:` or `key: value`; nil for prose.
    private static func key(_ text: Substring.UTF8View.SubSequence) -> String? {
        guard let colon = text.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let after = text[text.index(after: colon)...].first
        guard after == nil || after == 0x20 || after == 0x0D || after == 0x09 else { return nil }
        var name = text[..<colon]
        for quote in [UInt8(ascii: "\""), UInt8(ascii: "'")]
        where name.count > 2 && name.first == quote && name.last == quote {
            name = name.dropFirst().dropLast()
        }
        let isKey = name.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "$"): true
            default: false
            }
        }
        return name.isEmpty || !isKey ? nil : String(decoding: name, as: UTF8.self)
    }
}
