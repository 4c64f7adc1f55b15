import Crypto
import Diagnostics
import HTTP
import Host
import Values

/// What the entry of a user says about who asks.
struct UserSection {
    private let user: KubeconfigEntry
    private let target: ClusterTarget
    private let environment: Environment
    private let clock: Clock

    init(_ user: KubeconfigEntry, target: ClusterTarget, environment: Environment, clock: Clock) {
        self.user = user
        self.target = target
        self.environment = environment
        self.clock = clock
    }

    /// Puts it into an access.
    func apply(to access: inout ClusterAccess) throws {
        try refuseAuthProvider()
        try impersonate(&access)
        try addCertificate(to: &access)
        let token = try bearerToken()
        let name = try user.text("username")
        if token != nil, name != nil {
            throw KubernetesFailure.access(
                "\(user.title) has both a token and a user name", at: user.node["username"]?.place,
                hint: "keep one of them")
        }
        if let token {
            access.credentials = token
        } else if let name {
            let password = SecretBytes(text: try user.text("password") ?? "")
            access.credentials = FixedCredentials(.basic(user: name, password: password))
        } else if let node = user.node["exec"], !node.isNull {
            try addPlugin(node, to: &access)
        }
    }

    private func refuseAuthProvider() throws {
        guard let provider = user.node["auth-provider"], !provider.isNull else { return }
        let name = plainText(provider["name"]?.string ?? "", limit: 40)
        let plugin =
            switch name {
            case "gcp": "gke-gcloud-auth-plugin: `gcloud container clusters get-credentials CLUSTER` writes it"
            case "azure": "kubelogin: `kubelogin convert-kubeconfig` writes it"
            case "oidc": "an OpenID Connect plug-in such as kubelogin (`kubectl oidc-login`)"
            default: "the exec plug-in of whoever runs the cluster"
            }
        throw KubernetesFailure.access(
            "\(user.title) uses the auth-provider `\(name)`, which Kubernetes has removed", at: provider.place,
            hint: "use \(plugin)")
    }

    private func impersonate(_ access: inout ClusterAccess) throws {
        access.impersonate = try user.text("as")
        access.impersonation.uid = try user.text("as-uid")
        access.impersonation.groups = try user.texts("as-groups")
        if let extra = user.node["as-user-extra"], !extra.isNull {
            guard let mapping = extra.mapping else {
                throw KubernetesFailure.access("`as-user-extra` of \(user.title) must be a mapping", at: extra.place)
            }
            access.impersonation.extra = try mapping.entries.map {
                ($0.key, try KubeconfigEntry.texts($0.value, $0.key, in: user.title))
            }
        }
        guard access.impersonate != nil || access.impersonation.isEmpty else {
            throw KubernetesFailure.access(
                "\(user.title) acts with groups or facts of somebody but does not say of whom", at: user.node.place,
                hint: "add `as`")
        }
        // A line end would start another field of the header.
        let texts = access.impersonationHeaders.map(\.value)
        guard !texts.contains(where: { $0.utf8.contains { $0 < 0x20 || $0 == 0x7F } }) else {
            throw KubernetesFailure.access(
                "whom \(user.title) acts as holds a control character", at: user.node["as"]?.place)
        }
    }

    private func addCertificate(to access: inout ClusterAccess) throws {
        let certificate = try user.pem("client-certificate", label: "CERTIFICATE")
        var key = try user.pem("client-key", label: "PRIVATE KEY")
        guard (certificate == nil) == (key == nil) else {
            let (has, lacks) =
                certificate == nil ? ("client-key", "client-certificate") : ("client-certificate", "client-key")
            throw KubernetesFailure.access("\(user.title) has a \(has) but no \(lacks)", at: user.node.place)
        }
        guard let certificate, var bytes = key else { return }
        key = nil
        access.tls.certificate = certificate
        access.tls.key = SecretBytes(wiping: &bytes)
        if let warning = CertificateAge.warning(certificate, of: user, now: clock.now()) {
            access.warnings.append(warning)
        }
    }

    private func bearerToken() throws -> (any CredentialProvider)? {
        let fixed = try user.text("token")
        if let fixed { try TokenText.check(Array(fixed.utf8), "the token of \(user.title)", user.node["token"]?.place) }
        guard let path = try user.path("tokenFile") else {
            return fixed.map { FixedCredentials(.bearer(SecretBytes(text: $0))) }
        }
        // The file wins over the text, which is for the time when it cannot be read (reference, `tokenFile`).
        return try TokenFileCredentials(
            path, owner: user.title, fallback: fixed.map { SecretBytes(text: $0) }, clock: clock)
    }

    private func addPlugin(_ node: Node, to access: inout ClusterAccess) throws {
        let plugin = try ExecPlugin(node, of: user)
        let credentials = ExecCredentials(
            plugin, information: plugin.information(target), environment: environment, clock: clock)
        let first = try credentials.begin()
        if let certificate = first.certificate, let key = first.key {
            guard access.tls.certificate == nil else {
                throw KubernetesFailure.access(
                    "\(user.title) has a client certificate, and its exec plug-in gives another", at: node.place,
                    hint: "keep one of them")
            }
            access.tls.certificate = certificate
            access.tls.key = key
        }
        access.credentials = credentials
    }
}
