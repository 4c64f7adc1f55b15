import Catalog
import Diagnostics
import Platform
import Testing
import Values

/// Offers of a database and a cache, and something that needs both.
private let app = "requires: {database: {capability: postgres}, cache: {capability: redis, optional: true}}"
private func database(_ extra: String = "") -> String {
    """
    provides:
      postgres:
        properties: {host: db, port: 5432, database: app, user: app}
        credentials: {password: {random: {length: 32}}}
    \(extra)
    """
}
private let cache = "provides: {redis: {properties: {host: cache, port: 6379}}}"
private let sealing = "provides: {secret-delivery: {properties: {kind: sealed-secrets}}}"

@Suite struct ResolverTests {
    @Test func theDefaultProviderIsBroughtInAndSaysWhy() throws {
        let (resolution, findings) = try Fixture.resolve(
            ["app": app, "cloudnative-pg": database(), "other-pg": database(), "sealed-secrets": sealing],
            platform: "  components: {app: {}}")
        #expect(findings.isEmpty)
        #expect(resolution?.members.map(\.name) == ["app", "cloudnative-pg", "sealed-secrets"])
        #expect(resolution?.member("cloudnative-pg")?.reason == .required(by: "app", capability: "postgres"))
        #expect(
            resolution?.bindings(of: "app").map(\.key) == [
                "app.database/cloudnative-pg", "app.secret-delivery/sealed-secrets",
            ])
    }

    @Test func aChosenProviderWinsOverTheDefault() throws {
        let (resolution, findings) = try Fixture.resolve(
            ["app": app, "cloudnative-pg": database(), "other-pg": database(), "sealed-secrets": sealing],
            platform: "  choose: {postgres: other-pg}\n  components: {app: {}}")
        #expect(findings.isEmpty)
        #expect(resolution?.bindings(of: "app").first?.provider == "other-pg")
        #expect(resolution?.bindings(of: "app").first?.why == .chosen)
    }

    @Test func twoProvidersWithNoneChosenAreAQuestionThatNamesBoth() throws {
        let (resolution, findings) = try Fixture.resolve(
            ["app": app, "a-pg": database(), "b-pg": database(), "sealed-secrets": sealing],
            platform: "  components: {app: {}, a-pg: {}, b-pg: {}}")
        #expect(resolution == nil)
        let finding = try #require(findings.of(.ambiguousRequirement).first)
        #expect(finding.message == "`app` needs postgres and several provide it: a-pg, b-pg")
        #expect(finding.hint == "choose one: `choose: {postgres: a-pg}`")
        #expect(finding.place?.line == 7)
    }

    @Test func anUnmetRequirementListsTheChoices() throws {
        let (resolution, findings) = try Fixture.resolve(
            ["app": app, "a-pg": database(), "b-pg": database(), "sealed-secrets": sealing],
            platform: "  components: {app: {}}")
        #expect(resolution == nil)
        #expect(
            findings.of(.unmetRequirement).first?.hint
                == "choose one: `choose: {postgres: a-pg}`; there are: a-pg, b-pg")
    }

    @Test func nothingThatProvidesIsSaidToo() throws {
        let (_, findings) = try Fixture.resolve(
            ["app": app, "sealed-secrets": sealing], platform: "  components: {app: {}}")
        #expect(findings.of(.unmetRequirement).first?.message == "`app` needs postgres and nothing provides it")
    }

    @Test func anOptionalRequirementBindsOnlyToWhatIsThere() throws {
        let components = ["app": app, "cloudnative-pg": database(), "valkey": cache, "sealed-secrets": sealing]
        let (without, _) = try Fixture.resolve(components, platform: "  components: {app: {}}")
        #expect(without?.member("valkey") == nil)
        let (with, _) = try Fixture.resolve(components, platform: "  components: {app: {}, valkey: {}}")
        #expect(with?.bindings(of: "app").contains { $0.provider == "valkey" } == true)
        let (chosen, _) = try Fixture.resolve(
            components, platform: "  choose: {redis: valkey}\n  components: {app: {}}")
        #expect(chosen?.bindings(of: "app").contains { $0.provider == "valkey" && $0.why == .chosen } == true)
    }

    @Test func anOptionalRequirementBindsToWhatAnotherBringsIn() throws {
        // `app` comes first and wishes for a cache; only `worker` needs one and brings it in.
        let (resolution, findings) = try Fixture.resolve(
            [
                "app": "requires: {cache: {capability: redis, optional: true}}",
                "worker": "requires: {cache: {capability: redis}}",
                "valkey": cache,
            ], platform: "  components: {app: {}, worker: {}}")
        #expect(findings.isEmpty)
        #expect(resolution?.bindings(of: "app").map(\.provider) == ["valkey"])
    }

    @Test func aCircleIsPrintedWithTheEdgeThatCouldBeLate() throws {
        let (resolution, findings) = try Fixture.resolve(
            [
                "app": "requires: {cache: {capability: redis}}\nprovides: {web-search: {properties: {url: x}}}",
                "valkey": cache + "\nrequires: {search: {capability: web-search}}",
            ], platform: "  components: {app: {}, valkey: {}}")
        #expect(resolution == nil)
        let finding = try #require(findings.of(.cycle).first)
        #expect(finding.message.contains("app needs redis from valkey"))
        #expect(finding.message.contains("valkey needs web-search from app"))
        #expect(finding.hint?.contains("late: true") == true)
    }

    @Test func aLateEdgeMayCloseACircle() throws {
        let (resolution, findings) = try Fixture.resolve(
            [
                "app": "requires: {cache: {capability: redis}}\nprovides: {web-search: {properties: {url: x}}}",
                "valkey": cache + "\nrequires: {search: {capability: web-search, late: true}}",
            ], platform: "  components: {app: {}, valkey: {}}")
        #expect(findings.isEmpty)
        #expect(resolution.map { Plan($0).waves } == [["valkey"], ["app"]])
    }

    @Test func rolesAreTriedInTheirOrder() throws {
        let gateway = "provides: {llm: {role: gateway, properties: {url: g, models: []}}}"
        let engine = "provides: {llm: {role: engine, properties: {url: e, models: []}}}"
        let needs = "requires: {llm: {capability: llm, role: [gateway, engine]}}"
        let (both, _) = try Fixture.resolve(
            ["app": needs, "door": gateway, "motor": engine], platform: "  components: {app: {}, door: {}, motor: {}}")
        #expect(both?.bindings(of: "app").map(\.provider) == ["door"])
        let (one, _) = try Fixture.resolve(
            ["app": needs, "door": gateway, "motor": engine], platform: "  components: {app: {}, motor: {}}")
        #expect(one?.bindings(of: "app").map(\.provider) == ["motor"])
    }

    /// Who binds to every offer still gets the one that is chosen, not the default beside it.
    @Test func aChoiceHoldsForManyToo() throws {
        let engine = "provides: {llm: {role: engine, properties: {url: u, models: []}}}"
        let (resolution, findings) = try Fixture.resolve(
            [
                "door": "requires: {engines: {capability: llm, role: [engine], many: true}}", "vllm": engine,
                "b": engine,
            ],
            platform: "  choose: {llm.engine: b}\n  components: {door: {}}")
        #expect(resolution?.bindings(of: "door").map(\.provider) == ["b"], "\(findings)")
    }

    @Test func manyBindsToEveryOne() throws {
        let engine = "provides: {llm: {role: engine, properties: {url: e, models: []}}}"
        let (resolution, _) = try Fixture.resolve(
            ["door": "requires: {engines: {capability: llm, role: [engine], many: true}}", "a": engine, "b": engine],
            platform: "  components: {door: {}, a: {}, b: {}}")
        #expect(resolution?.bindings(of: "door").map(\.provider) == ["a", "b"])
    }

    @Test func aRequirementIsHandedOnToTheConsumer() throws {
        let disk = "provides: {block-storage: {properties: {class: c, store: s}}}"
        let handing = database("    requires: {disk: {capability: block-storage}}")
        let (resolution, findings) = try Fixture.resolve(
            ["app": app, "cloudnative-pg": handing, "cluster-storage": disk, "sealed-secrets": sealing],
            platform: "  components: {app: {}}")
        #expect(findings.isEmpty)
        let handed = resolution?.bindings(of: "app").first { $0.requirement.name == "database-disk" }
        #expect(handed?.provider == "cluster-storage")
        #expect(handed?.handedOnBy == "cloudnative-pg")
    }

    @Test func anOfferWithoutItsOptionalAnswerIsWithdrawn() throws {
        let store = """
            provides:
              backup-target:
                properties: {endpoint: e, bucket: b, path: p, region: r, store: s}
                credentials: {access-key: {shared: key}}
            credentials: {key: {ask: {prompt: Key, env: KEY, optional: true}}}
            """
        let needs = "requires: {backup: {capability: backup-target, optional: true}}"
        let platform = "  components: {app: {}, store: {}}"
        let (without, _) = try Fixture.resolve(
            ["app": needs, "store": store, "sealed-secrets": sealing], platform: platform)
        #expect(without?.bindings(of: "app").isEmpty == true)
        #expect(without?.withdrawn.map(\.offer) == ["backup-target"])
        #expect(without?.withdrawn.flatMap(\.missing) == [CredentialID(component: "store", name: "key")])
        let (with, _) = try Fixture.resolve(
            ["app": needs, "store": store, "sealed-secrets": sealing], platform: platform,
            answered: [.init(component: "store", name: "key")])
        #expect(with?.bindings(of: "app").first?.provider == "store")
    }

    @Test func theOrderOfTheFileDoesNotMatter() throws {
        let components = ["app": app, "cloudnative-pg": database(), "valkey": cache, "sealed-secrets": sealing]
        let (one, _) = try Fixture.resolve(components, platform: "  components: {app: {}, valkey: {}}")
        let (two, _) = try Fixture.resolve(components, platform: "  components: {valkey: {}, app: {}}")
        #expect(one?.bindings.map(\.key) == two?.bindings.map(\.key))
        #expect(one.map { Plan($0).waves } == two.map { Plan($0).waves })
    }
}
