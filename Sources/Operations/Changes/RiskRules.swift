import Kubernetes
import Rendering
import Values

/// The rules by which risks are found, one property each; nil where the rule has nothing to say.
struct RiskRules {
    let change: ObjectChange
    let desired: Node?
    let live: Node?
    let readers: [String]

    private var kind: String { change.reference.kind }
    private var title: String { "\(change.reference)" }
    private var goes: Bool { change.action == .delete || change.action == .replace }
    private var isWorkload: Bool {
        ["Deployment", "StatefulSet", "DaemonSet"].contains(kind) && change.reference.group == "apps"
    }
    private var restartsPods: Bool {
        change.action == .change && isWorkload && differs { $0.hasPrefix("spec.template") }
    }

    private func differs(_ test: (String) -> Bool) -> Bool { change.differences.contains { test($0.path) } }

    var immutableField: Risk? {
        guard change.action == .replace else { return nil }
        return Risk(
            .immutableField, "\(title) must be removed and made again" + (change.reason.map { ": \($0)" } ?? ""))
    }

    var dataLoss: Risk? {
        guard goes else { return nil }
        // What is to go comes with its metadata only; its kind says enough.
        let object =
            live ?? desired ?? ["apiVersion": Node(.string(change.reference.apiVersion)), "kind": Node(.string(kind))]
        if DataKinds.holdsData(object) { return Risk(.dataLoss, "what \(title) holds goes with it") }
        if kind == "CustomResourceDefinition" {
            return Risk(.dataLoss, "every object of the kind that \(title) defines goes with it")
        }
        return nil
    }

    var shrinking: Risk? {
        guard change.action == .change || change.action == .replace else { return nil }
        for difference in change.differences where Self.isSize(difference.path) {
            guard let old = difference.live.flatMap(Self.size), let new = difference.desired.flatMap(Self.size),
                new < old
            else { continue }
            return Risk(
                .dataLoss,
                "\(title) is to hold less than it does (\(difference.path)); volumes cannot shrink without losing data")
        }
        return nil
    }

    private static func isSize(_ path: String) -> Bool {
        path.hasSuffix("requests.storage") || path.hasSuffix("capacity.storage") || path.hasSuffix("storage.size")
            || path.hasSuffix("storageSize") || path.hasSuffix("walStorage.size")
    }

    /// Differences show values as JSON.
    private static func size(_ shown: String) -> Double? { Amount.parse(shown.filter { $0 != "\"" }) }

    var reclaim: Risk? {
        for difference in change.differences where difference.desired == "\"Delete\"" {
            if difference.path == "reclaimPolicy" || difference.path == "spec.persistentVolumeReclaimPolicy" {
                return Risk(.dataLoss, "volumes of \(title) are deleted together with their claims from now on")
            }
        }
        if goes, kind == "PersistentVolume", live?.at("spec", "persistentVolumeReclaimPolicy")?.string == "Delete" {
            return Risk(.dataLoss, "the disk behind \(title) is deleted with it")
        }
        return nil
    }

    var downtime: Risk? {
        let serving = isWorkload || ["Service", "Ingress", "Gateway", "HTTPRoute", "Release"].contains(kind)
        if goes, serving {
            let until = change.action == .delete ? "ends" : "stops until it is back"
            return Risk(.downtime, "what \(title) serves \(until)")
        }
        guard change.action == .change, isWorkload else { return nil }
        let replicas = desired?.at("spec", "replicas")?.integer ?? live?.at("spec", "replicas")?.integer ?? 1
        if kind != "DaemonSet", replicas == 0, differs({ $0 == "spec.replicas" }) {
            return Risk(.downtime, "no pod of \(title) is left")
        }
        guard restartsPods else { return nil }
        let strategy = desired?.at("spec", "strategy", "type")?.string ?? live?.at("spec", "strategy", "type")?.string
        if kind == "Deployment", strategy == "Recreate" {
            return Risk(.downtime, "\(title) stops its pods before it starts new ones (strategy Recreate)")
        }
        if kind == "StatefulSet", replicas == 1 {
            return Risk(.downtime, "the only pod of \(title) stops before its successor starts")
        }
        if kind == "Deployment", replicas == 1 {
            return Risk(.downtime, "\(title) has one pod: what it serves may stop for a moment while it is replaced")
        }
        return nil
    }

    var restarts: Risk? { restartsPods ? Risk(.restarts, "the pods of \(title) restart") : nil }

    var credential: Risk? {
        let isSecret = kind == "Secret" && change.reference.group.isEmpty
        guard isSecret || SecretReaders.kinds.subtracting(["Secret"]).contains(kind) else { return nil }
        let places = [
            "data", "spec.encryptedData", "spec.data", "spec.target.template.data", "spec.path",
            "spec.destination.transformation",
        ]
        guard goes || differs({ path in places.contains { path.hasPrefix($0) } }) else { return nil }
        let who =
            readers.prefix(5).joined(separator: ", ") + (readers.count > 5 ? " and \(readers.count - 5) more" : "")
        if goes {
            return Risk(
                .credentialChange, readers.isEmpty ? "its credentials go" : "its credentials go, and \(who) read them")
        }
        return Risk(
            .credentialChange,
            readers.isEmpty ? "its credentials change" : "its credentials change; \(who) must restart to read them")
    }

    var versions: Risk? {
        guard kind == "CustomResourceDefinition", change.action != .delete else { return nil }
        let before = Self.served(live)
        let after = Set(Self.served(desired))
        let gone = before.filter { !after.contains($0) }
        guard desired != nil, !gone.isEmpty else { return nil }
        return Risk(
            .versionRemoval,
            "\(title) serves \(gone.joined(separator: ", ")) no longer; objects and programs that use it break")
    }

    private static func served(_ definition: Node?) -> [String] {
        (definition?.at("spec", "versions")?.list ?? []).filter { $0["served"]?.bool ?? false }.compactMap {
            $0["name"]?.string
        }
    }

    var network: Risk? {
        guard kind == "NetworkPolicy" else { return nil }
        if change.action == .delete { return Risk(.networkOpening, "what \(title) kept out may come in or go out") }
        guard let old = live?["spec"], let new = desired?["spec"] else { return nil }
        if old["podSelector"] != new["podSelector"] {
            return Risk(.networkOpening, "\(title) holds for other pods than before")
        }
        let types = Self.types(new)
        if !Self.types(old).isSubset(of: types) {
            return Risk(.networkOpening, "\(title) no longer limits one of its directions")
        }
        for (direction, type) in [("ingress", "Ingress"), ("egress", "Egress")] where types.contains(type) {
            let before = Set((old[direction]?.list ?? []).map(JSON.canonical))
            let added = (new[direction]?.list ?? []).contains { !before.contains(JSON.canonical($0)) }
            if added {
                return Risk(.networkOpening, "\(title) has new rules for \(direction): more may pass than before")
            }
        }
        return nil
    }

    /// What is not said is ingress, and egress where it has rules (API reference: `NetworkPolicySpec.policyTypes`).
    private static func types(_ spec: Node) -> Set<String> {
        if let types = spec["policyTypes"]?.list, !types.isEmpty { return Set(types.compactMap(\.string)) }
        return spec["egress"] == nil ? ["Ingress"] : ["Ingress", "Egress"]
    }
}
