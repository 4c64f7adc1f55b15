import Values

/// A key with a value, in whatever form it was written: an entry of a mapping, an environment variable or a command's option.
struct Setting: Sendable {
    /// The key as it was written.
    let key: String
    /// The value.
    let value: Node
    /// The way to the value.
    let path: NodePath
    /// The nodes around it with the key of each, outermost first.
    let around: [(key: String?, node: Node)]
    /// Whether it is an environment variable of a container.
    let isVariable: Bool

    /// The key in small letters and digits only, so that `max-model-len` and `maxModelLen` are one.
    var plainKey: String { Self.plain(key) }

    /// The whole number it holds, also as text.
    var integer: Int64? { value.integer ?? value.string.flatMap(Int64.init) }

    static func plain(_ key: String) -> String {
        String(
            decoding: key.utf8.compactMap { byte -> UInt8? in
                switch byte {
                case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte + 32
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): byte
                default: nil
                }
            }, as: UTF8.self)
    }

    /// Every setting of a tree, in its order.
    static func all(in node: Node) -> [Setting] {
        var settings: [Setting] = []
        collect(node, key: nil, path: NodePath(), around: [], into: &settings)
        return settings
    }

    private static func collect(
        _ node: Node, key: String?, path: NodePath, around: [(key: String?, node: Node)], into settings: inout [Setting]
    ) {
        let inner = around + [(key, node)]
        switch node.value {
        case .mapping(let mapping):
            if let name = mapping["name"]?.string, let value = mapping["value"] {
                settings.append(
                    Setting(
                        key: name, value: value, path: path.appending(.key("value")), around: inner, isVariable: true))
            }
            for entry in mapping.entries {
                let way = path.appending(.key(entry.key))
                settings.append(
                    Setting(key: entry.key, value: entry.value, path: way, around: inner, isVariable: false))
                collect(entry.value, key: entry.key, path: way, around: inner, into: &settings)
            }
        case .list(let items):
            for (index, item) in items.enumerated() {
                let way = path.appending(.index(index))
                if let option = item.string, option.hasPrefix("--") {
                    let parts = option.dropFirst(2).split(
                        separator: "=", maxSplits: 1, omittingEmptySubsequences: false
                    ).map(String.init)
                    let following = index + 1 < items.count ? items[index + 1] : nil
                    let value: Node? = parts.count > 1 ? Node(.string(parts[1]), place: item.place) : following
                    if let value {
                        settings.append(
                            Setting(key: parts[0], value: value, path: way, around: inner, isVariable: false))
                    }
                }
                collect(item, key: nil, path: way, around: inner, into: &settings)
            }
        default: break
        }
    }
}
