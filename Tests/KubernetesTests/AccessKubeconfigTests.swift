import Crypto
import Diagnostics
import Host
import HTTP
import Testing

@testable import Kubernetes

/// Kubeconfigs good and bad.
@Suite struct AccessKubeconfigTests {
    private static let pem = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n"
    private static let key = "-----BEGIN EC PRIVATE KEY-----\nMAA=\n-----END EC PRIVATE KEY-----\n"

    private static func base64(_ text: String) -> String { Base64.encode(Array(text.utf8)) }

    @Test func everythingIsRead() throws {
        let cluster =
            "server: 'https://api.example.test:6443/k8s/', certificate-authority: pki/ca.crt, tls-server-name: kube.test, proxy-url: 'socks5://proxy.test:1080', disable-compression: true"
        let user =
            "client-certificate-data: \(Self.base64(Self.pem)), client-key: pki/key.pem, as: jane, as-uid: '7', as-groups: [dev, ops], as-user-extra: {Scopes/a: [left, right]}"
        let files = [
            "config": AccessFixture.config(cluster: cluster, user: user), "pki/ca.crt": Self.pem,
            "pki/key.pem": Self.key,
        ]
        try AccessFixture.with(files) { (fixture) throws in
            let access = try fixture.access()
            #expect(access.server == "https://api.example.test:6443/k8s")
            #expect(access.tls.authorities == Array(Self.pem.utf8))
            #expect(access.tls.certificate == Array(Self.pem.utf8))
            #expect(access.tls.key == SecretBytes(text: Self.key))
            #expect(access.tls.serverName == "kube.test")
            #expect(access.tls.isVerified)
            #expect(access.proxy == "socks5://proxy.test:1080")
            #expect(!access.isCompressed)
            #expect(access.namespace == "team")
            #expect(access.context == "here")
            #expect(access.credentials == nil)
            #expect(
                access.impersonationHeaders.map { "\($0.name)=\($0.value)" } == [
                    "Impersonate-User=jane", "Impersonate-Uid=7", "Impersonate-Group=dev", "Impersonate-Group=ops",
                    "Impersonate-Extra-scopes%2Fa=left", "Impersonate-Extra-scopes%2Fa=right",
                ])
            #expect(access.warnings.isEmpty)
        }
    }

    @Test func dataWinsOverTheFile() throws {
        let other = Self.pem + "# other\n"
        let cluster =
            "server: https://a.test, certificate-authority: missing.crt, certificate-authority-data: \(Self.base64(other))"
        try AccessFixture.with(["config": AccessFixture.config(cluster: cluster)]) { (fixture) throws in
            #expect(try fixture.access().tls.authorities == Array(other.utf8))
        }
    }

    @Test func aPasswordIsBasic() throws {
        try AccessFixture.with(["config": AccessFixture.config(user: "username: jane, password: secret")]) {
            (fixture) throws in
            guard case .basic(let user, let password) = try fixture.access().credentials?.authorization() else {
                Issue.record("no basic authorization")
                return
            }
            #expect(user == "jane")
            #expect(password == SecretBytes(text: "secret"))
        }
    }

    @Test func secretsThatOthersMayReadAreToldOf() throws {
        try AccessFixture.with([:]) { (fixture) throws in
            try fixture.write("config", AccessFixture.config(), permissions: 0o644)
            #expect(try fixture.access().warnings.map(\.code) == ["FL0802"])
            try fixture.write("config", AccessFixture.config(user: "tokenFile: t"), permissions: 0o644)
            try fixture.write("t", "abc")
            #expect(try fixture.access().warnings.isEmpty)
        }
    }

    @Test(arguments: [
        ("server: http://api.example.test", true), ("server: http://127.0.0.1:8001", false),
        ("server: https://api.example.test, insecure-skip-tls-verify: true", true),
    ])
    func credentialsInTheClearAreToldOf(cluster: String, isTold: Bool) throws {
        try AccessFixture.with(["config": AccessFixture.config(cluster: cluster)]) { (fixture) throws in
            #expect(try fixture.access().warnings.map(\.code) == (isTold ? ["FL0804"] : []))
        }
    }

    @Test func anOldCertificateIsToldOf() throws {
        let made = try Certificate.selfSigned(
            commonName: "jane", notBefore: 1_700_000_000, notAfter: 1_800_000_000,
            key: KeyPair.generate(.p256), entropy: SystemEntropy()
        ).pem
        let user = "client-certificate-data: \(Self.base64(made)), client-key-data: \(Self.base64(Self.key))"
        try AccessFixture.with(["config": AccessFixture.config(user: user)]) { (fixture) throws in
            let end: Int64 = 1_800_000_000
            #expect(try fixture.access(clock: .fixed(end + 1)).warnings.map(\.code) == ["FL0803"])
            #expect(try fixture.access(clock: .fixed(end - 3600)).warnings.map(\.code) == ["FL0803"])
            #expect(try fixture.access(clock: .fixed(1_700_000_000 + 60)).warnings.isEmpty)
        }
    }

    @Test(arguments: [
        ("server: ''", "cluster `c` has no server"),
        ("server: 'ftp://x'", "no http or https URL"),
        ("server: 'api.example.test:6443'", "no http or https URL"),
        ("server: 'https://me:hunter2@x.test'", "holds a user name or a password"),
        ("server: 'https://x.test?a=b'", "a query"),
        ("server: 5", "`server` of cluster `c` must be a text, it is a integer"),
        ("server: https://x.test, certificate-authority-data: '%%'", "no base64"),
        ("server: https://x.test, certificate-authority-data: YWJj", "no PEM block"),
        ("server: https://x.test, certificate-authority: nowhere.crt", "no such file"),
        ("server: https://x.test, insecure-skip-tls-verify: yes please", "must be true or false"),
        ("server: https://x.test, proxy-url: 'gopher://x'", "no http, https or socks5 URL"),
    ])
    func badClusters(cluster: String, message: String) throws {
        let failure = try AccessFixture.failure(cluster: cluster)
        #expect(failure.message.contains(message))
        #expect(!failure.message.contains("hunter2"))
        #expect(failure.message.contains("config:6:"), "no place: \(failure.message)")
    }

    @Test(arguments: [
        ("auth-provider: {name: gcp}", "auth-provider `gcp`, which Kubernetes has removed"),
        ("token: [a]", "must be a text"),
        ("token: \"a b\"", "white space"),
        ("token: a, username: b", "both a token and a user name"),
        ("as-groups: [a]", "does not say of whom"),
        ("as: \"a\\nb\"", "control character"),
        ("client-key-data: YWJj", "no PEM block"),
        ("tokenFile: nowhere", "cannot be read"),
        ("exec: {command: x, apiVersion: client.authentication.k8s.io/v1alpha1}", "v1alpha1"),
        ("exec: {command: x, apiVersion: client.authentication.k8s.io/v1, interactiveMode: Always}", "terminal"),
        ("exec: {apiVersion: client.authentication.k8s.io/v1}", "names no command"),
        ("exec: 5", "must be a mapping"),
    ])
    func badUsers(user: String, message: String) throws {
        let failure = try AccessFixture.failure(user: user)
        #expect(failure.message.contains(message), "\(failure.message)")
    }

    @Test func aCertificateNeedsItsKey() throws {
        let failure = try AccessFixture.failure(user: "client-certificate-data: \(Self.base64(Self.pem))")
        #expect(failure.message.contains("has a client-certificate but no client-key"))
    }

    @Test func aLockedKeyIsRefused() throws {
        let locked = "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAA=\n-----END ENCRYPTED PRIVATE KEY-----\n"
        let failure = try AccessFixture.failure(
            user: "client-certificate-data: \(Self.base64(Self.pem)), client-key-data: \(Self.base64(locked))")
        #expect(failure.message.contains("passphrase"))
    }

    @Test func aContextThatIsNotThereIsGuessed() throws {
        try AccessFixture.with(["config": AccessFixture.config()]) { (fixture) throws in
            let failure = try AccessFixture.failure { _ = try fixture.access(context: "here1") }
            #expect(failure.message.contains("there is no context `here1`"))
            #expect(failure.hint == "did you mean `here`?")
        }
    }

    @Test func aClusterThatIsNotThereIsGuessed() throws {
        let text = AccessFixture.config().replacing("cluster: c,", with: "cluster: cc,")
        try AccessFixture.with(["config": text]) { (fixture) throws in
            let failure = try AccessFixture.failure { _ = try fixture.access() }
            #expect(failure.message.contains("names the cluster `cc`, which is not there"))
            #expect(failure.message.contains("config:12:"))
        }
    }

    @Test(arguments: [
        ("[1]", "it is a list"), ("kind: Pod\napiVersion: v1", "no kubeconfig"), ("a: [", "no YAML"),
        ("clusters: {a: 1}", "`clusters` must be a list"), ("users: [3]", "must be a mapping"),
        ("users: [{name: a}, {name: a}]", "has the name `a` twice"),
        ("contexts: [{name: a, context: []}]", "must be a mapping"),
        ("{}", "names no current context"), ("", "names no current context"),
    ])
    func badFiles(text: String, message: String) throws {
        try AccessFixture.with(["config": text]) { (fixture) throws in
            let failure = try AccessFixture.failure { _ = try fixture.access() }
            #expect(failure.message.contains(message), "\(failure.message)")
        }
    }

    @Test func namesFromTheFileCannotMoveTheCursor() throws {
        let text = AccessFixture.config().replacing("current-context: here", with: "current-context: \"a\\e[2Jb\\nc\"")
        try AccessFixture.with(["config": text]) { (fixture) throws in
            let failure = try AccessFixture.failure { _ = try fixture.access() }
            #expect(failure.message.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F })
        }
    }
}
