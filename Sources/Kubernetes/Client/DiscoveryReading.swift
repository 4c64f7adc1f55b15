import Values

/// The documents of discovery (API reference: `APIResourceList`, `APIGroupList`, `APIVersions`, and `APIGroupDiscoveryList` of apidiscovery.k8s.io).
enum DiscoveryReading {
    /// What is asked for: the aggregated form, and the old one of servers that have no other (before 1.26).
    static let aggregated =
        ["v2", "v2beta1"].map { "application/json;g=apidiscovery.k8s.io;v=\($0);as=APIGroupDiscoveryList" }
        .joined(separator: ",") + ",application/json"

    /// The kinds of an `APIResourceList`, without subresources.
    static func resources(_ list: Node, apiVersion: String) -> [ResourceType] {
        let (group, version) = split(apiVersion)
        return (list["resources"]?.list ?? []).compactMap { entry in
            guard let plural = entry["name"]?.string, let kind = entry["kind"]?.string, isPlain(plural), !kind.isEmpty
            else { return nil }
            return ResourceType(
                group: group, version: version, kind: kind, plural: plural,
                isNamespaced: entry["namespaced"]?.bool ?? false, verbs: verbs(entry))
        }
    }

    /// The group versions of an `APIGroupList`, the preferred one of each group first.
    static func groupVersions(_ list: Node) -> [String] {
        (list["groups"]?.list ?? []).flatMap { group -> [String] in
            let versions = (group["versions"]?.list ?? []).compactMap { $0["groupVersion"]?.string }.filter(
                isGroupVersion)
            guard let preferred = group.at("preferredVersion", "groupVersion")?.string, versions.contains(preferred)
            else { return versions }
            return [preferred] + versions.filter { $0 != preferred }
        }
    }

    /// The kinds of an aggregated list; nil if it is none. Versions stand in the order of preference.
    static func aggregated(_ list: Node) -> [ResourceType]? {
        guard list["kind"]?.string == "APIGroupDiscoveryList" else { return nil }
        return (list["items"]?.list ?? []).flatMap { item -> [ResourceType] in
            let group = item.at("metadata", "name")?.string ?? ""
            return (item["versions"]?.list ?? []).flatMap { entry -> [ResourceType] in
                guard let version = entry["version"]?.string, !version.isEmpty else { return [] }
                return (entry["resources"]?.list ?? []).compactMap { resource(group, version, $0) }
            }
        }
    }

    private static func resource(_ group: String, _ version: String, _ entry: Node) -> ResourceType? {
        guard let plural = entry["resource"]?.string, let kind = entry.at("responseKind", "kind")?.string,
            isPlain(plural), !kind.isEmpty
        else { return nil }
        return ResourceType(
            group: group, version: version, kind: kind, plural: plural,
            isNamespaced: entry["scope"]?.string == "Namespaced", verbs: verbs(entry))
    }

    private static func verbs(_ entry: Node) -> [String] { (entry["verbs"]?.list ?? []).compactMap(\.string) }

    private static func isPlain(_ plural: String) -> Bool { PathText.segment(plural) != nil }

    private static func isGroupVersion(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy { PathText.segment(String($0)) != nil }
    }

    static func split(_ apiVersion: String) -> (group: String, version: String) {
        guard let slash = apiVersion.firstIndex(of: "/") else { return ("", apiVersion) }
        return (String(apiVersion[..<slash]), String(apiVersion[apiVersion.index(after: slash)...]))
    }
}
