import Delivery
import Diagnostics
import Testing

/// What a platform comes to on one machine.
@Suite struct MachinePlanTests {
    private func unit(_ name: String, in plan: MachinePlan) throws -> MachineUnit {
        try #require(plan.units.first { $0.name == name }, "\(plan.units.map(\.name))")
    }

    @Test func theFixtureIsWhole() throws {
        let plan = try MachineFixture.plan()
        #expect(plan.findings.isEmpty, "\(plan.findings.map(\.message))")
        #expect(plan.units.count == 4)
        // A provider comes before its consumer, and a job of a later stage after what it needs.
        let order = plan.units.map(\.name)
        #expect(
            try #require(order.firstIndex(of: "small.reader.reader")) < #require(
                order.firstIndex(of: "small.reader.mark")))
        #expect(
            try #require(order.firstIndex(of: "small.reader.mark")) < #require(
                order.firstIndex(of: "small.asker.asker")))
    }

    @Test func onlyBoundPairsShareANetwork() throws {
        let plan = try MachineFixture.plan()
        func networks(_ name: String) throws -> Set<String> {
            Set(try unit(name, in: plan).attachments.map(\.network))
        }
        #expect(try networks("small.asker.asker").intersection(networks("small.reader.reader")) == ["small.asker.text"])
        #expect(try networks("small.stranger.stranger").isDisjoint(with: networks("small.reader.reader")))
        #expect(try networks("small.stranger.stranger").isDisjoint(with: networks("small.asker.asker")))
        // The job is in the namespace, and nobody is bound to it.
        #expect(try networks("small.reader.mark").contains("small.reader"))
        #expect(try networks("small.asker.asker").isDisjoint(with: networks("small.reader.mark")))
        #expect(plan.networks.filter(\.isOpen).map(\.name) == ["small.reader.outside"])
    }

    @Test func namesAreKnownWhereTheyAreNeeded() throws {
        let plan = try MachineFixture.plan()
        let asker = try unit("small.asker.asker", in: plan)
        #expect(asker.hosts.map(\.name) == ["reader.reader", "reader.reader.svc", "reader.reader.svc.cluster.local"])
        let reader = try unit("small.reader.reader", in: plan)
        let place = try #require(reader.attachments.first { $0.network == "small.asker.text" })
        #expect(asker.hosts.allSatisfy { $0.place == place })
        #expect(try unit("small.reader.mark", in: plan).hosts.contains { $0.name == "reader" })
        #expect(try unit("small.stranger.stranger", in: plan).hosts.isEmpty)
    }

    @Test func aGateAsksWhoListensOnItsPort() throws {
        let web = MachineFixture.deployment(
            "asker", containers: "[{name: main, image: busybox, ports: [{name: http, containerPort: 9000}]}]"
        ).replacing("name: asker, namespace", with: "name: web, namespace")
        let plan = try MachineFixture.plan(["asker": web])
        #expect(plan.units(of: "asker").map(\.name) == ["small.asker.asker", "small.asker.web"])
        #expect(plan.unit(of: "asker", listeningOn: 9000)?.name == "small.asker.web")
        #expect(plan.unit(of: "asker", listeningOn: 9001)?.name == "small.asker.asker")
        #expect(plan.unit(of: "nobody", listeningOn: 9000) == nil)
    }

    @Test func aNewcomerMovesNobody() throws {
        let more = MachineFixture.deployment("asker").replacing(
            "name: asker, namespace", with: "name: second, namespace")
        let (before, after) = (try MachineFixture.plan(), try MachineFixture.plan(["asker": more]))
        for unit in before.units {
            #expect(
                try self.unit(unit.name, in: after).attachments.filter { $0.network == "small.asker" }
                    == unit.attachments.filter { $0.network == "small.asker" })
        }
    }

    @Test func theContainerIsWhatThePodSays() throws {
        let plan = try MachineFixture.plan()
        let reader = try unit("small.reader.reader", in: plan)
        #expect(reader.readiness == .http(path: "/ready", port: 8080, isTLS: false))
        #expect(reader.memory == 16 << 20)
        let words = PodmanArguments(
            address: { "10.0.0.\($0.number)" },
            stored: { "stored-" + ($0.split(separator: ".").last.map(String.init) ?? "") }
        ).main(reader, platform: "small")
        func has(_ option: String, _ value: String) -> Bool {
            zip(words, words.dropFirst()).contains { $0 == option && $1 == value }
        }
        for (option, value) in [
            ("--name", "small.reader.reader"), ("--restart", "always"), ("--hostname", "reader"),
            ("--user", "1000:1001"), ("--memory", "67108864"), ("--cpus", "0.5"), ("--cap-drop", "ALL"),
            ("--security-opt", "no-new-privileges"), ("--stop-timeout", "40"), ("--env", "GREETING=hello world"),
            ("--env", "PAGE=a text\n"), ("--env", "SELF=reader"), ("--secret", "stored-WORD,type=env,target=WORD"),
            ("--secret", "stored-WORD,type=mount,target=/secrets/word,uid=1000,gid=1001,mode=0400"),
            ("--secret", "stored-text,type=mount,target=/texts/hello.html,uid=1000,gid=1001,mode=0444"),
            ("--volume", "small.reader.data:/data:U"), ("--volume", "small.reader.reader.scratch:/tmp:U"),
            ("--tmpfs", "/fast"), ("--publish", "127.0.0.1:443:8443/tcp"), ("--entrypoint", #"["serve"]"#),
            ("--label", "fairlead.dev/platform=small"), ("--label", "fairlead.dev/component=reader"),
        ] { #expect(has(option, value), "\(option) \(value) is not in \(words)") }
        #expect(words.contains("--read-only"))
        #expect(words.suffix(3) == ["example.org/reader:1", "--greeting=hello world", "$(LATER)"])
        #expect(!words.contains { $0.contains("NONE") })
        #expect(
            !words.contains { $0.hasPrefix("8080") || $0.hasSuffix(":8080/tcp") },
            "a port is published that nobody asked for")
    }

    @Test func volumesSayWhatTheyKeep() throws {
        let plan = try MachineFixture.plan()
        #expect(plan.volumes.filter(\.isKept).map(\.name) == ["small.reader.data"])
        #expect(plan.volumes.filter { !$0.isKept }.map(\.name) == ["small.reader.reader.scratch"])
    }

    @Test func noSecretValueIsAsked() throws {
        let plan = try MachineFixture.plan()
        let secret = try #require(plan.content("small.reader.words.WORD"))
        #expect(secret.source == .secret(namespace: "reader", name: "words", key: "WORD"))
    }

    @Test(arguments: [
        (
            "a cluster's kind",
            "apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: {name: x, namespace: asker}", "cannot be had"
        ),
        (
            "two containers",
            MachineFixture.deployment("asker", containers: "[{name: a, image: x}, {name: b, image: y}]").replacing(
                "{name: asker, n", with: "{name: two, n"), "has 2 containers"
        ),
        (
            "replicas",
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: x, namespace: asker}\nspec: {replicas: 3, template: {spec: {containers: [{name: a, image: x}]}}}",
            "3 replicas"
        ),
        (
            "another port",
            "apiVersion: v1\nkind: Service\nmetadata: {name: x, namespace: asker}\nspec: {selector: {app: asker}, ports: [{port: 80, targetPort: 8080}]}",
            "the number 80"
        ),
        (
            "the machine's network",
            "apiVersion: v1\nkind: Pod\nmetadata: {name: x, namespace: asker}\nspec: {hostNetwork: true, containers: [{name: a, image: x}]}",
            "hostNetwork"
        ),
        (
            "the machine's files",
            "apiVersion: v1\nkind: Pod\nmetadata: {name: x, namespace: asker}\nspec: {containers: [{name: a, image: x}], volumes: [{name: v, hostPath: {path: /}}]}",
            "volume `v`"
        ),
        (
            "a Secret that is not there",
            "apiVersion: v1\nkind: Pod\nmetadata: {name: x, namespace: asker}\nspec: {containers: [{name: a, image: x, envFrom: [{secretRef: {name: nobody}}]}]}",
            "Secret `nobody`"
        ),
        (
            "a secret in an argument",
            "apiVersion: v1\nkind: Pod\nmetadata: {name: x, namespace: reader}\nspec: {containers: [{name: a, image: x, args: [\"$(W)\"], env: [{name: W, valueFrom: {secretKeyRef: {name: words, key: WORD}}}]}]}",
            "secret variable W"
        ),
    ])
    func whatCannotBeIsSaid(what: String, object: String, words: String) throws {
        let component = object.contains("namespace: reader") ? "reader" : "asker"
        let findings = try MachineFixture.plan([component: object]).findings
        #expect(
            findings.count { $0.severity == .error && $0.message.contains(words) } == 1,
            "\(what): \(findings.map(\.message))")
        #expect(findings.allSatisfy { $0.component == component && $0.hint != nil })
    }

    @Test func whatOnlyAClusterNeedsIsLeftOut() throws {
        let objects = ["Ingress", "NetworkPolicy", "PodDisruptionBudget", "ServiceMonitor", "ServiceAccount"].map {
            "apiVersion: v1\nkind: \($0)\nmetadata: {name: x, namespace: asker}"
        }.joined(separator: "\n---\n")
        #expect(try MachineFixture.plan(["asker": objects]).findings.isEmpty)
        let timer = "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: x, namespace: asker}"
        #expect(try MachineFixture.plan(["asker": timer]).findings.map(\.severity) == [.warning])
    }

    @Test func theTreeIsTheSameEachTimeAndHoldsNoValue() throws {
        let (first, second) = (try MachineFixture.input(), try MachineFixture.input())
        #expect(PodmanDelivery().tree(first) == PodmanDelivery().tree(second))
    }
}
