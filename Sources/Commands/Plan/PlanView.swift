import Catalog
import Diagnostics
import Platform
import Rendering
import Values

/// The plan as data: the stable shape of `fairlead plan -o json`, described in docs/plan.md.
struct PlanView {
    let resolution: Resolution
    let plan: Plan
    let rendering: Rendering
    let changes: Node?
    let findings: [Finding]

    var node: Node {
        var node: Node = [
            "apiVersion": "fairlead.dev/v1alpha1", "kind": "Plan",
            "platform": Node(.string(resolution.specification.name)),
            "components": Node(.list(resolution.members.map(component))),
            "waves": Node(.list(plan.waves.map { Node(.list($0.map { Node(.string($0)) })) })),
            "bindings": Node(.list(resolution.bindings.map(binding))),
            "credentials": Node(.list(resolution.credentials.map(credential))),
            "findings": Node(.list(findings.map(\.node))),
        ]
        if let changes { node["changes"] = changes }
        return node
    }

    private func component(_ member: Member) -> Node {
        var node: Node = [
            "name": Node(.string(member.name)), "title": Node(.string(member.component.title)),
            "namespace": Node(.string(member.namespace)),
            "wave": Node(.integer(Int64(plan.wave(of: member.name) ?? 0))),
            "why": Node(.string(Self.why(member.reason))),
            "waitsFor": Node(
                .list(
                    plan.edges(from: member.name).map {
                        [
                            "component": Node(.string($0.to)), "kind": Node(.string($0.kind.rawValue)),
                            "reason": Node(.string($0.reason)), "late": Node(.bool($0.late)),
                        ]
                    })),
            "gates": Node(.list(member.component.gates.map { Node(.string(Self.gate($0))) })),
        ]
        if let host = member.host { node["host"] = Node(.string(host)) }
        if let chart = member.chart {
            node["chart"] = [
                "repository": Node(.string(chart.repository)), "name": Node(.string(chart.name)),
                "version": Node(.string(chart.version)),
            ]
        }
        return node
    }

    private func binding(_ binding: Binding) -> Node {
        [
            "consumer": Node(.string(binding.consumer)), "requirement": Node(.string(binding.requirement.name)),
            "capability": Node(.string(binding.requirement.capability)), "provider": Node(.string(binding.provider)),
            "offer": Node(.string(binding.offer.name)), "why": Node(.string(binding.why.rawValue)),
            "late": Node(.bool(binding.isLate)),
        ]
    }

    private func credential(_ need: CredentialNeed) -> Node {
        let holders = rendering.holders.filter { $0.credential == need.id }
        var node: Node = [
            "name": Node(.string(need.id.description)), "owner": Node(.string(need.owner)),
            "how": Node(.string(need.how)),
            "holders": Node(
                .list(
                    holders.map {
                        [
                            "namespace": Node(.string($0.namespace)), "secret": Node(.string($0.secret)),
                            "key": Node(.string($0.key)),
                            "form": Node(.string($0.form.rawValue)), "component": Node(.string($0.component)),
                        ]
                    })),
        ]
        if let consumer = need.consumer { node["consumer"] = Node(.string(consumer)) }
        if let immutable = need.immutable { node["immutable"] = Node(.string(immutable)) }
        return node
    }

    /// Why a member is there, in words.
    static func why(_ reason: Member.Reason) -> String {
        switch reason {
        case .named: "named in the platform file"
        case .required(let consumer, let capability): "\(consumer) needs \(capability)"
        case .delivery: "delivers the platform"
        case .engine(let model): "the model \(model) names it"
        }
    }

    /// A gate in words.
    static func gate(_ gate: Gate) -> String {
        switch gate.test {
        case .condition(let object, let condition): "\(object) \(condition)"
        case .http(let path, let port): "GET :\(port)\(path)"
        }
    }
}
