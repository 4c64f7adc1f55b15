/// The merge key `<<` of YAML 1.1 (yaml.org/type/merge.html).
enum MergeKey {
    /// Puts merged entries under explicit ones.
    ///
    /// Of several merged mappings the earlier wins. Merged entries come first in the order and keep their places.
    ///
    /// - Parameters:
    ///   - value: a mapping or a list of mappings.
    ///   - place: where `<<` is.
    ///   - explicit: the entries of the mapping that has the merge key; they win.
    /// - Returns: both together.
    static func apply(_ value: Node, at place: Place, under explicit: Mapping) throws(SyntaxError) -> Mapping {
        var result = Mapping()
        for part in value.list ?? [value] {
            guard let mapping = part.mapping else {
                throw SyntaxError(
                    message: "<< expects a mapping or a list of mappings, found \(part.typeName)",
                    place: part.place ?? place, hint: "a key that is really called << needs quotes")
            }
            for entry in mapping.entries where result.entry(entry.key) == nil {
                result.set(entry.key, entry.keyPlace, entry.value)
            }
        }
        for entry in explicit.entries { result.set(entry.key, entry.keyPlace, entry.value) }
        return result
    }
}
