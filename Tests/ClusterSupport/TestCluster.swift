package import Crypto
import Glibc
package import HTTP
package import Host
package import Kubernetes
import Synchronization
import Values

/// A real Kubernetes API server for tests: that of `FAIRLEAD_TEST_KUBECONFIG`, or one of this process with an etcd of its own.
package final class TestCluster: Sendable {
    /// How the administrator reaches it.
    package let access: ClusterAccess
    /// How a user without any rights reaches it.
    package let restrictedAccess: ClusterAccess
    /// The kubeconfig of the administrator.
    package let kubeconfig: Path
    /// Sends requests to it.
    package let transport: any HTTPTransport
    /// The administrator's cluster.
    package let cluster: Cluster
    /// The same for a user without any rights.
    package let restricted: Cluster
    /// The client URL of its etcd; nil for a cluster of somebody else.
    package let etcd: String?
    /// Whether namespaces are emptied and removed, and what lost its owner is collected.
    package let hasControllers: Bool
    private let supervisor: Supervisor?
    private let namespaces = Atomic<Int>(0)

    /// Whether tests with a cluster can run here.
    package static let isAvailable: Bool =
        Environment.process.nonEmpty("FAIRLEAD_TEST_KUBECONFIG") != nil || ClusterAssets.find() != nil
    /// What a suite says that cannot run.
    package static let comment =
        "SKIPPED: no Kubernetes API server: set FAIRLEAD_TEST_KUBECONFIG or FAIRLEAD_KUBE_ASSETS, or run scripts/test-apiserver"

    /// The cluster that all tests of this process share. Use a namespace of your own, and names of your own for what has none.
    package static var shared: TestCluster {
        get throws { try first.get() }
    }
    private static let first = Result {
        if let path = Environment.process.nonEmpty("FAIRLEAD_TEST_KUBECONFIG") {
            return try TestCluster(at: Path(path))
        }
        return try TestCluster()
    }

    /// Somebody else's cluster, whose current user is an administrator.
    private init(at path: Path) throws {
        kubeconfig = path
        access = try Kubeconfig.load(path).access()
        var restricted = access
        restricted.impersonate = "fairlead-test-nobody"
        restricted.impersonation.groups = ["system:authenticated"]
        restrictedAccess = restricted
        transport = Curl(tls: access.tls, proxy: access.proxy, userAgent: "fairlead-tests")
        cluster = Cluster(access: access, transport: transport, userAgent: "fairlead-tests")
        self.restricted = Cluster(access: restricted, transport: transport, userAgent: "fairlead-tests")
        (etcd, supervisor, hasControllers) = (nil, nil, true)
    }

    /// A cluster for one test alone, which may break it.
    ///
    /// - Parameters:
    ///   - controllers: whether kube-controller-manager runs too, where it is there.
    ///   - etcdFlags: further flags of etcd, such as `--quota-backend-bytes=...`.
    ///   - serverFlags: further flags of the API server.
    package init(controllers: Bool = true, etcdFlags: [String] = [], serverFlags: [String] = []) throws {
        guard let assets = ClusterAssets.find() else { throw ClusterTrouble(Self.comment) }
        let parent = Environment.process.nonEmpty("TMPDIR") ?? "/tmp"
        let directory = Path("\(parent)/fairlead-cluster-\(String(UInt64.random(in: .min ... .max), radix: 36))")
        try Files.makeDirectories(directory, permissions: 0o700)
        let ports = try FreePorts.take(4)
        hasControllers = controllers && assets.controllerManager != nil
        let script = ServerScript(
            assets: assets, directory: directory, etcd: (ports[0], ports[1]), serverPort: ports[2],
            managerPort: ports[3], hasControllers: hasControllers, etcdFlags: etcdFlags, serverFlags: serverFlags)
        let tokens = try (0..<2).map { _ in Hex.encode(try SystemEntropy().bytes(16)) }
        let key = try KeyPair.generate(.rsa2048).privateKeyPEM()
        try key.withBytes { try Files.writeAtomically(directory / "sa.key", $0, permissions: 0o600) }
        let users = "\(tokens[0]),admin,admin,\"system:masters\"\n\(tokens[1]),nobody,nobody\n"
        try Files.writeAtomically(directory / "tokens.csv", Array(users.utf8), permissions: 0o600)
        try Files.writeAtomically(directory / "run.sh", Array(script.text.utf8))
        let supervisor = try Supervisor(script: directory / "run.sh", directory: directory)

        let server = "https://127.0.0.1:\(ports[2])"
        try Self.waitUntilReady(server, directory)
        let certificate = try Files.read(directory / "certs/apiserver.crt")
        var tls = TLSSettings()
        tls.authorities = certificate
        let make = { (user: Int) in
            ClusterAccess(
                server: server, tls: tls, credentials: FixedToken(SecretBytes(text: tokens[user])), context: "test")
        }
        let text = """
            {"apiVersion":"v1","kind":"Config","current-context":"test",
            "clusters":[{"name":"test","cluster":{"server":"\(server)","certificate-authority-data":"\(Base64.encode(certificate))"}}],
            "users":[{"name":"admin","user":{"token":"\(tokens[0])"}},{"name":"nobody","user":{"token":"\(tokens[1])"}}],
            "contexts":[{"name":"test","context":{"cluster":"test","user":"admin"}},{"name":"nobody","context":{"cluster":"test","user":"nobody"}}]}
            """
        kubeconfig = directory / "kubeconfig"
        try Files.writeAtomically(kubeconfig, Array(text.utf8), permissions: 0o600)
        if hasControllers { supervisor.tell("start-manager") }
        (access, restrictedAccess) = (make(0), make(1))
        transport = Curl(tls: tls, userAgent: "fairlead-tests")
        cluster = Cluster(access: access, transport: transport, userAgent: "fairlead-tests")
        restricted = Cluster(access: restrictedAccess, transport: transport, userAgent: "fairlead-tests")
        self.supervisor = supervisor
        etcd = "http://127.0.0.1:\(ports[0])"
        // The server makes it some time after it calls itself ready.
        for _ in 0..<300 where try cluster.get(ObjectReference("v1", "Namespace", name: "default")) == nil {
            try Pause.wait(milliseconds: 100)
        }
    }

    /// The administrator's cluster through another transport, such as a ``FaultyTransport`` around ``transport``.
    package func cluster(
        over transport: any HTTPTransport, retry: RetryPolicy = .standard, limits: ReadingLimits = .standard,
        pause: @escaping @Sendable (Int) throws -> Void = Pause.wait
    ) -> Cluster {
        Cluster(access: access, transport: transport, retry: retry, limits: limits, pause: pause)
    }

    /// Makes a namespace that no other test has.
    ///
    /// - Parameter purpose: a word for its name.
    /// - Returns: its name.
    package func makeNamespace(_ purpose: String) throws -> String {
        let number = namespaces.add(1, ordering: .relaxed).newValue
        let name = "\(purpose)-\(String(getpid(), radix: 36))-\(number)"
        _ = try cluster.create(["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": Node(.string(name))]])
        return name
    }

    /// Lends a namespace and removes it afterwards.
    package func withNamespace<Output>(_ purpose: String, _ body: (String) throws -> Output) throws -> Output {
        let name = try makeNamespace(purpose)
        defer { _ = try? cluster.delete(ObjectReference("v1", "Namespace", name: name)) }
        return try body(name)
    }

    // MARK: Faults; only for a cluster of one's own

    /// Kills the API server; etcd goes on.
    package func stopServer() { supervisor?.tell("stop-server") }
    /// Starts it again and waits until it is ready.
    package func startServer() throws {
        supervisor?.tell("start-server")
        try Self.waitUntilReady(access.server, kubeconfig.parent)
    }
    /// Stops it where it is: connections stay open and nothing answers.
    package func freezeServer() { supervisor?.tell("freeze-server") }
    /// Lets it go on.
    package func thawServer() { supervisor?.tell("thaw-server") }

    /// Removes the history of etcd up to now, so that old places of watches and pages are gone.
    package func compact() throws {
        guard let etcd else { throw ClusterTrouble("etcd of another's cluster is not touched") }
        let plain = Curl(userAgent: "fairlead-tests")
        let ask = { (path: String, body: String) in
            let response = try plain.send(HTTPRequest("POST", etcd + path, body: Array(body.utf8)))
            guard response.status == 200 else { throw ClusterTrouble("etcd answers \(response.status)") }
            return try JSON.parse(response.body, file: "etcd")
        }
        let revision = try ask("/v3/kv/range", "{\"key\":\"AA==\"}").at("header", "revision")?.string ?? "1"
        _ = try ask("/v3/kv/compaction", "{\"revision\":\"\(revision)\",\"physical\":true}")
    }

    private static func waitUntilReady(_ server: String, _ directory: Path) throws {
        var tls = TLSSettings()
        tls.isVerified = false
        let transport = Curl(tls: tls, userAgent: "fairlead-tests")
        let end = Clock.system.now() + 90
        while Clock.system.now() < end {
            let answer = try? transport.send(HTTPRequest("GET", server + "/readyz", timeoutMilliseconds: 5_000))
            if answer?.status == 200 { return }
            try Pause.wait(milliseconds: 100)
        }
        let log = (try? Files.readText(directory / "server.log")) ?? ""
        throw ClusterTrouble("the API server is not ready after 90 seconds: ...\(log.suffix(2000))")
    }
}

/// A token that never changes.
package struct FixedToken: CredentialProvider {
    private let token: SecretBytes
    /// A token.
    package init(_ token: SecretBytes) { self.token = token }
    package func authorization() -> AuthorizationValue? { .bearer(token) }
    package func refused() -> Bool { false }
}
