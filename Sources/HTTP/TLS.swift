public import Crypto

/// Whom to trust and who we are.
public struct TLSSettings: Sendable {
    /// Certificates to trust, PEM; nil: those of the system.
    public var authorities: [UInt8]?
    /// The client's certificate, PEM.
    public var certificate: [UInt8]?
    /// The client's private key, PEM.
    public var key: SecretBytes?
    /// The name that the server's certificate must bear, where it differs from the URL's host.
    public var serverName: String?
    /// Whether the server's certificate is looked at.
    public var isVerified = true
    /// Addresses for host names, as `--resolve` of curl has them: `host:port:address`.
    public var resolve: [String] = []

    /// The system's authorities and no client certificate.
    public init() {}
}
