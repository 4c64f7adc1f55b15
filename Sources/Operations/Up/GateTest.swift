import Catalog
import HTTP
import Host
import Kubernetes
import Values

/// Tries a component's gates.
struct GateTest {
    private let cluster: Cluster
    private let clock: Clock

    init(_ cluster: Cluster, clock: Clock) {
        self.cluster = cluster
        self.clock = clock
    }

    /// Why a gate is not open; nothing if it is.
    func reasons(_ gate: Gate, of member: DesiredMember) throws -> [WaitReason] {
        switch gate.test {
        case .condition(let object, let condition): try self.condition(object, condition, member)
        case .http(let path, let port): try http(path, port, member)
        }
    }

    private func condition(_ object: String, _ condition: String, _ member: DesiredMember) throws -> [WaitReason] {
        let parts = object.split(separator: "/", maxSplits: 1).map(String.init)
        guard parts.count == 2, let type = try cluster.preferredResources().first(where: { $0.kind == parts[0] }) else {
            return [
                WaitReason(
                    ObjectReference("", object, namespace: member.namespace, name: ""), "its kind is not served yet")
            ]
        }
        let reference = ObjectReference(
            type.apiVersion, type.kind, namespace: type.isNamespaced ? member.namespace : nil, name: parts[1])
        guard let live = try cluster.get(reference) else { return [WaitReason(reference, "it is not there yet")] }
        guard let found = Readiness.condition(live, condition, now: clock.now()), found.status == "True" else {
            let state = Readiness.of(live, now: clock.now())
            return [
                WaitReason(reference, "it is not \(condition): \(state.sentence)", isFailure: state.level == .failed)
            ]
        }
        return []
    }

    /// Through the API server's proxy, to a Service of the member's namespace that has the port.
    private func http(_ path: String, _ port: Int, _ member: DesiredMember) throws -> [WaitReason] {
        let services = try cluster.list(try cluster.resource("v1", "Service"), namespace: member.namespace).items
        let serving = services.first { service in
            (service.at("spec", "ports")?.list ?? []).contains {
                $0["port"]?.integer == Int64(port) || $0["targetPort"]?.integer == Int64(port)
            }
        }
        guard let name = serving?.at("metadata", "name")?.string else {
            return [
                WaitReason(
                    ObjectReference("v1", "Service", namespace: member.namespace, name: "port \(port)"),
                    "no service has the port yet")
            ]
        }
        let number = (serving?.at("spec", "ports")?.list ?? []).first {
            $0["port"]?.integer == Int64(port) || $0["targetPort"]?.integer == Int64(port)
        }?["port"]?.integer
        let reference = ObjectReference("v1", "Service", namespace: member.namespace, name: name)
        let answer = try cluster.raw(
            "GET",
            "/api/v1/namespaces/\(member.namespace)/services/http:\(name):\(number ?? Int64(port))/proxy"
                + (path.hasPrefix("/") ? path : "/" + path), timeoutMilliseconds: 5000)
        return answer.status < 400 ? [] : [WaitReason(reference, "\(path) answers with status \(answer.status)")]
    }
}
