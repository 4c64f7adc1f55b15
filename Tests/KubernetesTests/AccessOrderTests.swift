import Host
import HTTP
import Testing

@testable import Kubernetes

/// Where the access comes from, and which proxy leads there.
@Suite struct AccessOrderTests {
    private static func config(_ server: String) -> String {
        AccessFixture.config(cluster: "server: https://\(server)")
    }

    private static let pod = [
        "sa/token": "pod-token\n", "sa/namespace": "apps\n",
        "sa/ca.crt": "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n",
    ]
    private static let podVariables = ["KUBERNETES_SERVICE_HOST": "fd00::1", "KUBERNETES_SERVICE_PORT": "443"]

    @Test func flagThenVariableThenHomeThenPod() throws {
        var files = Self.pod
        files["flag"] = Self.config("flag.test")
        files["variable"] = Self.config("variable.test")
        files[".kube/config"] = Self.config("home.test")
        try AccessFixture.with(files) { (fixture) throws in
            func server(_ path: Path?, _ variables: [String: String]) throws -> String {
                try ClusterAccess.resolve(
                    kubeconfig: path, environment: fixture.environment(Self.podVariables.merging(variables) { $1 }),
                    serviceAccount: fixture.folder / "sa"
                ).server
            }
            let variable = ["KUBECONFIG": (fixture.folder / "variable").string]
            #expect(try server(fixture.folder / "flag", variable) == "https://flag.test")
            #expect(try server(nil, variable) == "https://variable.test")
            #expect(try server(nil, [:]) == "https://home.test")
            #expect(try server(nil, ["HOME": (fixture.folder / "sa").string]) == "https://[fd00::1]:443")
            #expect(try server(nil, ["KUBECONFIG": "/nowhere/a:/nowhere/b"]) == "https://[fd00::1]:443")
        }
    }

    @Test func aPodIsItsServiceAccount() throws {
        try AccessFixture.with(Self.pod) { (fixture) throws in
            let access = try InCluster.access(
                environment: fixture.environment(Self.podVariables), folder: fixture.folder / "sa")
            #expect(access.namespace == "apps")
            #expect(try access.bearer() == "pod-token")
            #expect(access.tls.authorities?.isEmpty == false)
            #expect(access.warnings.isEmpty)
        }
    }

    @Test func nothingAtAllSaysWhereWasLooked() throws {
        try AccessFixture.with([:]) { (fixture) throws in
            let failure = try AccessFixture.failure {
                _ = try ClusterAccess.resolve(
                    environment: fixture.environment(["KUBECONFIG": "/nowhere/a:/nowhere/b"]),
                    serviceAccount: fixture.folder)
            }
            #expect(failure.message == "no cluster is named: there is no `/nowhere/a`, `/nowhere/b`")
            let flag = try AccessFixture.failure {
                _ = try ClusterAccess.resolve(kubeconfig: "/nowhere/c", environment: fixture.environment())
            }
            #expect(flag.message == "there is no kubeconfig `/nowhere/c`")
        }
    }

    @Test(arguments: [
        ("https://api.example.test:6443", "", true), ("https://api.example.test:6443", "example.test", false),
        ("https://example.test", "example.test", false), ("https://example.test", ".example.test", true),
        ("https://api.example.test", "*.example.test", false), ("https://api.example.test", "other.test", true),
        ("https://myexample.test", "example.test", true), ("https://api.example.test:6443", "example.test:443", true),
        ("https://api.example.test:6443", "a, example.test:6443 ,b", false), ("https://api.example.test", "*", false),
        ("https://10.1.2.3", "10.0.0.0/8", false), ("https://11.1.2.3", "10.0.0.0/8", true),
        ("https://10.1.2.3", "10.1.2.3", false), ("https://[fd00::1]", "fd00::/16", false),
        ("https://[fd00::1]:6443", "[fd00::1]:6443", false), ("https://localhost:6443", "", false),
        ("https://127.0.0.1:6443", "", false), ("https://[::1]:6443", "", false), ("http://a.test", "", false),
        ("https://API.Example.TEST", "example.test", false), ("https://10.1.2.3", "10.0.0.0/99", true),
    ])
    func noProxyMeansWhatGoMeans(server: String, exceptions: String, isProxied: Bool) throws {
        guard let url = HTTP.URLText(server) else {
            Issue.record("\(server) is no URL")
            return
        }
        let environment = ProxyEnvironment(Environment(["https_proxy": "proxy.test:3128", "NO_PROXY": exceptions]))
        #expect(try environment.proxy(for: url) == (isProxied ? "http://proxy.test:3128" : nil))
    }

    @Test func theFileWinsOverTheEnvironment() throws {
        let cluster = "server: https://a.test, proxy-url: 'http://file.test:1'"
        try AccessFixture.with(["config": AccessFixture.config(cluster: cluster)]) { (fixture) throws in
            #expect(try fixture.access(["HTTPS_PROXY": "http://env.test:2"]).proxy == "http://file.test:1")
        }
        try AccessFixture.with(["config": AccessFixture.config()]) { (fixture) throws in
            #expect(try fixture.access(["HTTPS_PROXY": "http://env.test:2"]).proxy == "http://env.test:2")
            let failure = try AccessFixture.failure { _ = try fixture.access(["HTTPS_PROXY": "foo://me:hunter2@x"]) }
            #expect(!failure.message.contains("hunter2"))
        }
    }
}
