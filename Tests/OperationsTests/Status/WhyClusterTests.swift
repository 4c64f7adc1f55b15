import ClusterSupport
import Crypto
import Host
import Kubernetes
import Operations
import Testing
import Values

@Suite(.needsCluster)
struct WhyClusterTests {
    private func why(_ name: String, _ trial: StatusTrial, secrets: [SecretBytes] = []) throws -> ComponentWhy {
        let status = try trial.status()
        let found = try ComponentWhy.find(
            name, status: status, desired: trial.desired, cluster: trial.cluster, secrets: secrets)
        return try #require(found)
    }

    @Test func theChainGoesDownToThePod() throws {
        let script: [Simulator.Rule] = [.init("Deployment", name: "base", .imagePull), .init("*", .ready)]
        try StatusFixture.trial(script: script) { trial throws in
            let why = try why("base", trial)
            let gate = try #require(why.reasons.first { $0.kind == .gate })
            #expect(gate.title.contains("Deployment"))
            let top = try #require(gate.children.first)
            #expect(top.object?.kind == "Deployment")
            #expect(top.children.first?.object?.kind == "ReplicaSet")
            let pod = try #require(top.children.first?.children.first)
            #expect(pod.object?.kind == "Pod")
            #expect(!pod.events.isEmpty)
            #expect(pod.usually != nil)
            #expect(pod.action != nil)
            for width in [60, 100] {
                let text = WhyText(why, width: width).text
                #expect(text.contains("└─ Pod"), "\(text)")
                #expect(text.split(separator: "\n").allSatisfy { $0.count <= width }, "\(text)")
            }
        }
    }

    @Test func theProviderComesFirst() throws {
        let script: [Simulator.Rule] = [.init("Deployment", name: "base", .crashLoop), .init("*", .ready)]
        try StatusFixture.trial(script: script, without: ["shop"]) { trial throws in
            let why = try why("shop", trial)
            let first = try #require(why.reasons.first)
            #expect(first.kind == .component)
            #expect(first.title == "base")
            #expect(first.because.contains { $0.contains("orders come on paper") }, "\(first.because)")
            #expect(first.children.first { $0.kind == .gate }?.children.first?.object?.kind == "Deployment")
            let text = WhyText(why, width: 80).text
            #expect(text.contains("waits for base"), "\(text)")
        }
    }

    @Test func theReadyComponentSaysWhatItStandsOn() throws {
        try StatusFixture.trial { trial throws in
            let shop = try why("shop", trial)
            #expect(shop.reasons.isEmpty)
            #expect(shop.providers.map(\.name) == ["base"])
            let base = try why("base", trial)
            #expect(base.consumers.map(\.name) == ["shop"])
            #expect(WhyText(base).text.contains("base is ready"))
            #expect(base.node(now: 0)["reasons"]?.list?.isEmpty ?? false)
        }
    }

    @Test func aSecretInAWarningIsMasked() throws {
        let script: [Simulator.Rule] = [.init("Deployment", name: "base", .imagePull), .init("*", .ready)]
        try StatusFixture.trial(script: script) { trial throws in
            // The simulator's warning names the image; a store whose value stands in it must not be shown.
            let canary = "example.org/none"
            #expect(WhyText(try why("base", trial)).text.contains("event:"))
            let masked = try why("base", trial, secrets: [SecretBytes(text: canary)])
            func events(_ tree: WhyTree) -> [String] { tree.events + tree.children.flatMap(events) }
            let all = masked.reasons.flatMap(events)
            #expect(!all.isEmpty)
            #expect(!all.contains { $0.contains(canary) }, "\(all)")
        }
    }

    @Test func nobodyKnowsAnUnknownComponent() throws {
        try StatusFixture.trial { trial throws in
            let status = try trial.status()
            #expect(
                try ComponentWhy.find("nobody", status: status, desired: trial.desired, cluster: trial.cluster) == nil)
        }
    }
}
