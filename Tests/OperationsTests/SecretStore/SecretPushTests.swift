import Catalog
import Crypto
import HTTP
import Host
import Operations
import Platform
import Rendering
import Secrets
import Synchronization
import Testing
import Values

/// What a push is tried with: two members and a value that must not be seen anywhere else.
struct PushFixture {
    static let canary = "cänary-\"0x+/\\ 1"
    let layout = StoreLayout(
        kind: .vault, url: "http://store.example:8200", mount: "kv", login: "cluster", prefix: "small",
        platform: "small")
    var store: CredentialStore
    let secrets: [SecretObject]

    init() throws {
        store = try CredentialStore(for: .identities([]), entropy: SeededEntropy(seed: 3))
        store.set(CredentialID(text: "app/key"), .single(SecretBytes(text: Self.canary)))
        store.set(CredentialID(text: "db/postgres/app-database/password"), .single(SecretBytes(text: "pass")))
        secrets = [
            SecretObject(
                name: "app", namespace: "app", component: "app",
                data: [
                    ("KEY", [.credential(CredentialID(text: "app/key"), field: nil, .plain)]),
                    (
                        "URL",
                        [
                            .literal("postgresql://a:"),
                            .credential(CredentialID(text: "db/postgres/app-database/password"), field: nil, .url),
                        ]
                    ),
                ]),
            SecretObject(
                name: "other", namespace: "db", component: "db",
                data: [("k", [.credential(CredentialID(text: "app/key"), field: nil, .plain)])]),
        ]
    }

    func push(
        _ transport: any HTTPTransport, address: String = "http://127.0.0.1:8200/", token: String = "t0ken",
        _ change: (inout SecretPush.Scope) -> Void = { _ in }
    ) throws -> [SecretPush.Item] {
        var scope = SecretPush.Scope()
        change(&scope)
        return try SecretPush(
            VaultAPI(address: address, token: SecretBytes(text: token), transport: transport), layout: layout,
            grants: StoreGrant.all(secrets, layout: layout),
            entries: try StoreEntry.all(secrets, layout: layout, store: store), scope: scope, pause: { _ in }
        ).run()
    }
}

/// A push against a store in memory.
@Suite struct SecretPushTests {
    @Test func bringsEverythingOnce() throws {
        let (fixture, vault) = (try PushFixture(), StubVault())
        let items = try fixture.push(vault) { $0.isInCluster = true }
        #expect(
            items.map { "\($0.kind) \($0.name) \($0.action)" } == [
                "mount kv create", "login cluster create", "login cluster/config create",
                "policy small-app create", "policy small-db create", "role small-app create", "role small-db create",
                "values kv/small/app/app create", "values kv/small/db/other create",
            ])
        let held = vault.state.withLock { $0.objects }
        #expect(
            held["kv/data/small/app/app"] == [
                "app_key": Node(.string(PushFixture.canary)), "db_postgres_app-database_password": "pass",
            ])
        #expect(held["sys/policies/acl/small-db"]?["policy"]?.string?.contains("\"kv/data/small/db/other\"") == true)
        #expect(held["auth/cluster/role/small-app"]?["token_policies"] == ["small-app"])
        let before = vault.state.withLock { $0.writes.count }
        #expect(try fixture.push(vault) { $0.isInCluster = true }.allSatisfy { $0.action == .none })
        #expect(vault.state.withLock { $0.writes.count } == before)
    }

    @Test func writesNothingWhenItOnlyLooks() throws {
        let (fixture, vault) = (try PushFixture(), StubVault())
        let items = try fixture.push(vault) { $0.isDry = true }
        #expect(items.allSatisfy { $0.action == .create } && items.count == 8)
        #expect(vault.state.withLock { $0.writes.isEmpty && $0.requests.allSatisfy { $0.method == "GET" } })
    }

    @Test func leavesPoliciesAndLoginsToOthers() throws {
        let (fixture, vault) = (try PushFixture(), StubVault())
        let items = try fixture.push(vault) { $0.isValuesOnly = true }
        #expect(items.allSatisfy { $0.kind == .values })
        #expect(vault.state.withLock { $0.writes.allSatisfy { $0.hasPrefix("kv/data/") } })
    }

    @Test func saysWhatDiffersByName() throws {
        var (fixture, vault) = (try PushFixture(), StubVault())
        _ = try fixture.push(vault)
        fixture.store.set(CredentialID(text: "app/key"), .single(SecretBytes(text: "new")))
        let changed = try fixture.push(vault).filter { $0.action != .none }
        #expect(changed.map(\.name) == ["kv/small/app/app", "kv/small/db/other"])
        #expect(changed.allSatisfy { $0.action == .change && $0.keys == ["app_key"] })
        // What somebody added goes: the member's templates do not know it.
        vault.state.withLock { $0.objects["kv/data/small/db/other"]?.set("x", at: ["extra"]) }
        #expect(try fixture.push(vault).filter { $0.action == .change }.map(\.name) == ["kv/small/db/other"])
        #expect(vault.state.withLock { $0.objects["kv/data/small/db/other"] } == ["app_key": "new"])
    }

    @Test func doesNotOverwriteWhatSomebodyElseWroteInThatMoment() throws {
        let (fixture, vault) = (try PushFixture(), StubVault())
        vault.state.withLock { state in
            state.meanwhile = {
                $0.objects["kv/data/small/app/app"] = ["app_key": "theirs"]
                $0.versions["kv/data/small/app/app"] = 7
            }
        }
        let failure = #expect(throws: VaultFailure.self) { try fixture.push(vault) }
        #expect(failure?.kind == .conflict)
        _ = try fixture.push(vault)
        #expect(vault.state.withLock { $0.versions["kv/data/small/app/app"] } == 8)
    }

    @Test func waitsForAStoreThatWasMountedAMomentAgo() throws {
        let (fixture, vault) = (try PushFixture(), StubVault())
        vault.state.withLock { $0.refusals = 3 }
        _ = try fixture.push(vault)
        #expect(vault.state.withLock { $0.versions.count } == 2)
    }

    @Test func refusesWithAReason() throws {
        let fixture = try PushFixture()
        func kind(_ change: (inout StubVault.State) -> Void) -> VaultFailure.Kind? {
            let vault = StubVault()
            vault.state.withLock { change(&$0) }
            let failure = #expect(throws: VaultFailure.self) { try fixture.push(vault) }
            #expect(vault.state.withLock { $0.writes.isEmpty })
            #expect(failure.map { !$0.message.contains("t0ken") } == true)
            return failure?.kind
        }
        #expect(kind { $0.isInitialised = false } == .uninitialised)
        #expect(kind { $0.isSealed = true } == .sealed)
        #expect(kind { $0.token = "another" } == .denied)
        #expect(kind { $0.mounts["kv/"] = ["type": "kv", "options": ["version": "1"]] } == .refused)
        #expect(kind { $0.mounts["kv/"] = ["type": "transit"] } == .refused)
    }

    /// The token is in the header field, the values are in the bodies of writes, and neither is anywhere else.
    @Test func keepsValuesWhereTheyBelong() throws {
        let (fixture, vault) = (try PushFixture(), StubVault())
        let items = try fixture.push(vault)
        #expect(!"\(items)".contains("nary-") && !"\(items)".contains("pass\""))
        for request in vault.state.withLock({ $0.requests }) {
            #expect(!request.url.contains("nary") && !request.url.contains("t0ken"))
            let text = String(decoding: request.body ?? [], as: UTF8.self)
            #expect(!text.contains("t0ken"))
            #expect(request.url.contains("/data/") && request.method == "POST" || !text.contains("nary"))
        }
    }
}
