public import Values

/// What of a desired object is not so in the cluster.
///
/// Everything that is desired must be there; what else is there belongs to somebody else and is no difference:
/// defaults,
/// statuses, fields of other managers. Whatever cannot be decided from the two objects alone counts as a
/// difference, so that
/// the caller asks the server by a dry run. A field that was taken out of the desired object is found by
/// ``OwnedFields/leftOver(live:manager:desired:)``.
public enum LiveDifference {
    /// Compares.
    ///
    /// Both objects are of one kind and one version of its API. `status`, and what only a server writes under
    /// `metadata`, is
    /// not compared.
    ///
    /// - Parameters:
    ///   - desired: the object as it should be.
    ///   - live: the object as the server has it.
    /// - Returns: the differences in the order of the desired object; empty when the cluster is as desired.
    public static func between(desired: Node, live: Node) -> [FieldDifference] {
        let apiVersion = live["apiVersion"]?.string ?? desired["apiVersion"]?.string ?? ""
        let kind = desired["kind"]?.string ?? ""
        var comparison = Comparison(isBuiltIn: FieldFacts.isBuiltIn(apiVersion), kind: kind)
        var wanted = desired
        wanted["status"] = nil
        if let metadata = wanted["metadata"]?.mapping {
            // The server drops the namespace of objects that are in none; charts write it all the same.
            let isInNone = live.at("metadata", "namespace") == nil
            let kept = metadata.entries.filter { compared.contains($0.key) && !(isInNone && $0.key == "namespace") }
            wanted["metadata"] = Node(.mapping(Mapping(entries: kept)))
        }
        if apiVersion == "v1", kind == "Secret" {
            comparison.secret(wanted, live)
            wanted["data"] = nil
            wanted["stringData"] = nil
        }
        comparison.compare(wanted, live, FieldPath())
        return comparison.differences
    }

    /// The parts of metadata that people write.
    private static let compared: Set<String> = [
        "name", "namespace", "labels", "annotations", "finalizers", "ownerReferences",
    ]
}
