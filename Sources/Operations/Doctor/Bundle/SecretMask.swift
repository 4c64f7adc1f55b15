import Crypto
import Secrets
import Values

/// Takes secret values out of text: those that are known, and what looks like one.
///
/// Values shorter than ``shortest`` and words of the plan itself (names of members, hosts) are not looked for: they would be found in
/// every line.
struct SecretMask: Sendable {
    /// What stands in place of a value.
    static let stars = "«masked»"
    /// The fewest bytes of a value that is looked for.
    static let shortest = 6

    private var values: [[UInt8]: [[UInt8]]] = [:]
    private let words: Set<[UInt8]>
    private static let keyLength = 4

    /// A mask that knows nothing yet.
    ///
    /// - Parameter words: texts that are no secrets, whoever says so.
    init(words: some Sequence<String>) { self.words = Set(words.map { Array($0.utf8) }) }

    /// Everything in a store.
    ///
    /// - Parameter store: the store.
    mutating func add(_ store: CredentialStore) {
        for id in store.ids {
            guard let value = store.value(id) else { continue }
            switch value {
            case .single(let secret): secret.withBytes { add($0) }
            case .fields(let fields): for secret in fields.values { secret.withBytes { add($0) } }
            }
        }
        store.fingerprintKey.withBytes { add($0) }
    }

    /// Everything in a Secret of the cluster.
    ///
    /// - Parameter secret: the object.
    mutating func add(secret: Node) {
        for entry in secret["data"]?.mapping?.entries ?? [] {
            guard let text = entry.value.string else { continue }
            if let bytes = Base64.decode(text) { add(bytes) } else { add(Array(text.utf8)) }
        }
        for entry in secret["stringData"]?.mapping?.entries ?? [] { add(Array((entry.value.string ?? "").utf8)) }
    }

    /// A value, in every form in which it may stand in a text.
    ///
    /// - Parameter value: the value.
    mutating func add(_ value: [UInt8]) {
        let trimmed = Array(value.drop(while: Self.isSpace).reversed().drop(while: Self.isSpace).reversed())
        insert(trimmed)
        // A value of several lines stands in texts with other line ends and indents.
        for line in trimmed.split(separator: 0x0A) where line.count >= 16 {
            insert(Array(line.drop(while: Self.isSpace).reversed().drop(while: Self.isSpace).reversed()))
        }
        // What a value is a part of, such as a URL in it, is masked with it; its own parts are secrets of their own.
    }

    private mutating func insert(_ value: [UInt8]) {
        guard value.count >= Self.shortest, !words.contains(value) else { return }
        var forms = [value, Array(Base64.encode(value).utf8), Array(Hex.encode(value).utf8)]
        if let text = String(validating: value, as: UTF8.self) {
            let quoted = Array(JSON.write(Node(.string(text))).utf8)
            forms.append(Array(quoted.dropFirst().dropLast()))
            forms.append(Array(SignatureV4.encode(text).utf8))
        }
        for form in forms {
            let key = Array(form.prefix(Self.keyLength))
            if values[key]?.contains(form) != true { values[key, default: []].append(form) }
        }
    }

    /// A text without secrets.
    ///
    /// - Parameter text: the text.
    func masked(_ text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            if let length = known(bytes, at: index) ?? SecretLooks.length(bytes, at: index) {
                result += Array(Self.stars.utf8)
                index += length
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return result
    }

    // The longest first, so that nothing of a longer value is left.
    private func known(_ bytes: [UInt8], at index: Int) -> Int? {
        guard index + Self.keyLength <= bytes.count,
            let candidates = values[Array(bytes[index..<(index + Self.keyLength)])]
        else { return nil }
        return candidates.filter { bytes[index...].starts(with: $0) }.map(\.count).max()
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
