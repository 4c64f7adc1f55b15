import Catalog
import Diagnostics
import Platform
import Testing
import Values

@Suite struct SpecificationTests {
    private func read(_ text: String) throws -> (Specification?, [Finding]) {
        var sources = Sources()
        let (catalog, _) = try Catalog.reading(
            [
                "app": Fixture.component(
                    "app", "options: {replicas: {type: integer, minimum: 1, default: 1, x-profiles: {ha: 3}}}")
            ],
            sources: &sources)
        return try SpecificationReader(catalog: catalog).read(YAML.parseSingle(Array(text.utf8), file: "platform.yaml"))
    }

    @Test func everyMistakeIsReportedAtOnceWithItsPlace() throws {
        let (specification, findings) = try read(
            """
            apiVersion: fairlead.dev/v1alpha1
            kind: Platform
            metadata: {name: Test}
            spec:
              domain: example.org
              contact: nobody
              profil: small
              components:
                app: {replicas: "3"}
                ap: {}
            """)
        #expect(specification == nil)
        #expect(findings.of(.badFormat).count == 2)
        let key = try #require(findings.of(.unknownKey).first)
        #expect(key.place?.description == "platform.yaml:7:3")
        #expect(key.hint == "did you mean `profile`?")
        #expect(findings.of(.wrongType).first?.place?.line == 9)
        #expect(findings.of(.unknownComponent).first?.hint == "did you mean `app`?")
    }

    @Test(arguments: [
        ("kind: Deployment", Code.unknownVersion), ("apiVersion: fairlead.dev/v9\nkind: Platform", .unknownVersion),
        ("- a list", .wrongType), ("text", .wrongType),
    ])
    func anotherKindOfFileIsRecognised(text: String, code: Code) throws {
        let (specification, findings) = try read(text)
        #expect(specification == nil)
        #expect(findings.map(\.code) == [code.rawValue])
    }

    @Test func aKnownModelBringsItsFacts() throws {
        let (specification, findings) = try read(
            Fixture.platform("  models: {e: {weights: intfloat/multilingual-e5-large}}\n  components: {}"))
        #expect(findings.isEmpty)
        #expect(specification?.models.first?.dimensions == 1024)
        #expect(specification?.models.first?.context == 512)
        #expect(specification?.models.first?.serves == .embeddings)
    }

    @Test func anUnknownModelMustSayItsFacts() throws {
        let (specification, findings) = try read(
            Fixture.platform("  models: {m: {weights: nobody/knows, serves: chat}}\n  components: {}"))
        #expect(specification == nil)
        #expect(findings.of(.modelFacts).first?.message == "the context window of the model `m` is not known")
    }

    @Test func aModelCannotBeAskedForMoreThanItWasMadeFor() throws {
        let (_, findings) = try read(
            Fixture.platform("  models: {m: {weights: Qwen/Qwen2.5-7B-Instruct, context: 999999}}\n  components: {}"))
        #expect(findings.of(.modelFacts).first?.hint == "give at most 32768")
    }

    @Test func aChoiceThatProvidesNothingNamesThoseThatDo() throws {
        let (_, findings) = try read(Fixture.platform("  choose: {postgres: app, postgress: app}\n  components: {}"))
        #expect(findings.of(.notAProvider).count == 1)
        #expect(findings.of(.unknownCapability).first?.hint == "did you mean `postgres`?")
    }
}
