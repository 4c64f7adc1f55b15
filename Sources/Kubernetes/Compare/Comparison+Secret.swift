import Crypto
import Values

extension Comparison {
    /// Compares what a Secret holds; its values are never shown.
    mutating func secret(_ desired: Node, _ live: Node) {
        var wanted: [(key: String, bytes: [UInt8]?)] = (desired["data"]?.mapping?.entries ?? []).map {
            ($0.key, $0.value.isNull ? [] : $0.value.string.flatMap(Self.decode))
        }
        // The server writes stringData over data (API reference: `Secret.stringData`).
        for entry in desired["stringData"]?.mapping?.entries ?? [] {
            let bytes = entry.value.isNull ? [] : entry.value.string.map { Array($0.utf8) }
            wanted.removeAll { $0.key.utf8.elementsEqual(entry.key.utf8) }
            wanted.append((entry.key, bytes))
        }
        for (key, bytes) in wanted {
            let there = live["data"]?[key]
            let path = FieldPath(steps: [.field("data"), .field(key)])
            guard let there else {
                note(path, ShownValue.masked, nil)
                continue
            }
            if let bytes, let present = there.isNull ? [] : there.string.flatMap(Self.decode), bytes == present {
                continue
            }
            note(path, ShownValue.masked, ShownValue.masked)
        }
    }

    private static func decode(_ text: String) -> [UInt8]? {
        Base64.decode(String(text.unicodeScalars.filter { $0 != "\n" && $0 != "\r" && $0 != " " }.map(Character.init)))
    }
}
