import Rendering
import Values

/// Values of a chart or an object, with every text in it that is YAML or JSON taken apart.
struct RenderedTree: Sendable {
    /// The member.
    let component: String
    /// The namespace; nil for cluster-scoped objects.
    let namespace: String?
    /// The template it comes from.
    let origin: String
    /// The object; nil for values.
    let object: RenderedObject?
    /// The data.
    let node: Node
    /// Every key with a value in it.
    let settings: [Setting]

    init(component: String, namespace: String?, origin: String, object: RenderedObject?, node: Node) {
        self.component = component
        self.namespace = namespace
        self.origin = origin
        self.object = object
        self.node = Self.expanded(node, depth: 0)
        settings = Setting.all(in: self.node)
    }

    /// What to call it in a sentence.
    var title: String { object.map { "\($0.kind)/\($0.name)" } ?? "the chart's values" }

    /// Larger texts are programs or dashboards, and no configuration.
    private static let longestText = 256 << 10
    private static let deepestText = 2

    private static func expanded(_ node: Node, depth: Int) -> Node {
        switch node.value {
        case .string(let text): return taken(text, at: node.place, depth: depth) ?? node
        case .list(let items): return Node(.list(items.map { expanded($0, depth: depth) }), place: node.place)
        case .mapping(let mapping):
            let entries = mapping.entries.map {
                Mapping.Entry(key: $0.key, keyPlace: $0.keyPlace, value: expanded($0.value, depth: depth))
            }
            return Node(.mapping(Mapping(entries: entries)), place: node.place)
        default: return node
        }
    }

    private static func taken(_ text: String, at place: Place?, depth: Int) -> Node? {
        let bytes = text.utf8
        let starts = bytes.first == UInt8(ascii: "{") || bytes.first == UInt8(ascii: "[")
        guard depth < deepestText, starts || bytes.contains(UInt8(ascii: "\n")), bytes.count <= longestText,
            let parsed = try? YAML.parseSingle(Array(bytes), file: "text"), parsed.mapping != nil || parsed.list != nil
        else { return nil }
        return expanded(moved(parsed, to: place), depth: depth + 1)
    }

    /// Places inside of a text mean nothing outside of it: everything in it is where the text is.
    private static func moved(_ node: Node, to place: Place?) -> Node {
        switch node.value {
        case .list(let items): Node(.list(items.map { moved($0, to: place) }), place: place)
        case .mapping(let mapping):
            Node(
                .mapping(
                    Mapping(
                        entries: mapping.entries.map {
                            .init(key: $0.key, keyPlace: place, value: moved($0.value, to: place))
                        })),
                place: place)
        default: Node(node.value, place: place)
        }
    }
}
