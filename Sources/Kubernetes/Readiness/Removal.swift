import Values

/// Objects that are being removed.
enum Removal {
    /// The conditions of a namespace that say what still stands in its way (API reference: `NamespaceConditionType`).
    private static let obstacles = [
        "NamespaceContentRemaining", "NamespaceFinalizersRemaining", "NamespaceDeletionContentFailure",
        "NamespaceDeletionDiscoveryFailure", "NamespaceDeletionGroupVersionParsingFailure",
    ]

    static func state(_ view: ObjectView) -> ReadinessState? {
        guard let since = view.object.at("metadata", "deletionTimestamp")?.string else { return nil }
        let isNamespace = view.group.isEmpty && view.kind == "Namespace"
        let holding = isNamespace ? obstacles.compactMap { view.holds($0) } : []
        var words = ["being removed" + age(since, view.now)]
        let finalizers = (view.object.at("metadata", "finalizers")?.list ?? []).compactMap(\.string)
        if !finalizers.isEmpty {
            let names = OneLine.text(finalizers.prefix(5).joined(separator: ", "))
            words.append("waits for the finalizer\(finalizers.count == 1 ? "" : "s") \(names)")
        }
        words += holding.map(\.words)
        return .progressing(ReadinessState.terminating, words.joined(separator: "; "), holding.first)
    }

    // A pod's deletion time lies ahead by its grace period; before it, there is nothing to tell.
    private static func age(_ text: String, _ now: Int64) -> String {
        guard let since = Timestamp.seconds(text), now > since else { return "" }
        return " for \(Span.text(now - since))"
    }
}
