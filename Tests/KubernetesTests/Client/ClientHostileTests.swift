import ClusterSupport
import HTTP
import Host
import Kubernetes
import TestSupport
import Testing
import Values

/// A server that answers nonsense: whatever comes, there is an answer or a failure, and never a trap or a call without end.
@Suite struct ClientHostileTests {
    private static let good = [
        #"{"kind":"APIGroupDiscoveryList","items":[{"metadata":{"name":"g"},"versions":[{"version":"v1","resources":[{"resource":"things","responseKind":{"kind":"Thing"},"scope":"Namespaced","verbs":["get"]}]}]}]}"#,
        #"{"kind":"APIGroupList","versions":["v1"],"groups":[{"name":"g","versions":[{"groupVersion":"g/v1"}],"preferredVersion":{"groupVersion":"g/v1"}}],"resources":[{"name":"configmaps","kind":"ConfigMap","namespaced":true}]}"#,
        #"{"metadata":{"resourceVersion":"5","continue":"c"},"items":[{"metadata":{"name":"a"}}]}"#,
        #"{"type":"ADDED","object":{"metadata":{"name":"a","resourceVersion":"6"}}}"# + "\n"
            + #"{"type":"ERROR","object":{"code":410}}"# + "\n",
        #"{"kind":"Status","apiVersion":"v1","code":409,"message":"User \"u\" cannot \" admission webhook \"","details":{"causes":[{"reason":"FieldManagerConflict","message":"conflict with \"","field":".x"}]}}"#,
        #"{"major":"1","minor":"99999999999999999999","gitVersion":"v1"}"#,
    ]

    @Test(arguments: 0..<200)
    func survives(seed: Int) {
        let statuses = [200, 200, 200, 201, 204, 301, 400, 401, 403, 404, 409, 410, 422, 429, 500, 503, 999, 0, -1]
        let (turn, steps) = (Counter(), Counter())
        // A clock that goes on with each look, so that nothing waits.
        let clock = Clock(now: { 784_111_777 }, monotonicMilliseconds: { Int64(steps.next()) * 20 })
        let cluster = Cluster(
            access: ClusterAccess(server: "https://api"),
            transport: ScriptedTransport { _ in
                var random = SeededGenerator(seed: seed &* 1_000 &+ turn.next())
                var body = Array((Self.good.randomElement(using: &random) ?? "").utf8)
                for _ in 0..<Int.random(in: 0...4, using: &random) where !body.isEmpty {
                    let place = Int.random(in: 0..<body.count, using: &random)
                    switch Int.random(in: 0...2, using: &random) {
                    case 0: body[place] = UInt8.random(in: 0...255, using: &random)
                    case 1: body.removeSubrange(place..<min(place + 5, body.count))
                    default: body.insert(contentsOf: body.prefix(place % 40), at: place)
                    }
                }
                let text = String(decoding: body.prefix(60), as: UTF8.self)
                return HTTPResponse(
                    status: statuses.randomElement(using: &random) ?? 200,
                    headers: [("Warning", "299 - " + text), ("Retry-After", text), ("Date", text)], body: body)
            }, clock: clock, retry: RetryPolicy(attempts: 2), limits: ReadingLimits(pageSize: 1, items: 20),
            pause: { _ in })
        _ = try? cluster.resources()
        _ = try? cluster.version()
        _ = try? cluster.serverTime()
        _ = try? cluster.list(ClientAnswerTests.maps)
        _ = try? cluster.get(ObjectReference("v1", "ConfigMap", namespace: "n", name: "a"))
        _ = try? cluster.apply(["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "a", "namespace": "n"]])
        _ = try? cluster.logs(namespace: "n", pod: "p")
        _ = try? cluster.rights(in: "n")
        var left = 20
        try? cluster.watch(ClientAnswerTests.maps, from: "1", timeoutSeconds: 1) { _ in
            left -= 1
            return left > 0 ? .more : .enough
        }
        #expect(turn.value > 0)
    }
}
