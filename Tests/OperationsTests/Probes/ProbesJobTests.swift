import HTTP
import Kubernetes
import Synchronization
import Testing
import Values

@testable import Operations

@Suite struct ProbesJobTests {
    static let secret = ProbesReachTests.secret
    static let exchanges = [
        Exchange(
            "ask",
            .http(
                HTTPExchange(
                    "GET", "http://llm.ai.svc/v1", headers: [("Authorization", [.text("Bearer "), .secret(secret)])]))),
        Exchange("ping", .redis(RedisExchange(host: "r.a.svc", port: 6379, password: [.secret(secret)]))),
    ]
    static let manifest = JobManifest(
        name: "fairlead-verify-1", namespace: "a", platform: "p", image: "i", exchanges: exchanges, seconds: 60)

    @Test func secretsAreReferredTo() throws {
        let pod = try #require(Self.manifest.object.at("spec", "template", "spec"))
        let container = try #require(pod["containers"]?.list?.first)
        let environment = try #require(container["env"]?.list)
        #expect(environment.count == 1)
        #expect(environment[0].at("valueFrom", "secretKeyRef", "name")?.string == "keys")
        #expect(container["command"]?.list?.last?.string?.contains(#"{"secret":0}"#) == true)
    }

    /// Pod Security level `restricted` (Kubernetes, "Pod Security Standards").
    @Test func namespacesThatRestrictTakeIt() throws {
        let pod = try #require(Self.manifest.object.at("spec", "template", "spec"))
        #expect(pod.at("securityContext", "runAsNonRoot")?.bool == true)
        #expect(pod.at("securityContext", "seccompProfile", "type")?.string == "RuntimeDefault")
        #expect(pod["automountServiceAccountToken"]?.bool == false)
        let security = try #require(pod["containers"]?.list?.first?["securityContext"])
        #expect(security["allowPrivilegeEscalation"]?.bool == false)
        #expect(security.at("capabilities", "drop")?.list?.first?.string == "ALL")
        #expect(Self.manifest.object.at("spec", "ttlSecondsAfterFinished")?.integer != nil)
    }

    @Test func aLogIsReadWhateverStandsInIt() {
        let log = """
            hello
            fairlead-outcome {"task":1,"outcome":{"text":"PONG"}}
            fairlead-outcome {"task":99,"outcome":{"text":"x"}}
            fairlead-outcome {"task":-1,"outcome":{"text":"x"}}
            fairlead-outcome {"task":9223372036854775807,"outcome":{"text":"x"}}
            fairlead-outcome {"task":0,"outcome":{"status":99999,"body":"","headers":{}}}
            fairlead-outcome {"task":0,"outcome":
            fairlead-outcome {"task":0,"outcome":{"status":200,"body":"!","headers":{}}}
            """
        #expect(Self.manifest.outcomes(log: log, otherwise: "why") == [.failed("why"), .text("PONG")])
    }

    func run(_ cluster: ProbeClusterOfData) throws -> [Outcome] {
        try JobExchanger(
            cluster: cluster, namespace: "a", platform: "p", image: "i", nonce: "1", seconds: 1, pause: { _ in }
        )
        .carryOut(Self.exchanges)
    }

    static let pod: Node = ["apiVersion": "v1", "kind": "Pod", "metadata": ["name": "x", "namespace": "a"]]

    @Test func itsOutcomesAreReadAndItIsRemoved() throws {
        let log = #"fairlead-outcome {"task":0,"outcome":{"status":200,"headers":{},"body":"aGk="}}"# + "\n"
        let cluster = ProbeClusterOfData(
            objects: [Self.pod], log: log, jobStatus: ["conditions": [["type": "Complete", "status": "True"]]])
        let outcomes = try run(cluster)
        #expect(outcomes[0] == .answer(status: 200, headers: [:], body: Array("hi".utf8)))
        #expect(outcomes[1] == .failed("the Job in a did not say what came of it"))
        #expect(cluster.removed.withLock { $0.map(\.name) } == ["fairlead-verify-1"])
    }

    @Test func whyItCannotBeginIsSaidAndItIsRemoved() throws {
        var pod = Self.pod
        pod["status"] = [
            "containerStatuses": [["state": ["waiting": ["reason": "ImagePullBackOff", "message": "no such image"]]]]
        ]
        let cluster = ProbeClusterOfData(objects: [pod])
        #expect(
            try run(cluster).allSatisfy { $0 == .failed("the Job in a cannot begin: ImagePullBackOff: no such image") })
        #expect(cluster.removed.withLock { $0.count } == 1)
    }

    @Test func oneThatNeverEndsIsRemoved() throws {
        let cluster = ProbeClusterOfData()
        guard case .failed(let reason) = try run(cluster)[0] else {
            Issue.record("it passed")
            return
        }
        #expect(reason.contains("did not end within 1 seconds"))
        #expect(cluster.removed.withLock { $0.count } == 1)
    }

    @Test func whoMayNotMakeItIsTold() throws {
        let outcomes = try run(
            ProbeClusterOfData(refusal: KubernetesFailure(.forbidden, "you may not create jobs", status: 403)))
        #expect(outcomes == Array(repeating: .failed("the Job in a: you may not create jobs"), count: 2))
    }
}
