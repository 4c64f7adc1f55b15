/// What a server said it serves.
struct DiscoveryCache {
    /// A group version with the time it was asked for.
    struct Entry {
        var resources: [ResourceType]
        var askedAt: Int64
    }

    /// Everything, in the server's order.
    var all: [ResourceType]?
    /// Single group versions; empty lists for those that are not served.
    var versions: [String: Entry] = [:]
    /// The server's version.
    var serverVersion: ServerVersion?
    /// Grows with each time everything was forgotten, so that an answer that was on its way then is not kept.
    var generation = 0

    func resource(_ apiVersion: String, _ kind: String) -> ResourceType? {
        let candidates = versions[apiVersion]?.resources ?? all ?? []
        return candidates.first { $0.kind == kind && $0.apiVersion == apiVersion }
    }
}
