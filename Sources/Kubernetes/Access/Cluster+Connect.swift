import HTTP

extension Cluster {
    /// A cluster that is spoken to over libcurl.
    ///
    /// - Parameters:
    ///   - access: how it is reached.
    ///   - userAgent: what the server's audit log shows.
    public static func connect(_ access: ClusterAccess, userAgent: String) -> Cluster {
        let transport = Curl(
            tls: access.tls, proxy: access.proxy, userAgent: userAgent, isCompressed: access.isCompressed)
        return Cluster(access: access, transport: transport, userAgent: userAgent)
    }
}
