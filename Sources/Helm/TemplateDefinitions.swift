/// Finds the names that templates define.
///
/// All templates of one evaluation share one set of names: of two definitions with the same name only one survives, for
/// everybody. Units that define the same name differently must therefore not be evaluated together.
enum TemplateDefinitions {
    /// The names in `{{ define "name" }}` and `{{ block "name" . }}`. A name in a comment is found too, which does no harm.
    static func names(in text: String) -> Set<[UInt8]> {
        let bytes = Array(text.utf8)
        var names: Set<[UInt8]> = []
        var index = 0
        while index + 1 < bytes.count {
            guard bytes[index] == UInt8(ascii: "{"), bytes[index + 1] == UInt8(ascii: "{") else {
                index += 1
                continue
            }
            index += 2
            var rest = bytes[index...]
            if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
            rest = rest.trimmedStart()
            for word in ["define", "block"] where rest.starts(with: word.utf8) {
                let after = rest.dropFirst(word.utf8.count).trimmedStart()
                guard let quote = after.first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "`") else {
                    continue
                }
                names.insert(Array(after.dropFirst().prefix { $0 != quote }))
            }
        }
        return names
    }

    /// Divides units into batches in which every name has one definition. Usually there is one batch.
    static func batches(_ units: [TemplateUnit]) -> [[Int]] {
        var batches: [(units: [Int], definitions: [[UInt8]: [UInt8]])] = []
        for (index, unit) in units.enumerated() {
            var definitions: [[UInt8]: [UInt8]] = [:]
            for file in unit.templates {
                let text = Array(file.text.utf8)
                for name in names(in: file.text) { definitions[name] = text }
            }
            let place = batches.firstIndex { batch in
                definitions.allSatisfy { name, text in batch.definitions[name].map { $0 == text } ?? true }
            }
            if let place {
                batches[place].units.append(index)
                batches[place].definitions.merge(definitions) { present, _ in present }
            } else {
                batches.append(([index], definitions))
            }
        }
        return batches.map(\.units)
    }
}
