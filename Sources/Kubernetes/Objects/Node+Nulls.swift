import Values

extension Node {
    /// The tree without the keys of mappings that hold null; nulls in lists stay.
    func withoutNulls() -> Node {
        switch value {
        case .mapping(let mapping):
            let kept = mapping.entries.compactMap { entry -> Mapping.Entry? in
                entry.value.isNull ? nil : Mapping.Entry(key: entry.key, value: entry.value.withoutNulls())
            }
            return Node(.mapping(Mapping(entries: kept)))
        case .list(let list): return Node(.list(list.map { $0.withoutNulls() }))
        default: return Node(value)
        }
    }
}
