/// Builds trees from events, with all limits.
///
/// It descends recursively; ``YAML/Limits/depth`` bounds that before the stack does.
struct TreeBuilder {
    /// A finished node with what its repetition by aliases would cost.
    struct Built {
        var node: Node
        /// The text of a scalar as written, to serve as a key.
        var text: String?
        /// Nodes in it, texts counted by their length.
        var weight = 1
        /// Collections inside each other in it.
        var depth = 0
        /// Whether it is the plain scalar `<<`.
        var isMergeKey = false
    }

    /// What an anchor names.
    private enum Anchor {
        /// A collection whose end has not come yet.
        case open(Place)
        case done(Built)
    }

    let reader: EventReader
    let limits: YAML.Limits
    private var anchors: [String: Anchor] = [:]
    private var nodes = 0
    private var expanded = 0

    init(reader: EventReader, limits: YAML.Limits) {
        self.reader = reader
        self.limits = limits
    }

    /// All documents up to the end.
    mutating func documents() throws(SyntaxError) -> [Node] {
        var documents: [Node] = []
        while true {
            let event = try reader.next()
            switch event.kind {
            case .streamEnd: return documents
            case .documentStart:
                anchors.removeAll()
                documents.append(try build(try reader.next(), level: 0).node)
            default: break
            }
        }
    }

    // What recursion passes through is kept small: scalars, errors and entries are made in functions of their own.
    private mutating func build(_ event: Event, level: Int) throws(SyntaxError) -> Built {
        nodes += 1
        switch event.kind {
        case .listStart(let anchor, let tag):
            try enter(tag, "tag:yaml.org,2002:seq", anchor, at: event.place, level: level)
            let built = try list(at: event.place, level: level + 1)
            if let anchor { anchors[anchor] = .done(built) }
            return built
        case .mappingStart(let anchor, let tag):
            try enter(tag, "tag:yaml.org,2002:map", anchor, at: event.place, level: level)
            let built = try mapping(at: event.place, level: level + 1)
            if let anchor { anchors[anchor] = .done(built) }
            return built
        default: return try leaf(event, level: level)
        }
    }

    private mutating func leaf(_ event: Event, level: Int) throws(SyntaxError) -> Built {
        try checkCount(at: event.place)
        switch event.kind {
        case .alias(let name): return try expand(name, at: event.place, level: level)
        case .scalar(let scalar):
            var built = Built(
                node: Node(try ScalarTag.value(of: scalar, at: event.place), place: event.place), text: scalar.text)
            built.weight += scalar.text.utf8.count / 64
            built.isMergeKey =
                scalar.text == "<<" && (scalar.tag == ScalarTag.merge || (scalar.tag == nil && scalar.isPlain))
            if let anchor = scalar.anchor { anchors[anchor] = .done(built) }
            return built
        default: throw SyntaxError(message: "expected a value", place: event.place)
        }
    }

    private func checkCount(at place: Place) throws(SyntaxError) {
        guard nodes <= limits.nodes else {
            throw SyntaxError(message: "too many values, more than \(limits.nodes)", place: place)
        }
    }

    private mutating func enter(
        _ tag: String?, _ expected: String, _ anchor: String?, at place: Place, level: Int
    ) throws(SyntaxError) {
        try checkCount(at: place)
        try checkDepth(level + 1, at: place)
        if let tag, tag != expected, tag != "!" { throw ScalarTag.unknown(tag, at: place) }
        if let anchor { anchors[anchor] = .open(place) }
    }

    private func checkDepth(_ depth: Int, at place: Place) throws(SyntaxError) {
        guard depth <= limits.depth else {
            throw SyntaxError(
                message: "nested too deeply, more than \(limits.depth) lists and mappings inside each other",
                place: place)
        }
    }

    private mutating func list(at place: Place, level: Int) throws(SyntaxError) -> Built {
        var elements: [Node] = []
        var built = Built(node: Node(.null, place: place))
        while true {
            let event = try reader.next()
            if case .collectionEnd = event.kind { break }
            let element = try build(event, level: level)
            built.weight = Self.sum(built.weight, element.weight)
            built.depth = max(built.depth, element.depth)
            elements.append(element.node)
        }
        built.depth += 1
        built.node.value = .list(elements)
        return built
    }

    /// A mapping whose end has not come yet.
    private struct OpenMapping {
        var content = Mapping()
        var merged: Node?
        var mergePlace: Place?
        var weight = 1
        var depth = 0

        func checkKey(_ key: Built, at place: Place) throws(SyntaxError) {
            guard let text = key.text else {
                throw SyntaxError(
                    message: "a \(key.node.typeName) cannot be a key", place: place,
                    hint: "write the key in quotes, and so a text that begins with {{")
            }
            let isTwice = key.isMergeKey ? merged != nil : content.entry(text) != nil
            guard isTwice else { return }
            let first = (key.isMergeKey ? mergePlace : content.entry(text)?.keyPlace)?.description ?? "another place"
            throw SyntaxError(
                message: "the key \(JSON.quoted(text)) is here twice, first at \(first)", place: place,
                hint: "remove one of them")
        }

        mutating func add(_ key: Built, at place: Place, _ value: Built) {
            weight = TreeBuilder.sum(weight, TreeBuilder.sum(key.weight, value.weight))
            if key.isMergeKey {
                (merged, mergePlace) = (value.node, place)
                depth = max(depth, value.depth - 1)
            } else {
                content.set(key.text ?? "", place, value.node)
                depth = max(depth, value.depth)
            }
        }

        func finished(at place: Place) throws(SyntaxError) -> Built {
            var content = content
            if let merged, let mergePlace { content = try MergeKey.apply(merged, at: mergePlace, under: content) }
            return Built(node: Node(.mapping(content), place: place), weight: weight, depth: depth + 1)
        }
    }

    private mutating func mapping(at place: Place, level: Int) throws(SyntaxError) -> Built {
        var mapping = OpenMapping()
        while true {
            let event = try reader.next()
            if case .collectionEnd = event.kind { return try mapping.finished(at: place) }
            let key = try build(event, level: level)
            try mapping.checkKey(key, at: event.place)
            mapping.add(key, at: event.place, try build(try reader.next(), level: level))
        }
    }

    private mutating func expand(_ name: String, at place: Place, level: Int) throws(SyntaxError) -> Built {
        switch anchors[name] {
        case nil:
            throw SyntaxError(
                message: "the alias *\(name) has no anchor", place: place,
                hint: "write &\(name) before the value it stands for, or put a text that begins with * in quotes")
        case .open(let start):
            throw SyntaxError(
                message: "the alias *\(name) stands for something that contains it, begun at \(start)", place: place)
        case .done(let built):
            expanded = Self.sum(expanded, built.weight)
            guard expanded <= limits.expansion else {
                throw SyntaxError(
                    message: "aliases repeat too much, more than \(limits.expansion) values", place: place,
                    hint: "write fewer aliases inside of what other aliases repeat")
            }
            try checkDepth(level + built.depth, at: place)
            var copy = built
            copy.isMergeKey = false
            return copy
        }
    }

    /// A sum that stays at the largest number, so that weights cannot overflow.
    private static func sum(_ left: Int, _ right: Int) -> Int {
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? Int.max : sum
    }
}
