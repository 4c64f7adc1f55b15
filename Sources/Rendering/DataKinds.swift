public import Values

/// Which objects hold what nobody can make again.
public enum DataKinds {
    private static let kinds: Set<String> = [
        "PersistentVolumeClaim", "PersistentVolume", "ObjectBucketClaim", "Database", "Namespace",
    ]

    /// Whether its component says of an object that it stays (helm.sh, "Tell Helm not to uninstall a resource").
    private static func isKept(_ object: Node) -> Bool {
        object.at("metadata", "annotations", "helm.sh/resource-policy")?.string == "keep"
    }

    /// The same as kinds by API group, for tools that choose objects so; no group stands for any.
    public static let patterns: [(group: String?, kinds: [String])] = [
        (nil, kinds.sorted()), ("postgresql.cnpg.io", ["Cluster"]),
    ]

    /// Whether an object holds data: it outlives the leaving of its member.
    ///
    /// - Parameter object: the object.
    public static func holdsData(_ object: Node) -> Bool {
        let kind = object["kind"]?.string ?? ""
        let isDatabaseCluster =
            object["apiVersion"]?.string?.hasPrefix("postgresql.cnpg.io/") == true && kind == "Cluster"
        return isDatabaseCluster || kinds.contains(kind) || isKept(object)
    }
}
