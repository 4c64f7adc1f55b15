public import Values

extension Finding {
    /// The finding as data, for `-o json` and `-o yaml`. Absent fields are left out.
    public var node: Node {
        var pairs: [(String, Node)] = [
            ("code", Node(.string(code))),
            ("severity", Node(.string(severity.word))),
            ("message", Node(.string(message))),
        ]
        if let place {
            pairs.append(("file", Node(.string(place.file))))
            pairs.append(("line", Node(.integer(Int64(place.line)))))
            pairs.append(("column", Node(.integer(Int64(place.column)))))
        }
        let texts = [("component", component), ("cause", cause), ("hint", hint)]
        for case (let key, .some(let text)) in texts { pairs.append((key, Node(.string(text)))) }
        return Node(.mapping(Mapping(pairs)))
    }
}

extension Findings {
    /// All findings in order, as a list.
    public var node: Node { Node(.list(sorted().map(\.node))) }
}
