import Kubernetes
import TestSupport
import Testing
import Values

/// The comparison, without a server.
@Suite struct CompareTests {
    private func paths(_ desired: String, _ live: String, _ head: String = "apiVersion: apps/v1, kind: Deployment")
        throws -> [String]
    {
        let read = { (text: String) in try YAML.parseSingle(Array("{\(head), \(text)}".utf8), file: "case") }
        return LiveDifference.between(desired: try read(desired), live: try read(live)).map(\.path)
    }

    @Test(arguments: [
        ("spec: {replicas: 1}", "spec: {replicas: 1, paused: true}, status: {replicas: 3}"),
        ("spec: {a: {}, b: [], c: null}", "spec: {}"),
        ("spec: {a: {b: {c: []}}}", "metadata: {}"),
        ("spec: {hostNetwork: false, minReadySeconds: 0, hostname: ''}", "spec: {}"),
        ("spec: {limits: {cpu: 1000m}}", "spec: {limits: {cpu: '1'}}"),
        (
            "spec: {limits: {cpu: 0.5, memory: 1Gi, x: 1, y: 1e3}}",
            "spec: {limits: {cpu: 500m, memory: '1073741824', x: '1', y: 1k}}"
        ),
        ("spec: {maxSurge: '1'}", "spec: {maxSurge: 1}"),
        ("spec: {replicas: 2.0}", "spec: {replicas: 2}"),
        ("spec: {startTime: '2026-01-01T02:00:00+02:00'}", "spec: {startTime: '2026-01-01T00:00:00Z'}"),
        (
            "spec: {containers: [{name: b, image: x}]}",
            "spec: {containers: [{name: a}, {name: b, image: x, tty: true}]}"
        ),
        (
            "spec: {containers: [{name: b, ports: [{containerPort: 1}]}]}",
            "spec: {containers: [{name: b, ports: [{containerPort: 1, protocol: UDP}, {containerPort: 1, protocol: TCP}]}]}"
        ),
        ("spec: {args: [{a: 1}]}", "spec: {args: [{a: 1, b: 2}]}"),
        ("metadata: {finalizers: [b]}", "metadata: {finalizers: [a, b]}"),
        ("metadata: {creationTimestamp: '2001-01-01T00:00:00Z', generation: 7}", "metadata: {generation: 9}"),
        ("status: {replicas: 5}", "status: {}"),
    ])
    func `what means the same is no difference`(_ desired: String, _ live: String) throws {
        #expect(try paths(desired, live) == [])
    }

    @Test(arguments: [
        ("spec: {replicas: 1}", "spec: {replicas: 2}", "spec.replicas"),
        ("spec: {replicas: 0}", "spec: {}", "spec.replicas"),
        ("spec: {automountServiceAccountToken: false}", "spec: {}", "spec.automountServiceAccountToken"),
        ("spec: {hostNetwork: false}", "spec: {hostNetwork: true}", "spec.hostNetwork"),
        ("spec: {enabled: 'true'}", "spec: {enabled: true}", "spec.enabled"),
        ("spec: {value: '1'}", "spec: {value: 1}", "spec.value"),
        ("spec: {limits: {cpu: 1001m}}", "spec: {limits: {cpu: '1'}}", "spec.limits.cpu"),
        ("spec: {cpu: 1000m}", "spec: {cpu: '1'}", "spec.cpu"),
        ("spec: {args: [a, b]}", "spec: {args: [b, a]}", "spec.args[0],spec.args[1]"),
        ("spec: {args: [a]}", "spec: {args: [a, b]}", "spec.args"),
        ("spec: {args: []}", "spec: {args: [a]}", "spec.args"),
        ("spec: {containers: [{name: b}]}", "spec: {containers: [{name: a}]}", #"spec.containers[name="b"].name"#),
        (
            "spec: {initContainers: [{name: a}, {name: b}]}", "spec: {initContainers: [{name: b}, {name: a}]}",
            "spec.initContainers"
        ),
        (
            "spec: {env: [{name: A}, {name: B, value: $(A)}]}", "spec: {env: [{name: B, value: $(A)}, {name: A}]}",
            "spec.env"
        ),
        ("spec: {podSelector: {}}", "spec: {podSelector: {matchLabels: {a: b}}}", "spec.podSelector.matchLabels"),
        ("spec: {matchLabels: {a: b}}", "spec: {matchLabels: {a: b, c: d}}", "spec.matchLabels.c"),
        ("metadata: {labels: {value: ''}}", "metadata: {labels: {}}", "metadata.labels.value"),
        ("metadata: {annotations: {a.org/b: x}}", "metadata: {}", #"metadata.annotations["a.org/b"]"#),
        ("spec: {a: {b: 1}}", "spec: {a: 1}", "spec.a"),
        ("spec: {a: é}", "spec: {a: \"e\u{301}\"}", "spec.a"),
    ])
    func `what means something else is a difference`(_ desired: String, _ live: String, _ path: String) throws {
        #expect(try paths(desired, live).joined(separator: ",") == path)
    }

    @Test func `a chart's doubled variables are compared by position`() throws {
        let twice = "spec: {env: [{name: A, value: b}, {name: A, value: c}]}"
        #expect(try paths(twice, twice) == [])
        #expect(try paths(twice, "spec: {env: [{name: A, value: b}, {name: A, value: d}]}") == ["spec.env[1].value"])
    }

    @Test func `custom resources keep their zeros and their texts`() throws {
        let head = "apiVersion: example.org/v1, kind: Thing"
        #expect(try paths("spec: {paused: false}", "spec: {}", head) == ["spec.paused"])
        #expect(try paths("spec: {max: 1000m}", "spec: {max: '1'}", head) == ["spec.max"])
        #expect(
            try paths("spec: {resources: {limits: {cpu: 1000m}}}", "spec: {resources: {limits: {cpu: '1'}}}", head)
                == [])
        #expect(try paths("spec: {env: [{name: A}]}", "spec: {env: [{name: B}, {name: A}]}", head) == ["spec.env"])
    }

    @Test func `a secret's values are compared and never shown`() throws {
        let live: Node = ["apiVersion": "v1", "kind": "Secret", "data": ["a": "aHVudGVyMg==", "b": "eA==", "c": ""]]
        var desired: Node = [
            "apiVersion": "v1", "kind": "Secret", "data": ["a": "b3RoZXI=", "b": "eA=="],
            "stringData": ["a": "hunter2", "c": ""],
        ]
        #expect(LiveDifference.between(desired: desired, live: live) == [])
        desired["stringData"] = ["a": "hunter3", "d": "new"]
        let differences = LiveDifference.between(desired: desired, live: live)
        #expect(differences.map(\.path) == ["data.a", "data.d"])
        #expect(differences.map(\.desired) == ["(differs)", "(differs)"])
        #expect(differences.map(\.live) == ["(differs)", nil])
        #expect(!differences.description.contains("hunter") && !differences.description.contains("aHVu"))
    }

    @Test func `values of telling names are not shown`() throws {
        let desired: Node = [
            "apiVersion": "v1", "kind": "Pod",
            "spec": ["containers": [["name": "a", "env": [["name": "DB_PASSWORD", "value": "hunter2"]]]]],
        ]
        var live = desired
        live.set([["name": "a", "env": [["name": "DB_PASSWORD", "value": "hunter3"]]]], at: ["spec", "containers"])
        let differences = LiveDifference.between(desired: desired, live: live)
        #expect(differences.count == 1 && !differences.description.contains("hunter"))
        let missing = LiveDifference.between(desired: desired, live: ["apiVersion": "v1", "kind": "Pod"])
        #expect(!missing.isEmpty && !missing.description.contains("hunter"))
    }

    /// Random trees: each equals itself and itself with things added; each changed scalar is found.
    @Test(arguments: 0..<40) func `random trees`(_ seed: Int) {
        var random = SeededGenerator(seed: seed)
        let desired: Node = ["apiVersion": "example.org/v1", "kind": "Thing", "spec": tree(&random, 4)]
        #expect(LiveDifference.between(desired: desired, live: desired) == [], "seed \(seed)")
        let more = grown(desired)
        #expect(LiveDifference.between(desired: desired, live: more) == [], "seed \(seed)")
        for (path, changed) in CompareSamples.mutations(of: desired) {
            #expect(!LiveDifference.between(desired: changed, live: more).isEmpty, "seed \(seed) \(path)")
        }
    }

    private func tree(_ random: inout SeededGenerator, _ depth: Int) -> Node {
        switch Int.random(in: 0..<(depth > 0 ? 6 : 3), using: &random) {
        case 0: return Node(.string("t\(Int.random(in: 0..<9, using: &random))"))
        case 1: return Node(.integer(Int64.random(in: -9...9, using: &random)))
        case 2: return Node(.bool(Bool.random(using: &random)))
        case 3: return Node(.list((0..<Int.random(in: 0..<4, using: &random)).map { _ in tree(&random, depth - 1) }))
        default:
            let keys = ["name", "env", "limits", "paused", "a/b", "value"].shuffled(using: &random).prefix(3)
            return Node(.mapping(Mapping(keys.map { ($0, tree(&random, depth - 1)) })))
        }
    }

    private func grown(_ node: Node) -> Node {
        switch node.value {
        case .mapping(let content):
            let entries = content.entries.map { ($0.key, grown($0.value)) }
            return Node(.mapping(Mapping([("added", 1)] + entries)))
        case .list(let content): return Node(.list(content.map(grown)))
        default: return node
        }
    }
}
