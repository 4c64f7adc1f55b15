public import Crypto
public import Diagnostics
public import HTTP

/// How a cluster is reached and who asks: the outcome of a kubeconfig or of a pod's service account.
public struct ClusterAccess: Sendable {
    /// The server's URL, without a slash at the end.
    public var server: String
    /// Trust and client certificate.
    public var tls: TLSSettings
    /// A proxy's URL, which may hold a password; nil: no proxy, whatever the environment says, which has been looked at already.
    public var proxy: String?
    /// Whether answers may come compressed (`disable-compression` of the kubeconfig says no).
    public var isCompressed = true
    /// The namespace of the context.
    public var namespace: String
    /// Name of the context, for people.
    public var context: String
    /// Gives the bearer token or password of each request, refreshed when it is old; nil: the client certificate says it all.
    public var credentials: (any CredentialProvider)?
    /// Whom to act as (`Impersonate-User`).
    public var impersonate: String?
    /// The identifier, groups and other facts to act with.
    public var impersonation = Impersonation()
    /// What works but is likely to hurt, such as a file with keys that everybody can read.
    public var warnings: [Finding] = []

    /// An access.
    ///
    /// - Parameters:
    ///   - server: the server's URL.
    ///   - tls: trust and client certificate.
    ///   - credentials: gives the token of each request.
    ///   - namespace: the namespace of the context.
    ///   - context: its name.
    public init(
        server: String, tls: TLSSettings = TLSSettings(), credentials: (any CredentialProvider)? = nil,
        namespace: String = "default", context: String = ""
    ) {
        self.server = server
        self.tls = tls
        self.credentials = credentials
        self.namespace = namespace
        self.context = context
    }
}

/// What stands in the field `Authorization`.
public enum AuthorizationValue: Sendable {
    /// A bearer token.
    case bearer(SecretBytes)
    /// User and password (deprecated in Kubernetes, still found).
    case basic(user: String, password: SecretBytes)
}

/// Gives what a request says about who asks. Blocking; several threads may call at once.
public protocol CredentialProvider: Sendable {
    /// What to say now.
    ///
    /// - Throws: `KubernetesFailure` of kind `.access`, or `Interrupted`.
    func authorization() throws -> AuthorizationValue?

    /// The server did not take what was given: next time, a new one if there can be one.
    ///
    /// - Returns: whether asking again makes sense.
    func refused() -> Bool
}
