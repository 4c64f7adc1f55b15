import Values

/// A reference page of a schema for people: one table per mapping.
public enum SchemaReference {
    /// Writes the page.
    ///
    /// - Parameters:
    ///   - schema: The schema.
    ///   - title: The heading of the page.
    ///   - path: The dotted path of the document in its file, put before every path; empty for a whole file.
    ///   - level: The level of the first heading, 1 to 6.
    /// - Returns: Markdown, ending in a newline.
    public static func markdown(_ schema: Schema, title: String, path: String = "", level: Int = 1) -> String {
        var writer = ReferenceWriter(definitions: schema.definitions, level: min(max(level, 1), 6))
        writer.write(schema.root, title: title, path: path)
        return MarkdownText.endingInOneNewline(writer.output)
    }
}

/// Writes sections breadth first inside each mapping, so that a table is followed by the mappings it names.
private struct ReferenceWriter {
    let definitions: Definitions
    let level: Int
    var output = ""
    private var sections = 0
    /// A page is for people; a schema that unfolds further than this is none that anybody wrote.
    private static let mostSections = 500
    private var written: [(name: String, path: String)] = []

    init(definitions: Definitions, level: Int) {
        self.definitions = definitions
        self.level = level
    }

    mutating func write(_ shape: Shape, title: String, path: String) {
        section(shape, heading: title, path: path, depth: 0)
    }

    private mutating func section(_ shape: Shape, heading: String, path: String, depth: Int) {
        guard depth <= Schema.maximumDepth, sections < Self.mostSections else { return }
        sections += 1
        paragraph(String(repeating: "#", count: min(level + min(depth, 1), 6)) + " " + heading)
        if let description = first(shape, \.description) { paragraph(MarkdownText.oneLine(description)) }
        if let name = shape.reference, !begin(name, path) { return }
        var parts: [(shape: Shape, heading: String, path: String)] = []
        for form in forms(of: shape, depth: 0) {
            if let name = form.reference, shape.reference?.hasSameBytes(as: name) != true, !begin(name, path) {
                continue
            }
            table(form, path: path)
            for layer in definitions.layers(of: form) {
                for property in layer.properties {
                    parts += nested(property.shape, Wording.join(path, property.name))
                }
                if case .shape(let rest) = layer.additional { parts += nested(rest, path + ".<name>") }
            }
        }
        if case .shape(let item)? = itemShape(shape) { parts += nested(item, path + "[]") }
        examples(shape)
        for part in parts { section(part.shape, heading: part.heading, path: part.path, depth: depth + 1) }
    }

    /// Notes that a named schema is written here; false, with a pointer to that place, when it was before.
    private mutating func begin(_ name: String, _ path: String) -> Bool {
        if let earlier = written.first(where: { $0.name.hasSameBytes(as: name) }) {
            paragraph("The same keys as \(earlier.path.isEmpty ? "at the top" : "`\(earlier.path)`").")
            return false
        }
        written.append((name, path))
        return true
    }

    private func first<Value>(_ shape: Shape, _ value: (Shape) -> Value?) -> Value? {
        definitions.layers(of: shape).lazy.compactMap(value).first
    }

    private func itemShape(_ shape: Shape) -> Rest? {
        first(shape) { if case .shape = $0.items { $0.items } else { nil } }
    }

    /// The forms that have a table: the shape itself, then each branch with keys of its own.
    private func forms(of shape: Shape, depth: Int) -> [Shape] {
        guard depth <= Schema.maximumDepth else { return [] }
        var result: [Shape] = []
        let layers = definitions.layers(of: shape)
        let hasKeys = layers.contains { layer in
            if case .shape = layer.additional { return true }
            return !layer.properties.isEmpty
        }
        if hasKeys { result.append(shape) }
        for layer in layers {
            for branch in layer.anyOf + layer.oneOf { result += forms(of: branch, depth: depth + 1) }
        }
        return result
    }

    /// The sections that a value needs: its own if it is a mapping, else that of its items.
    private func nested(
        _ shape: Shape, _ path: String, depth: Int = 0
    ) -> [(shape: Shape, heading: String, path: String)] {
        guard depth <= Schema.maximumDepth else { return [] }
        if !forms(of: shape, depth: 0).isEmpty { return [(shape, "`\(path)`", path)] }
        guard case .shape(let item)? = itemShape(shape) else { return [] }
        return nested(item, path + "[]", depth: depth + 1)
    }

    private mutating func table(_ shape: Shape, path: String) {
        var rows = ""
        for layer in definitions.layers(of: shape) {
            for property in layer.properties {
                let isRequired = layer.required.contains { $0.hasSameBytes(as: property.name) }
                rows += row("`\(Wording.key(property.name))`", property.shape, isRequired: isRequired)
            }
            if case .shape(let rest) = layer.additional { rows += row("`<name>`", rest, isRequired: false) }
        }
        guard !rows.isEmpty else { return }
        if let title = shape.title { paragraph("**\(MarkdownText.oneLine(title))**") }
        output += "| Key | Type | Default | Description |\n|---|---|---|---|\n" + rows + "\n"
    }

    private func row(_ key: String, _ shape: Shape, isRequired: Bool) -> String {
        let cells = [
            key, ReferenceCells.type(shape, definitions),
            ReferenceCells.defaults(shape, definitions, isRequired: isRequired),
            ReferenceCells.description(shape, definitions),
        ]
        return "| " + cells.map(MarkdownText.cell).joined(separator: " | ") + " |\n"
    }

    private mutating func examples(_ shape: Shape) {
        for example in definitions.layers(of: shape).flatMap(\.examples) {
            paragraph("Example:")
            var text = YAML.write(example)
            if text.utf8.last != UInt8(ascii: "\n") { text += "\n" }
            paragraph(MarkdownText.fenced(text))
        }
    }

    private mutating func paragraph(_ text: String) {
        output += text + "\n\n"
    }
}
