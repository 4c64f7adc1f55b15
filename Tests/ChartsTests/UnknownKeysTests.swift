import Diagnostics
import Host
import Testing
import Values

import Charts

@Suite("Keys that a chart does not know")
struct UnknownKeysTests {
    @Test("a wrong key is found at any depth, with the right one as the hint")
    func mistyped() throws {
        let found = try unknownKeys(
            "replicas: 2\nserver: {port: 1, hots: x}",
            chart: ["values.yaml": "replicaCount: 1\nreplica: 1\nserver: {port: 80, host: y}"])
        #expect(found.map(\.path) == ["replicas", "server.hots"])
        #expect(found.map(\.hint) == ["did you mean `replica`?", "did you mean `host`?"])
    }

    @Test("below an empty, null or scalar default, a list or a free form any key is right")
    func freeByNature() throws {
        let chart = [
            "values.yaml": "labels: {}\nextra:\nname: \"\"\nhosts: [{host: a}]\nconfig: {a: {b: 1}}\nclosed: {a: 1}"
        ]
        let values =
            "labels: {a: {b: c}}\nextra: {x: 1}\nname: {y: 1}\nhosts: [{z: 1}]\nconfig: {a: {c: 2}, d: 1}\nclosed: {b: 1}"
        #expect(try unknownKeys(values, chart: chart, freeForm: ["config"]).map(\.path) == ["closed.b"])
        #expect(try unknownKeys(values, chart: chart).map(\.path) == ["config.a.c", "config.d", "closed.b"])
    }

    @Test("a free form ends at a dot")
    func freeFormBoundary() throws {
        #expect(
            try unknownKeys("config2: {b: 1}", chart: ["values.yaml": "config2: {a: 1}"], freeForm: ["config"]).count
                == 1)
    }

    @Test("a free form that frees nothing is said")
    func needless() throws {
        try withFiles(["Chart.yaml": "name: x\nversion: 1.0.0\n", "values.yaml": "a: {k: 1}\nb: {k: 1}\nc: {k: 1}"]) {
            root in
            let tree = try ChartTree(root, scratch: root / "scratch")
            let values: Node = ["a": ["k": 2], "b": ["x": 2]]
            let found = UnknownKeys.needless(["a", "b", "c"], values: values, against: tree)
            #expect(found.count == 1)
            #expect(found.first?.message.contains("names a, where") == true)
        }
    }

    @Test("a commented key is known where it stands, and not elsewhere")
    func comments() throws {
        let text = """
            server:
              port: 80
              # Note that this is prose: nothing
              # timeout: 3
              # tls:
              #   secret: x
            client:
              port: 80
            #  retries: 3
            """
        let chart = ["values.yaml": text]
        #expect(try unknownKeys("server: {timeout: 1, tls: {secret: y}}\nclient: {retries: 1}", chart: chart).isEmpty)
        #expect(
            try unknownKeys("client: {timeout: 1}\nserver: {retries: 1}", chart: chart).map(\.path) == [
                "client.timeout", "server.retries",
            ])
    }

    @Test("what a template names is known")
    func templates() throws {
        let template = """
            {{ .Values.a.named }} {{ $v := .Values.b }}{{ $v.viaVariable }} {{ with .Values.c }}{{ .viaWith }}{{ end }}
            {{ index .Values "d" "via-index" }} {{ (.Values.e).viaGroup }} {{ dig "f" "viaDig" "" .Values }}
            {{/* .Values.a.inComment */}} .Values.a.outside {{ if hasKey .Values.g "viaHasKey" }}{{ end }}
            """
        let chart = [
            "templates/x.yaml": template,
            "values.yaml": (["a", "b", "c", "d", "e", "f", "g"].map { "\($0): {k: 1}" }).joined(separator: "\n"),
        ]
        let right =
            "a: {named: 1}\nb: {viaVariable: 1}\nc: {viaWith: 1}\nd: {via-index: 1}\ne: {viaGroup: 1}\nf: {viaDig: 1}\ng: {viaHasKey: 1}"
        #expect(try unknownKeys(right, chart: chart).isEmpty)
        let wrong = "a: {viaWith: 1, inComment: 1, outside: 1}\nb: {named: 1}\nc: {viaVariable: 1}"
        #expect(try unknownKeys(wrong, chart: chart).count == 5)
    }

    @Test("a mapping that is printed, gone through or handed to a template that prints it takes any key")
    func whole() throws {
        let template = """
            {{ toYaml .Values.a }}{{ .Values.b | toYaml }}{{ range $k, $v := .Values.c }}{{ end }}
            {{ with .Values.d }}{{- toYaml . | nindent 2 }}{{ end }}{{ include "prints" .Values.e }}{{ include "picks" .Values.f }}
            {{ define "prints" }}{{ include "inner" . }}{{ end }}{{ define "inner" }}{{ toYaml . }}{{ end }}
            {{ define "picks" }}{{ .picked }}{{ end }}
            """
        let chart = [
            "templates/x.yaml": template,
            "values.yaml": (["a", "b", "c", "d", "e", "f"].map { "\($0): {k: 1}" }).joined(separator: "\n"),
        ]
        let values = "a: {x: 1}\nb: {x: 1}\nc: {x: 1}\nd: {x: {y: 1}}\ne: {x: 1}\nf: {x: 1, picked: 1}"
        #expect(try unknownKeys(values, chart: chart).map(\.path) == ["f.x"])
    }

    @Test("a subchart's values are compared with its own defaults, by name, alias and global")
    func subcharts() throws {
        let chart = [
            "Chart.yaml":
                "name: x\nversion: 1.0.0\ndependencies:\n- {name: db, version: 1.0.0, alias: store, condition: store.enabled}\n- {name: cache, version: 1.0.0}",
            "values.yaml": "cache: {fromParent: 1}\nglobal: {mine: 1}",
            "charts/db/Chart.yaml": "name: db\nversion: 1.0.0", "charts/db/values.yaml": "size: 1\nglobal: {theirs: 1}",
            "charts/cache/Chart.yaml": "name: cache\nversion: 1.0.0", "charts/cache/values.yaml": "ttl: 1",
        ]
        #expect(
            try unknownKeys(
                "store: {size: 2, enabled: true}\ncache: {ttl: 1, fromParent: 2}\nglobal: {mine: 2, theirs: 2}",
                chart: chart
            ).isEmpty)
        let wrong = try unknownKeys(
            "store: {sice: 2}\ndb: {size: 1}\ncache: {size: 1}\nglobal: {nobodys: 1}", chart: chart)
        #expect(wrong.map(\.path) == ["store.sice", "db", "cache.size", "global.nobodys"])
        #expect(wrong.first?.hint == "did you mean `size`?")
    }

    @Test("what the schema names is known, through references too")
    func schema() throws {
        let schema = """
            {"properties": {"a": {"$ref": "#/$defs/a"}, "open": {"additionalProperties": {"type": "string"}}, "self": {"$ref": "#"}},
             "$defs": {"a": {"anyOf": [{"properties": {"named": {}}}, {"$ref": "#/$defs/a"}]}}}
            """
        let chart = ["values.yaml": "a: {k: 1}\nopen: {k: v}", "values.schema.json": schema]
        #expect(try unknownKeys("a: {named: 1}\nopen: {x: y}", chart: chart).isEmpty)
        #expect(try unknownKeys("a: {other: 1}", chart: chart).map(\.path) == ["a.other"])
    }

    @Test("a scalar in the place of a mapping is said, null is not")
    func shape() throws {
        let chart = ["values.yaml": "image: {tag: x}\nother: {a: 1}"]
        #expect(try unknownKeys("image: nginx\nother: null", chart: chart).map(\.path) == ["image"])
    }

    @Test(
        "broken templates and comments do no harm",
        arguments: [
            "{{", "{{ (((", "{{ \"", "{{ `", "{{ /*", "{{ end }}{{ end }}", "{{ $ := }}", "{{ . | | }}",
            "{{ else with }}", "{{ ).x }}",
        ])
    func broken(_ template: String) throws {
        let chart = ["values.yaml": "a: {k: 1}\n#:\n# : x\n#\"\":", "templates/x.yaml": template]
        #expect(try unknownKeys("a: {x: 1}", chart: chart).map(\.path) == ["a.x"])
    }
}
