public import Values

/// What a Kustomization of Flux says it brought.
public enum FluxInventory {
    /// The objects of its `status.inventory`, whose ids have the form `namespace_name_group_Kind` (fluxcd.io, `kustomizations`); colons of a name
    /// are written as two underscores (cli-utils, `object.ObjMetadata`).
    ///
    /// - Parameter kustomization: the object as the server has it.
    public static func references(of kustomization: Node) -> [ObjectReference] {
        (kustomization.at("status", "inventory", "entries")?.list ?? []).prefix(20_000).compactMap { entry in
            let parts = (entry["id"]?.string ?? "").split(separator: "_", omittingEmptySubsequences: false)
                .map(String.init)
            guard parts.count >= 4, let kind = parts.last, !kind.isEmpty else { return nil }
            let name = parts[1..<(parts.count - 2)].joined(separator: "_").replacing("__", with: ":")
            guard !name.isEmpty else { return nil }
            let group = parts[parts.count - 2]
            let version = entry["v"]?.string ?? "v1"
            return ObjectReference(
                group.isEmpty ? version : "\(group)/\(version)", kind, namespace: parts[0].isEmpty ? nil : parts[0],
                name: name)
        }
    }

    /// The commit of a revision as Flux writes it, such as `main@sha1:4507…` (fluxcd.io, `gitrepositories`, artifact); empty without one.
    ///
    /// - Parameter revision: the revision.
    public static func commit(_ revision: String?) -> String {
        guard let revision else { return "" }
        return revision.lastIndex(of: ":").map { String(revision[revision.index(after: $0)...]) } ?? revision
    }
}
