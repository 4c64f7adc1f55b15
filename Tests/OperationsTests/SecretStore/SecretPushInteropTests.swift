import Crypto
import Glibc
import HTTP
import Host
import Operations
import Platform
import Secrets
import Testing
import Values

/// The real OpenBao, started once for all tests where its program is; it ends when this process does.
struct RealBao: Sendable {
    static let comment: Comment = "SKIPPED: these tests need OpenBao's `bao` on PATH"
    static let isPossible = Processes.find("bao") != nil
    static let token = "a-token-of-a-test"

    private static let shared = Result { try start() }

    /// Its address.
    static func address() throws -> String { try shared.get() }

    struct NotStarted: Error {}

    private static func start() throws -> String {
        var template = Array("/tmp/fairlead-bao-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw NotStarted() }
        let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let place = "127.0.0.1:\(20_000 + Int(getpid()) % 20_000)"
        // `cat` ends with this process, and takes the server along.
        let command = """
            cd '\(folder)'; HOME='\(folder)' BAO_DEV_ROOT_TOKEN_ID=\(token) bao server -dev -dev-no-store-token \
            -dev-listen-address=\(place) > log 2>&1 & server=$!; cat > /dev/null; kill $server; rm -rf '\(folder)'
            """
        guard popen(command, "we") != nil else { throw NotStarted() }
        let transport = Curl(userAgent: "test")
        for _ in 0..<300 {
            let answer = try? transport.send(HTTPRequest("http://\(place)/v1/sys/health"))
            if answer?.status == 200 { return "http://\(place)" }
            usleep(100_000)
        }
        throw NotStarted()
    }

    /// Asks it without the code under test.
    static func get(_ path: String, token: String = token) throws -> (status: Int, node: Node) {
        let answer = try Curl(userAgent: "test").send(
            HTTPRequest("\(try address())/v1/\(path)", headers: [("X-Vault-Token", token)]))
        return (answer.status, try JSON.parse(answer.body, file: "answer"))
    }

    /// A token that has one policy.
    static func token(policy: String) throws -> String {
        let body = JSON.write(["policies": [Node(.string(policy))], "no_default_policy": true])
        let answer = try Curl(userAgent: "test").send(
            HTTPRequest(
                "POST", "\(try address())/v1/auth/token/create", headers: [("X-Vault-Token", token)],
                body: Array(body.utf8)))
        return try JSON.parse(answer.body, file: "answer").at("auth", "client_token")?.string ?? ""
    }
}

/// A push against the real OpenBao.
@Suite(.enabled(if: RealBao.isPossible, RealBao.comment), .serialized) struct SecretPushInteropTests {
    @Test func bringsWhatMembersMayReadAndNoMore() throws {
        var fixture = try PushFixture()
        let transport = Curl(userAgent: "fairlead/test")
        func push(_ change: (inout SecretPush.Scope) -> Void = { _ in }) throws -> [SecretPush.Item] {
            try fixture.push(transport, address: RealBao.address(), token: RealBao.token, change)
        }
        #expect(try push { $0.isDry = true }.allSatisfy { $0.action == .create })
        #expect(try RealBao.get("sys/mounts/kv").status != 200)
        #expect(try push().allSatisfy { $0.action == .create })
        #expect(try push().allSatisfy { $0.action == .none })

        let data = try RealBao.get("kv/data/small/app/app").node.at("data", "data")
        #expect(
            data == ["app_key": Node(.string(PushFixture.canary)), "db_postgres_app-database_password": "pass"])
        let role = try RealBao.get("auth/cluster/role/small-app").node["data"]
        #expect(role?["bound_service_account_names"] == ["app-secrets"])
        #expect(role?["bound_service_account_namespaces"] == ["app"])
        let reader = try RealBao.token(policy: "small-app")
        #expect(try RealBao.get("kv/data/small/app/app", token: reader).status == 200)
        #expect(try RealBao.get("kv/data/small/db/other", token: reader).status == 403)
        #expect(try RealBao.get("sys/mounts", token: reader).status == 403)

        fixture.store.set(.init(text: "app/key"), .single(SecretBytes(text: "new")))
        let changed = try push().filter { $0.action != .none }
        #expect(changed.map(\.name) == ["kv/small/app/app", "kv/small/db/other"])
        let denied = #expect(throws: VaultFailure.self) {
            try fixture.push(transport, address: RealBao.address(), token: reader)
        }
        #expect(denied?.kind == .denied)
    }
}
