import Diagnostics
import Schema
import Testing
import Values

@Suite("Defaults")
struct DefaultsTests {
    static let schema = """
        type: object
        properties:
          replicas: {type: integer, default: 1, x-profiles: {ha: 3}}
          storage: {type: object, default: {}, properties: {size: {$ref: '#/$defs/size'}, class: {type: string}}}
          tls: {type: object, properties: {issuer: {type: string, default: main}}}
          models: {type: object, additionalProperties: {type: object, properties: {context: {default: 4096}}}}
          gpus: {type: array, items: {type: object, properties: {count: {default: 1}}}}
          target:
            anyOf:
              - {type: string}
              - {type: object, required: [url], properties: {url: {type: string}, retries: {default: 2}}}
        $defs:
          size: {type: string, format: quantity, default: 10Gi, x-profiles: {laptop: 1Gi}}
        """

    private func fill(_ document: String, profile: String? = nil) throws -> String {
        let filled = try Schema(yaml(Self.schema)).defaults(applying: yaml(document), profile: profile)
        return JSON.write(filled)
    }

    @Test("an empty document")
    func empty() throws {
        #expect(try fill("{}") == #"{"replicas":1,"storage":{"size":"10Gi"}}"#)
    }

    @Test("a profile wins over the default, the user wins over both")
    func profile() throws {
        #expect(try fill("{}", profile: "ha") == #"{"replicas":3,"storage":{"size":"10Gi"}}"#)
        #expect(try fill("{storage: {}}", profile: "laptop") == #"{"storage":{"size":"1Gi"},"replicas":1}"#)
        #expect(
            try fill("{replicas: 2, storage: {size: 5Gi}}", profile: "ha")
                == #"{"replicas":2,"storage":{"size":"5Gi"}}"#)
    }

    @Test("maps, lists and branches are completed inside")
    func nested() throws {
        let document =
            "{storage: {size: 1Gi}, replicas: 1, models: {a: {}}, gpus: [{}, {count: 2}], tls: {}, target: {url: x}}"
        #expect(
            try fill(document)
                == #"{"storage":{"size":"1Gi"},"replicas":1,"models":{"a":{"context":4096}},"gpus":[{"count":1},{"count":2}],"#
                + #""tls":{"issuer":"main"},"target":{"url":"x","retries":2}}"#)
        #expect(
            try fill("{target: plain, replicas: 3.0, storage: 7}") == #"{"target":"plain","replicas":3,"storage":7}"#)
    }

    @Test("places of the user stay, and what is added has none")
    func places() throws {
        let filled = try Schema(yaml(Self.schema)).defaults(applying: yaml("storage:\n  class: fast\n"), profile: nil)
        let storage = try #require(filled.mapping?.entry("storage"))
        #expect(storage.keyPlace?.line == 1)
        #expect(storage.value.mapping?.entry("class")?.keyPlace?.line == 2)
        #expect(storage.value["class"]?.place?.column == 10)
        #expect(storage.value["size"]?.place == nil)
        #expect(storage.value.mapping?.keys == ["class", "size"])
    }

    @Test(
        "a default that holds itself, or that another schema lends and this one refuses, is a mistake of the schema",
        arguments: [
            """
            $ref: '#/$defs/a'
            $defs:
              a:
                type: object
                properties: {l: {$ref: '#/$defs/a', default: {}}, r: {$ref: '#/$defs/a', default: {}}}
            """,
            "{properties: {a: {maximum: 2, $ref: '#/$defs/n'}}, $defs: {n: {type: integer, default: 3}}}",
            "{properties: {a: {maximum: 2, $ref: '#/$defs/n'}}, $defs: {n: {type: integer, x-profiles: {ha: 3}}}}",
        ])
    func refused(text: String) throws {
        let node = try yaml(text)
        #expect(throws: FindingsError.self) { try Schema(node) }
    }
}
