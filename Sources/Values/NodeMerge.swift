extension Node {
    /// This node with another laid over it.
    ///
    /// Mappings are merged key by key; everything else, lists included, is replaced whole. Every node keeps the place
    /// of the text that set it: a replaced value and its key have the overlay's places, a mapping that both have keeps
    /// the place it has here. New keys come after the present ones, in the overlay's order.
    ///
    /// - Parameters:
    ///   - overlay: what is laid over.
    ///   - nullDeletes: whether a null in a mapping of the overlay removes the key, as Helm does with values.
    ///     Such a null never stays, also where there was no key to remove; nulls in lists stay.
    /// - Returns: the merged node.
    public func merged(with overlay: Node, nullDeletes: Bool) -> Node {
        guard case .mapping(let upper) = overlay.value else { return overlay }
        var place = self.place
        var result: Mapping
        if case .mapping(let lower) = value {
            result = lower
        } else {
            result = Mapping()
            place = overlay.place
        }
        var deleted: Set<ByteKey> = []
        for entry in upper.entries {
            if nullDeletes && entry.value.isNull {
                deleted.insert(ByteKey(entry.key))
            } else if let present = result.entry(entry.key) {
                let both = present.value.mapping != nil && entry.value.mapping != nil
                result.set(
                    entry.key, both ? present.keyPlace : entry.keyPlace,
                    present.value.merged(with: entry.value, nullDeletes: nullDeletes))
            } else {
                // Merging with nothing drops the nulls inside.
                result.set(entry.key, entry.keyPlace, Node(.null).merged(with: entry.value, nullDeletes: nullDeletes))
            }
        }
        if !deleted.isEmpty {
            result = Mapping(entries: result.entries.filter { !deleted.contains(ByteKey($0.key)) })
        }
        return Node(.mapping(result), place: place)
    }
}
