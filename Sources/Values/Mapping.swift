/// A mapping that keeps its order and compares its keys byte by byte.
///
/// Two mappings are equal when they hold equal entries in the same order: order is part of the value.
/// ``Node/difference(from:)`` compares without regard to order.
public struct Mapping: Sendable, Equatable {
    /// One key with its value.
    public struct Entry: Sendable, Equatable {
        /// The key.
        public var key: String
        /// Where the key was written.
        public var keyPlace: Place?
        /// The value.
        public var value: Node

        /// Makes an entry.
        ///
        /// - Parameters:
        ///   - key: the key.
        ///   - keyPlace: where the key was written.
        ///   - value: the value.
        public init(key: String, keyPlace: Place? = nil, value: Node) {
            self.key = key
            self.keyPlace = keyPlace
            self.value = value
        }

        /// Whether key bytes and value are equal; places do not count.
        public static func == (left: Entry, right: Entry) -> Bool {
            ByteKey(left.key) == ByteKey(right.key) && left.value == right.value
        }
    }

    /// Up to this size a walk over the entries is quicker than hashing.
    private static let smallest = 8

    /// The entries in their order.
    public private(set) var entries: [Entry] = []
    /// Where each key is; empty while the mapping is small.
    private var positions: [ByteKey: Int] = [:]

    /// Makes an empty mapping.
    public init() {}

    /// Makes a mapping from pairs. A key that comes again keeps its first position and takes the last value.
    ///
    /// - Parameter pairs: keys and values in order.
    public init(_ pairs: [(String, Node)]) {
        entries.reserveCapacity(pairs.count)
        for (key, value) in pairs { set(key, nil, value) }
    }

    /// Makes a mapping from entries. A key that comes again keeps its first position and takes the last value.
    ///
    /// - Parameter entries: the entries in order.
    public init(entries: [Entry]) {
        self.entries.reserveCapacity(entries.count)
        for entry in entries { set(entry.key, entry.keyPlace, entry.value) }
    }

    /// The value of a key. Setting a value keeps the place of a key that exists; setting nil removes the key.
    public subscript(_ key: String) -> Node? {
        get { position(of: key).map { entries[$0].value } }
        set {
            guard let newValue else {
                removeValue(forKey: key)
                return
            }
            if let position = position(of: key) {
                entries[position].value = newValue
            } else {
                append(Entry(key: key, value: newValue))
            }
        }
    }

    /// The entry of a key, with the place of the key.
    ///
    /// - Parameter key: the key.
    /// - Returns: the entry, or nil when there is no such key.
    public func entry(_ key: String) -> Entry? {
        position(of: key).map { entries[$0] }
    }

    /// The keys in their order.
    public var keys: [String] { entries.map(\.key) }
    /// The number of entries.
    public var count: Int { entries.count }
    /// Whether there is no entry.
    public var isEmpty: Bool { entries.isEmpty }

    /// Sets a key together with its place; a key that exists keeps its position in the order.
    ///
    /// - Parameters:
    ///   - key: the key.
    ///   - keyPlace: where the key was written.
    ///   - value: the value.
    public mutating func set(_ key: String, _ keyPlace: Place?, _ value: Node) {
        let entry = Entry(key: key, keyPlace: keyPlace, value: value)
        if let position = position(of: key) {
            entries[position] = entry
        } else {
            append(entry)
        }
    }

    /// Removes a key. This walks all entries; to remove many keys, build a new mapping.
    ///
    /// - Parameter key: the key.
    /// - Returns: the value that was removed, or nil.
    @discardableResult
    public mutating func removeValue(forKey key: String) -> Node? {
        guard let position = position(of: key) else { return nil }
        let removed = entries.remove(at: position)
        positions.removeAll(keepingCapacity: true)
        if entries.count > Self.smallest { buildPositions() }
        return removed.value
    }

    /// Whether both hold equal entries in the same order.
    public static func == (left: Mapping, right: Mapping) -> Bool {
        left.entries == right.entries
    }

    private func position(of key: String) -> Int? {
        let wanted = ByteKey(key)
        if entries.count > Self.smallest { return positions[wanted] }
        return entries.firstIndex { ByteKey($0.key) == wanted }
    }

    private mutating func append(_ entry: Entry) {
        entries.append(entry)
        if entries.count == Self.smallest + 1 {
            buildPositions()
        } else if entries.count > Self.smallest {
            positions[ByteKey(entry.key)] = entries.count - 1
        }
    }

    private mutating func buildPositions() {
        positions.reserveCapacity(entries.count)
        for (position, entry) in entries.enumerated() { positions[ByteKey(entry.key)] = position }
    }

    /// Changes the value of a key in place, so that nothing is copied.
    mutating func update(_ key: String, _ change: (inout Node) -> Void) -> Bool {
        guard let position = position(of: key) else { return false }
        change(&entries[position].value)
        return true
    }
}

extension Mapping: ExpressibleByDictionaryLiteral {
    /// Makes a mapping from a literal; of equal keys the last value counts.
    public init(dictionaryLiteral elements: (String, Node)...) {
        self.init(elements)
    }
}
