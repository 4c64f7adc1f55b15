/// A Service of the cluster by the name that pods know it under.
struct ServiceName: Sendable, Equatable {
    /// The Service.
    var name: String
    /// Its namespace.
    var namespace: String

    /// The Service behind a host such as `litellm.litellm.svc` or `litellm.litellm.svc.cluster.local`; nil for any other host.
    ///
    /// - Parameter host: the host.
    init?(host: String) {
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 3, labels[2] == "svc", !labels[0].isEmpty, !labels[1].isEmpty else { return nil }
        name = String(labels[0])
        namespace = String(labels[1])
    }
}
