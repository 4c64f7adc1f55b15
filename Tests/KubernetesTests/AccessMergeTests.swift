import Host
import TestSupport
import Testing
import Values

@testable import Kubernetes

/// Merging of files, held against kubectl where there is one.
@Suite struct AccessMergeTests {
    private static let kubectl = Processes.find("kubectl")

    @Test func theFirstFileHasAnEntryWhole() throws {
        let files = [
            "a": "current-context: x\nclusters: [{name: c, cluster: {server: https://a.test}}]",
            "b/config":
                "current-context: y\nclusters: [{name: c, cluster: {server: https://b.test, tls-server-name: t}}, {name: d, cluster: {certificate-authority: ca.crt}}]",
        ]
        try AccessFixture.with(files) { (fixture) throws in
            let list = ["a", "missing", "b/config", "a"].map { (fixture.folder / $0).string }.joined(separator: ":")
            let merged = try Kubeconfig.load(environment: Environment(["KUBECONFIG": ":" + list + ":"]))
            #expect(merged.currentContext == "x")
            #expect(merged.clusters.map(\.name) == ["c", "d"])
            #expect(merged.clusters[0].node == ["server": "https://a.test"])
            #expect(try merged.clusters[1].path("certificate-authority") == fixture.folder / "b/ca.crt")
            #expect(merged.files.count == 2)
            #expect(merged.missing == [fixture.folder / "missing"])
        }
    }

    @Test(.enabled(if: kubectl != nil, "SKIPPED: there is no kubectl in PATH"), arguments: 0..<12)
    func itIsWhatKubectlSays(seed: Int) throws {
        var random = SeededGenerator(seed: seed)
        var names: [String] = []
        var files: [String: String] = [:]
        for index in 0..<Int.random(in: 1...4, using: &random) {
            names.append("f\(index)")
            if Int.random(in: 0..<5, using: &random) > 0 { files["f\(index)"] = Self.file(&random) }
        }
        try AccessFixture.with(files) { (fixture) throws in
            let list = names.map { (fixture.folder / $0).string }.joined(separator: ":")
            let ours = try Kubeconfig.load(environment: Environment(["KUBECONFIG": list]))
            let answer = try Processes.run(
                try #require(Self.kubectl), ["config", "view", "--raw", "--merge", "-o", "json"],
                environment: ["KUBECONFIG": list, "HOME": fixture.folder.string, "PATH": "/usr/bin:/bin"])
            try #require(answer.succeeded, "seed \(seed): \(String(decoding: answer.stderr, as: UTF8.self))")
            let theirs = try JSON.parse(answer.stdout, file: "kubectl")
            #expect(ours.currentContext ?? "" == theirs["current-context"]?.string ?? "", "seed \(seed)")
            for (entries, sort) in [(ours.clusters, "cluster"), (ours.users, "user"), (ours.contexts, "context")] {
                let mine = entries.map { [$0.name, JSON.canonical($0.node)] }.sorted { $0[0] < $1[0] }
                let other = (theirs[sort + "s"]?.list ?? []).map {
                    [$0["name"]?.string ?? "", JSON.canonical($0[sort] ?? [:])]
                }.sorted { $0[0] < $1[0] }
                #expect(mine == other, "seed \(seed), \(sort)s")
            }
        }
    }

    private static func file(_ random: inout SeededGenerator) -> String {
        var text = Bool.random(using: &random) ? "apiVersion: v1\nkind: Config\n" : ""
        if Bool.random(using: &random) { text += "current-context: \(word(&random))\n" }
        let keys = [
            ("cluster", ["server", "tls-server-name", "proxy-url", "certificate-authority"]),
            ("user", ["token", "tokenFile", "username", "password", "as", "client-key", "client-certificate"]),
            ("context", ["cluster", "user", "namespace"]),
        ]
        for (sort, fields) in keys where Int.random(in: 0..<6, using: &random) > 0 {
            var seen: Set<String> = []
            let entries = (0..<Int.random(in: 1...4, using: &random)).map { _ in word(&random) }.filter {
                seen.insert($0).inserted
            }
            text += "\(sort)s:\n"
            for name in entries {
                text += "- name: \(name)\n  \(sort): {"
                let chosen = fields.filter { _ in Bool.random(using: &random) }
                // kubectl always writes the server, the cluster and the user.
                let all =
                    sort == "user"
                    ? chosen
                    : sort == "cluster"
                        ? ["server"] + chosen.filter { $0 != "server" }
                        : ["cluster", "user"] + chosen.filter { $0 == "namespace" }
                text += all.map { "\($0): \(value($0, &random))" }.joined(separator: ", ") + "}\n"
            }
        }
        return text
    }

    private static func word(_ random: inout SeededGenerator) -> String {
        ["one", "two", "three", "four", "fünf", "a.b-c@d"].randomElement(using: &random) ?? "one"
    }

    private static func value(_ field: String, _ random: inout SeededGenerator) -> String {
        ["server", "proxy-url"].contains(field) ? "'https://\(word(&random)).test'" : word(&random)
    }

    @Test func nothingFromOutsideTraps() throws {
        try AccessFixture.with([:]) { (fixture) throws in
            let good = Array(
                AccessFixture.config(user: "exec: {command: ./x, args: [a], env: [{name: a, value: b}]}").utf8)
            for seed in 0..<300 {
                var random = SeededGenerator(seed: seed)
                var bytes = good
                for _ in 0..<Int.random(in: 1...6, using: &random) {
                    let index = Int.random(in: 0..<bytes.count, using: &random)
                    switch Int.random(in: 0..<3, using: &random) {
                    case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
                    case 1: bytes.remove(at: index)
                    default:
                        bytes.insert(
                            contentsOf: Array("{}[]:,'\"- \n&*".utf8).shuffled(using: &random).prefix(2), at: index)
                    }
                }
                try Files.writeAtomically(fixture.folder / "config", bytes)
                // Either there is an access, or a failure that says why; anything else ends the test run.
                do { _ = try fixture.access() } catch { #expect(error is KubernetesFailure, "seed \(seed): \(error)") }
            }
        }
    }
}
