import Catalog
import Diagnostics
import Platform
import Rendering
import Testing
import Values

/// Which Secrets there are, and what each key is composed of.
@Suite(.needsHelm) struct SecretTests {
    private static let store = Scratch(
        """
        provides:
          postgres:
            in: consumer
            properties: {host: h, port: 5432, database: "d/{{ .Values.consumer.name }}", user: u}
            credentials:
              username: {fixed: "clerk of {{ .Values.consumer.name }}"}
              password: {random: {alphabet: hex, length: 32}}
        """)

    @Test func composition() throws {
        let rendered = try render(
            [
                "db": Self.store,
                "a": Scratch(
                    """
                    requires:
                      database: {capability: postgres}
                    credentials:
                      key: {random: {alphabet: hex, length: 32}}
                      pair: {keyPair: ed25519}
                    secrets:
                      a:
                        type: Opaque
                        labels: {mine: "1"}
                        data:
                          PLAIN: key
                          PUBLIC: pair.public
                          HASH: {sha256: key}
                          URL: {text: "x://${database.username:url}:${database.password:url}@${database.host}:${database.port}/${database.database:base64}?$${k}=$1"}
                    """,
                    [
                        "manifests/a.yaml": configMap(
                            "a", "s: {{ .Values.secrets.a.name }} {{ .Values.secrets.a.keys.URL }}")
                    ]),
            ],
            "components: {a: {}}")
        let secret = try #require(try rendered.secret("a", "a"))
        let key = CredentialID(component: "a", name: "key")
        #expect(secret.parts("PLAIN") == [.credential(key, field: nil, .plain)])
        #expect(
            secret.parts("PUBLIC") == [.credential(CredentialID(component: "a", name: "pair"), field: "public", .plain)]
        )
        #expect(secret.parts("HASH") == [.sha256(key)])
        let parts = try #require(secret.parts("URL"))
        let text = parts.map { if case .literal(let text) = $0 { text } else { "<secret>" } }.joined()
        #expect(text == "x://clerk%20of%20a:<secret>@h:5432/ZC9h?${k}=$1")
        #expect(parts.contains(.credential(CredentialID(text: "db/postgres/a-database/password"), field: nil, .url)))
        #expect(secret.labels.map(\.0) == ["mine"])
        #expect(try rendered.object("ConfigMap", "a").node.at("data", "s")?.string == "a URL")
        let forms = try rendered.whole().holders.filter { $0.credential == key }.map { "\($0.key) \($0.form.rawValue)" }
        #expect(forms == ["HASH hash", "PLAIN plain"])
    }

    /// The Secret of a binding is delivered only to who names it.
    @Test func aBindingsSecretOnlyIfMentioned() throws {
        func secrets(_ manifest: String) throws -> [String] {
            try render(
                [
                    "db": Self.store,
                    "a": Scratch(
                        "requires:\n  database: {capability: postgres}", ["manifests/a.yaml": configMap("a", manifest)]),
                ],
                "components: {a: {}}"
            ).whole().secrets.map { "\($0.namespace)/\($0.name) \($0.data.map(\.key))" }
        }
        #expect(
            try secrets("s: {{ .Values.bindings.database.secret.name }}") == [
                "a/a-database-credentials [\"username\", \"password\"]"
            ])
        #expect(try secrets("s: nothing").isEmpty)
    }

    @Test func anEntryForEach() throws {
        func search(_ name: String) -> Scratch {
            Scratch(
                "provides:\n  vector-store:\n    properties: {url: u, grpcPort: 1}\n    credentials: {api-key: {random: {alphabet: hex, length: 32}}}"
            )
        }
        let rendered = try render(
            [
                "one-x": search("one-x"), "two": search("two"),
                "a": Scratch(
                    """
                    requires:
                      all: {capability: vector-store, many: true}
                    provides:
                      llm:
                        role: gateway
                        properties: {url: u, models: []}
                        credentials: {key: {random: {alphabet: hex, length: 32}}}
                    secrets:
                      in: {data: {"KEY_{NAME}": {each: all, from: api-key}}}
                      out: {data: {"{name}": {each: llm, sha256: key}}}
                    """),
                "chat": Scratch(
                    "requires:\n  llm: {capability: llm, role: [gateway]}",
                    ["manifests/a.yaml": configMap("x", "s: {{ .Values.bindings.llm.secret.name }}")]),
            ],
            "components: {a: {}, one-x: {}, two: {}, chat: {}}")
        let inside = try #require(try rendered.secret("a", "in"))
        #expect(inside.data.map(\.key) == ["KEY_ONE_X", "KEY_TWO"])
        let outside = try #require(try rendered.secret("a", "out"))
        #expect(outside.data.map(\.key) == ["chat-llm"])
        #expect(outside.parts("chat-llm") == [.sha256(CredentialID(text: "a/llm/chat-llm/key"))])
        #expect(try rendered.secret("chat", "chat-llm-credentials") != nil)
    }

    @Test func whatIsNotGivenIsLeftOut() throws {
        let id = CredentialID(component: "a", name: "token")
        let scratch = Scratch(
            """
            credentials:
              token: {ask: {prompt: Token, env: TOKEN, optional: true}}
              key: {random: {alphabet: hex, length: 32}}
            secrets:
              a: {data: {TOKEN: token, KEY: key, BOTH: {text: "${key}${token}"}}}
              b: {data: {TOKEN: token}}
            """,
            [
                "manifests/a.yaml": configMap(
                    "a", "has: \"{{ hasKey .Values.secrets \"b\" }} {{ hasKey .Values.secrets.a.keys \"TOKEN\" }}\"")
            ])
        let without = try render(["a": scratch], "components: {a: {}}", unanswered: [id])
        #expect(try without.secret("a", "a")?.data.map(\.key) == ["KEY"])
        #expect(try without.secret("a", "b") == nil)
        #expect(try without.object("ConfigMap", "a").node.at("data", "has")?.string == "false false")
        let with = try render(["a": scratch], "components: {a: {}}", answered: [id])
        #expect(try with.secret("a", "a")?.data.map(\.key) == ["TOKEN", "KEY", "BOTH"])
    }

    @Test func whatAnOperatorMakesCannotBeComposed() throws {
        let rendered = try render(
            [
                "s3": Scratch(
                    "provides:\n  bucket:\n    properties: {endpoint: e, bucket: b, region: r, pathStyle: true, store: s}\n    credentials: {access-key: {existing: AWS_KEY}}"
                ),
                "a": Scratch(
                    "requires:\n  files: {capability: bucket}\nsecrets:\n  a: {data: {URL: {text: \"s3://${files.access-key}@${files.bucket}\"}}}",
                    [
                        "manifests/a.yaml": configMap(
                            "a", "k: {{ index .Values.bindings.files.secret.keys \"access-key\" }}")
                    ]),
            ],
            "components: {a: {}}")
        #expect(rendered.codes() == ["FL0304"] && rendered.findings.first?.place?.file == "a/component.yaml")
    }

    /// Two Secrets of one name in one namespace would be fought over.
    @Test func oneNameTwice() throws {
        let rendered = try render(
            [
                "db": Self.store,
                "a": Scratch(
                    "requires:\n  database: {capability: postgres}\ncredentials:\n  key: {random: {alphabet: hex, length: 32}}\nsecrets:\n  a-database-credentials: {data: {KEY: key}}",
                    ["manifests/a.yaml": configMap("a", "s: {{ .Values.bindings.database.secret.name }}")]),
            ],
            "components: {a: {}}")
        #expect(rendered.codes() == ["FL0306"], "\(rendered.findings) \(rendered.rendering?.secrets.map(\.name) ?? [])")
    }
}
