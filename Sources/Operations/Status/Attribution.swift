import Kubernetes
import Rendering
import Values

/// Says of live objects which member they belong to.
struct Attribution {
    private enum Answer {
        case member(String)
        /// Somebody else's for certain.
        case foreign
        case open
    }

    private let platform: String
    private let releases: [String: String]
    private let applications: [String: String]
    private let names: Set<String>
    private let byNamespace: [String: [DesiredMember]]

    init(_ desired: DesiredPlatform) {
        platform = desired.name
        var releases: [String: String] = [:]
        var applications: [String: String] = ["ground": Mark.ground]
        for member in desired.members {
            applications[member.name] = member.name
            for release in [member.release, member.definitions].compactMap({ $0 }) {
                releases["\(release.namespace)/\(release.name)"] = member.name
            }
            if let definitions = member.definitions { applications[definitions.name] = member.name }
        }
        self.releases = releases
        self.applications = applications
        names = Set(desired.members.map(\.name) + [Mark.ground])
        byNamespace = Dictionary(grouping: desired.members.filter(\.isInstalled), by: \.namespace)
    }

    /// The members of objects, in the objects' order; nil where an object is nobody's.
    ///
    /// The order: own label; Helm's annotations; Argo CD's tracking; owners; the label of the instance; the namespace, where only one
    /// member lives in it.
    func owners(of objects: [Node]) -> [String?] {
        let answers = objects.map(marked)
        var owners: [String?] = answers.map { answer in
            if case .member(let name) = answer { name } else { nil }
        }
        var byUID: [String: String] = [:]
        var byName: [String: String] = [:]
        func learn(_ index: Int) {
            guard let owner = owners[index] else { return }
            if let uid = objects[index].at("metadata", "uid")?.string { byUID[uid] = owner }
            if let reference = ObjectReference(objects[index]) { byName[Self.key(reference)] = owner }
        }
        objects.indices.forEach(learn)
        // Chains of owners are short: a custom resource, a stateful set, a pod.
        for _ in 0..<3 {
            for index in objects.indices {
                guard owners[index] == nil, case .open = answers[index] else { continue }
                owners[index] = parent(objects[index], byUID: byUID, byName: byName)
                learn(index)
            }
        }
        for index in objects.indices {
            guard owners[index] == nil, case .open = answers[index] else { continue }
            owners[index] = instance(objects[index]) ?? alone(objects[index])
            learn(index)
        }
        // What nothing else told of may be owned by what only its namespace told of.
        for index in objects.indices {
            guard case .open = answers[index], let owner = parent(objects[index], byUID: byUID, byName: byName) else {
                continue
            }
            owners[index] = owner
        }
        return owners
    }

    private func marked(_ object: Node) -> Answer {
        switch Ownership.of(object, platform: platform) {
        case .ours(let component): names.contains(component) ? .member(component) : .foreign
        case .otherPlatform, .kustomization: .foreign
        case .release(let namespace, let name): releases["\(namespace)/\(name)"].map(Answer.member) ?? .foreign
        case .application(let name): applications[name].map(Answer.member) ?? .foreign
        case .unclaimed: .open
        }
    }

    private static func key(_ reference: ObjectReference) -> String {
        "\(reference.namespace ?? "")/\(reference.kind)/\(reference.name)"
    }

    private func parent(_ object: Node, byUID: [String: String], byName: [String: String]) -> String? {
        let namespace = object.at("metadata", "namespace")?.string ?? ""
        for owner in object.at("metadata", "ownerReferences")?.list ?? [] {
            if let found = owner["uid"]?.string.flatMap({ byUID[$0] }) { return found }
            guard let kind = owner["kind"]?.string, let name = owner["name"]?.string else { continue }
            if let found = byName["\(namespace)/\(kind)/\(name)"] { return found }
            if kind == "ReplicaSet", let deployment = Self.deployment(ofReplicaSet: name),
                let found = byName["\(namespace)/Deployment/\(deployment)"]
            {
                return found
            }
        }
        return nil
    }

    /// A replica set is called after its deployment, a hyphen and a hash without hyphens (the deployment controller's `getNewReplicaSet`),
    /// so that replica sets need not be listed.
    static func deployment(ofReplicaSet name: String) -> String? {
        guard let end = name.lastIndex(of: "-"), end > name.startIndex else { return nil }
        return String(name[..<end])
    }

    private func instance(_ object: Node) -> String? {
        guard let name = object.at("metadata", "labels", "app.kubernetes.io/instance")?.string else { return nil }
        let members = byNamespace[object.at("metadata", "namespace")?.string ?? ""] ?? []
        let found = members.filter { $0.name == name || $0.release?.name == name }
        return found.count == 1 ? found.first?.name : nil
    }

    private func alone(_ object: Node) -> String? {
        let members = byNamespace[object.at("metadata", "namespace")?.string ?? ""] ?? []
        return members.count == 1 ? members.first?.name : nil
    }
}
