import Kubernetes
import Platform
import Rendering
import Values

/// Turns what the lists brought into the status of each component.
struct StatusJudgement {
    private let desired: DesiredPlatform
    private let lists: StatusLists
    private let now: Int64

    init(_ desired: DesiredPlatform, lists: StatusLists, now: Int64) {
        self.desired = desired
        self.lists = lists
        self.now = now
    }

    var status: PlatformStatus {
        let all = lists.objects + lists.pods
        let owners = Attribution(desired).owners(of: all)
        var objects: [String: [Node]] = [:]
        var pods: [String: [Node]] = [:]
        for (index, owner) in owners.enumerated() {
            guard let owner else { continue }
            if index < lists.objects.count {
                objects[owner, default: []].append(all[index])
            } else {
                pods[owner, default: []].append(all[index])
            }
        }
        var byIdentity: [String: Node] = [:]
        for object in lists.objects {
            if let reference = ObjectReference(object) { byIdentity[reference.identity] = object }
        }
        func evidence(_ name: String) -> StatusEvidence {
            StatusEvidence(
                lists: lists, objects: objects[name] ?? [], pods: pods[name] ?? [], byIdentity: byIdentity, now: now)
        }
        var components = desired.members.map {
            MemberJudgement($0, desired: desired, evidence: evidence($0.name)).status
        }
        connect(&components)
        return PlatformStatus(
            platform: desired.name, engine: desired.engine,
            ground: GroundJudgement(desired, evidence: evidence(Mark.ground)).status, components: components,
            unseen: lists.unseen, checkedAt: now)
    }

    /// What waits for others says so: nothing of a component is there before its providers are ready.
    private func connect(_ components: inout [ComponentStatus]) {
        let states = Dictionary(components.map { ($0.name, $0.state) }, uniquingKeysWith: { first, _ in first })
        for index in components.indices where !components[index].state.isWell {
            guard let member = desired.member(components[index].name) else { continue }
            let waits = Set(
                member.waitsFor.filter { !$0.late && states[$0.to].map { !$0.isWell } ?? false && $0.to != member.name }
                    .map(\.to))
            components[index].waitsFor = waits.sorted()
            if components[index].state == .missing, !waits.isEmpty {
                components[index].why = "not there yet: it waits for \(waits.sorted().joined(separator: ", "))"
            }
        }
    }
}

/// What is known of the objects of one owner.
struct StatusEvidence {
    let lists: StatusLists
    let objects: [Node]
    let pods: [Node]
    let byIdentity: [String: Node]
    let now: Int64

    /// How far an object is.
    func state(_ object: Node) -> ReadinessState {
        guard object["kind"]?.string == "PersistentVolumeClaim", object.at("status", "phase")?.string != "Bound",
            lists.seen.contains("storage.k8s.io/StorageClass"),
            let name = object.at("spec", "storageClassName")?.string, !name.isEmpty
        else { return Readiness.of(object, now: now) }
        let storageClass = lists.storageClasses.first { $0.at("metadata", "name")?.string == name }
        let claim = object.at("metadata", "name")?.string
        let space = object.at("metadata", "namespace")?.string
        let isUsed = lists.pods.contains { pod in
            pod.at("metadata", "namespace")?.string == space
                && (pod.at("spec", "volumes")?.list ?? []).contains {
                    $0.at("persistentVolumeClaim", "claimName")?.string == claim
                }
        }
        return Readiness.ofClaim(object, storageClass: storageClass, isUsed: isUsed, now: now)
    }
}
