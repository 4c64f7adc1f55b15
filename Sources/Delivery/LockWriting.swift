public import Values

extension Lock {
    /// The file's text. Everything is in byte order, so that the same lock always has the same text.
    public var text: String {
        "# Written by fairlead: what it wrote here. Keep this file in Git; without it every file counts as somebody else's.\n"
            + YAML.write(node)
    }

    /// The lock as data.
    public var node: Node {
        let charts = Set(charts).sorted().map { chart -> Node in
            [
                "component": Node(.string(chart.component)), "repository": Node(.string(chart.repository)),
                "name": Node(.string(chart.name)), "version": Node(.string(chart.version)),
            ]
        }
        return [
            "version": Node(.integer(Int64(Self.formatVersion))), "files": Self.mapping(files) { Node(.string($0)) },
            "charts": Node(.list(charts)),
            "seals": Self.mapping(seals) { keys in Self.mapping(keys) { Node(.string($0)) } },
        ]
    }

    private static func mapping<Item>(_ items: [String: Item], _ node: (Item) -> Node) -> Node {
        Node(.mapping(Mapping(items.sorted { $0.key.precedes($1.key) }.map { ($0.key, node($0.value)) })))
    }
}

extension String {
    /// Whether it comes before another text, byte for byte.
    func precedes(_ other: String) -> Bool { utf8.lexicographicallyPrecedes(other.utf8) }
}
