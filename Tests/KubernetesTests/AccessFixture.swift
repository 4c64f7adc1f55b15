import Crypto
import Host
import HTTP
import Testing

@testable import Kubernetes

/// A folder with the files of a test.
struct AccessFixture {
    let folder: Path

    /// Makes files, runs the body, takes the files away.
    static func with<Output>(_ files: [String: String], _ body: (AccessFixture) throws -> Output) throws -> Output {
        try Files.withTemporaryDirectory { folder in
            let fixture = AccessFixture(folder: folder)
            for (name, text) in files { try fixture.write(name, text) }
            return try body(fixture)
        }
    }

    func write(_ name: String, _ text: String, permissions: UInt32 = 0o600) throws {
        let path = folder / name
        try Files.makeDirectories(path.parent)
        try Files.writeAtomically(path, Array(text.utf8), permissions: permissions)
    }

    /// Nothing but what a test says, and a PATH for what scripts need.
    func environment(_ more: [String: String] = [:]) -> Environment {
        var variables = ["PATH": "/usr/bin:/bin", "HOME": folder.string]
        for (name, value) in more { variables[name] = value }
        return Environment(variables)
    }

    /// The access of the file `config`.
    func access(
        context: String? = nil, _ more: [String: String] = [:], clock: Clock = .system
    ) throws -> ClusterAccess {
        try ClusterAccess.resolve(
            kubeconfig: folder / "config", context: context, environment: environment(more),
            serviceAccount: folder / "nowhere", clock: clock)
    }

    /// The message with which it fails.
    static func failure(_ body: () throws -> Void) throws -> KubernetesFailure {
        do {
            try body()
        } catch let failure as KubernetesFailure {
            #expect(failure.kind == .access || failure.kind == .conflict)
            return failure
        }
        try #require(Bool(false), "it did not fail")
        return KubernetesFailure(.access, "")
    }

    /// A kubeconfig with one context.
    static func config(cluster: String = "server: https://api.example.test:6443", user: String = "token: abc") -> String
    {
        """
        apiVersion: v1
        kind: Config
        current-context: here
        clusters:
        - name: c
          cluster: {\(cluster)}
        users:
        - name: u
          user: {\(user)}
        contexts:
        - name: here
          context: {cluster: c, user: u, namespace: team}
        """
    }

    /// The same, alone.
    static func failure(cluster: String = "server: https://api.example.test:6443", user: String = "token: abc") throws
        -> KubernetesFailure
    {
        try with(["config": config(cluster: cluster, user: user)]) { (fixture) throws in
            try failure { _ = try fixture.access() }
        }
    }
}

extension ClusterAccess {
    /// The bearer token as text, which only tests may see.
    func bearer() throws -> String? {
        guard case .bearer(let token) = try credentials?.authorization() else { return nil }
        return token.withBytes { String(decoding: $0, as: UTF8.self) }
    }
}
