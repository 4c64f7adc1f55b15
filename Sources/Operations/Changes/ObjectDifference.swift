public import Kubernetes
public import Values

/// What lies between two states of one object, both whole: fields that came, went or changed, with secrets masked.
public enum ObjectDifference {
    /// Compares.
    ///
    /// - Parameters:
    ///   - old: the object as it was or is.
    ///   - new: the object as it is to be.
    /// - Returns: the differences, those of the new object first; empty when nothing but the server's own fields differs.
    public static func between(old: Node, new: Node) -> [FieldDifference] {
        let (before, after) = (essence(old), essence(new))
        if before == after { return [] }
        var differences = LiveDifference.between(desired: after, live: before)
        let named = Set(differences.map(\.path))
        for gone in LiveDifference.between(desired: before, live: after)
        where gone.live == nil && !named.contains(gone.path) {
            differences.append(FieldDifference(path: gone.path, desired: nil, live: gone.desired))
        }
        if !differences.isEmpty || isAlike(before, after) {
            return TextExcerpt.applied(to: differences, old: before, new: after)
        }
        // An empty mapping that comes or goes is a difference that only the bare trees show.
        return after.difference(from: before).map {
            FieldDifference(path: $0.path.description, desired: "(differs)", live: "(differs)")
        }
    }

    /// Whether two objects differ in spelling only, such as `1` and `1000m`.
    private static func isAlike(_ before: Node, _ after: Node) -> Bool {
        after.difference(from: before).allSatisfy { change in
            guard case .changed(let left, let right) = change.kind else { return false }
            return left.mapping == nil && left.list == nil && right.mapping == nil && right.list == nil
        }
    }

    /// The object without what a server writes into it by itself.
    static func essence(_ object: Node) -> Node {
        var object = object
        object["status"] = nil
        for field in ["managedFields", "resourceVersion", "generation", "uid", "creationTimestamp", "selfLink"] {
            object["metadata"]?[field] = nil
        }
        return object
    }
}
