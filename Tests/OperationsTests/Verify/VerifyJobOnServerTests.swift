import ClusterSupport
import HTTP
import Kubernetes
import Synchronization
import Testing
import Values

@testable import Operations

/// A real API server, whose Job is ended by hand: there is no kubelet, so what its pod would have written is given.
final class EndedJobs: ProbeCluster {
    let cluster: Cluster
    let log: String
    let seen = Mutex<[Node]>([])

    init(_ cluster: Cluster, log: String) {
        self.cluster = cluster
        self.log = log
    }

    func probeObjects(_ apiVersion: String, _ kind: String, namespace: String, labels: String?) throws -> [Node] {
        // Only asks whether the server takes the question.
        _ = try cluster.probeObjects(apiVersion, kind, namespace: namespace, labels: labels)
        return kind == "Pod" ? [["metadata": ["name": "pod", "namespace": Node(.string(namespace))]]] : []
    }
    func probeObject(_ reference: ObjectReference) throws -> Node? {
        guard var object = try cluster.probeObject(reference) else { return nil }
        seen.withLock { $0.append(object) }
        object["status"] = ["conditions": [["type": "Complete", "status": "True"]]]
        return object
    }
    func probeService(
        _ name: String, namespace: String, port: Int, scheme: String, method: String, target: String,
        headers: [(name: String, value: String)], body: [UInt8]?, milliseconds: Int
    ) throws -> HTTPResponse { HTTPResponse(status: 503) }
    func probeMake(_ object: Node) throws { try cluster.probeMake(object) }
    func probeRemove(_ reference: ObjectReference) throws { try cluster.probeRemove(reference) }
    func probeLog(namespace: String, pod: String, lines: Int) throws -> String { log }
}

@Suite(.needsCluster) struct VerifyJobOnServerTests {
    @Test func theServerTakesTheJobAndItIsGoneAfterwards() throws {
        let test = try TestCluster.shared
        try test.withNamespace("verify") { namespace in
            let jobs = EndedJobs(test.cluster, log: "fairlead-outcome {\"task\":1,\"outcome\":{\"text\":\"PONG\"}}\n")
            let outcomes = try JobExchanger(
                cluster: jobs, namespace: namespace, platform: "p", image: "example.org/i:1", nonce: "n1"
            )
            .carryOut(ProbesJobTests.exchanges)
            #expect(outcomes[1] == .text("PONG"))
            let job = try #require(jobs.seen.withLock { $0.first })
            // What the server keeps is what was meant: nothing was dropped as unknown.
            let container = try #require(job.at("spec", "template", "spec", "containers")?.list?.first)
            #expect(container["env"]?.list?.first?.at("valueFrom", "secretKeyRef", "optional")?.bool == true)
            // Of Kubernetes 1.20 only the time to live is dropped: it came with 1.21.
            #expect(job.at("spec", "backoffLimit")?.integer == 0)
            #expect(job.at("spec", "activeDeadlineSeconds")?.integer == 600)
            let reference = ObjectReference("batch/v1", "Job", namespace: namespace, name: "fairlead-verify-n1")
            let left = try test.cluster.get(reference)
            #expect(left == nil || left?.at("metadata", "deletionTimestamp") != nil)
        }
    }

    @Test func whoMayNotMakeJobsIsTold() throws {
        let test = try TestCluster.shared
        try test.withNamespace("verify") { namespace in
            let outcomes = try JobExchanger(
                cluster: test.restricted, namespace: namespace, platform: "p", image: "i", nonce: "n2"
            )
            .carryOut(ProbesJobTests.exchanges)
            guard case .failed(let reason) = outcomes[0] else {
                Issue.record("\(outcomes)")
                return
            }
            #expect(reason.contains("may not create jobs"), "\(reason)")
        }
    }
}
