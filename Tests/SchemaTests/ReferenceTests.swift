import Schema
import Testing
import Values

@Suite("Reference page")
struct ReferenceTests {
    @Test("a table per mapping, with types, defaults, choices and subsections")
    func page() throws {
        let schema = try Schema(
            yaml(
                """
                type: object
                description: The gateway.
                required: [host]
                properties:
                  host: {type: string, format: dns-label, description: "Name | under the domain."}
                  replicas: {type: integer, minimum: 1, default: 1, x-profiles: {ha: 3}, description: Pods.}
                  mode: {enum: [fast, slow], deprecated: true}
                  models:
                    type: object
                    additionalProperties: {type: object, properties: {context: {type: integer}}}
                  gpus:
                    type: array
                    items: {type: object, description: One kind., properties: {product: {type: string}}}
                examples: [{host: ai}]
                """))
        let expected = """
            # Options

            The gateway.

            | Key | Type | Default | Description |
            |---|---|---|---|
            | `host` | string (dns-label) | **required** | Name \\| under the domain. |
            | `replicas` | integer | `1`, ha: `3` | Pods. (at least 1) |
            | `mode` | string |  | **Deprecated.** One of `"fast"`, `"slow"`. |
            | `models` | mapping |  |  |
            | `gpus` | list of mapping |  |  |

            Example:

            ```yaml
            host: ai
            ```

            ## `models`

            | Key | Type | Default | Description |
            |---|---|---|---|
            | `<name>` | mapping |  |  |

            ## `models.<name>`

            | Key | Type | Default | Description |
            |---|---|---|---|
            | `context` | integer |  |  |

            ## `gpus[]`

            One kind.

            | Key | Type | Default | Description |
            |---|---|---|---|
            | `product` | string |  |  |

            """
        #expect(SchemaReference.markdown(schema, title: "Options") == expected)
    }

    @Test("a recursive schema is written once")
    func recursive() throws {
        let schema = try Schema(
            yaml("{$ref: '#/$defs/t', $defs: {t: {type: object, properties: {child: {$ref: '#/$defs/t'}}}}}"))
        let page = SchemaReference.markdown(schema, title: "Tree", path: "spec", level: 2)
        #expect(page.contains("## Tree"))
        #expect(page.contains("### `spec.child`\n\nThe same keys as `spec`."))
    }

    @Test(
        "schemas that unfold for ever make a finite page",
        arguments: [
            "{$ref: '#/$defs/l', $defs: {l: {type: array, items: {$ref: '#/$defs/l'}}}}",
            """
            $ref: '#/$defs/t'
            $defs:
              t:
                type: object
                properties: {a: {anyOf: [{$ref: '#/$defs/t'}]}, b: {anyOf: [{$ref: '#/$defs/t'}]}}
            """,
            """
            $ref: '#/$defs/t'
            $defs:
              t: {type: array, items: {anyOf: [{$ref: '#/$defs/u'}, {$ref: '#/$defs/u'}]}}
              u: {type: object, additionalProperties: {anyOf: [{$ref: '#/$defs/t'}, {$ref: '#/$defs/t'}]}}
            """,
        ])
    func finite(text: String) throws {
        #expect(SchemaReference.markdown(try Schema(yaml(text)), title: "T").utf8.count < 20_000)
    }
}
