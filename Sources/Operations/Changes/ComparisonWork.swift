import Catalog
import Delivery
import Diagnostics
import Host
import Kubernetes
import Platform
import Rendering
import Values

extension PlatformComparison {
    /// A comparison in the making.
    struct Work {
        struct Draft: Sendable {
            var wanted: WantedObject?
            var live: Node?
            var change: ObjectChange
        }

        let desired: DesiredPlatform
        let cluster: Cluster
        let live: LiveObjects
        let depth: Depth
        var drafts: [Draft] = []
        var findings: [Finding] = []

        init(desired: DesiredPlatform, cluster: Cluster, live: LiveObjects, depth: Depth) {
            self.desired = desired
            self.cluster = cluster
            self.live = live
            self.depth = depth
        }

        /// Compares here, object by object.
        mutating func look(_ wanted: [WantedObject]) {
            let unseen = Set(live.unseen.map(\.reference.identity))
            let makers = DefinitionMakers(wanted, desired)
            let owners = Owners(desired, adopts: depth.adopts)
            for object in wanted where !unseen.contains(object.desired.reference.identity) {
                let there = live.found[object.desired.reference.identity]
                var change = there.map { self.change(object, live: $0, owners) } ?? object.creation
                if there == nil, live.notServed.contains(LiveObjects.kindName(object.desired.reference)) {
                    change.reason =
                        "its definition "
                        + (makers.maker(object.desired.reference).map { "comes with \($0)" }
                            ?? "is not in the cluster yet")
                }
                drafts.append(Draft(wanted: object, live: there, change: change))
            }
            findings += live.unseen.map {
                Finding(
                    code: Code.notCompared, severity: .warning,
                    message: "\($0.reference) is not compared: \($0.reason)",
                    hint: "use a context whose user may read it")
            }
        }

        private func change(_ object: WantedObject, live: Node, _ owners: Owners) -> ObjectChange {
            let desired = object.desired
            func change(_ action: ObjectChange.Action, _ differences: [FieldDifference] = [], _ reason: String? = nil)
                -> ObjectChange
            {
                ObjectChange(
                    reference: desired.reference, owner: desired.owner, action: action, differences: differences,
                    reason: reason,
                    live: live)
            }
            if object.origin == .own {
                let sync = ObjectSync(cluster: cluster, platform: self.desired.name, adopts: depth.adopts)
                let decided = sync.change(desired, live: live)
                // An engine owns the fields of what it brings: what Fairlead applied before it came says nothing any more.
                if decided.action != .change || !self.desired.isGitOps { return decided }
            }
            if let reason = owners.refusal(object, live: live) { return change(.refused, [], reason) }
            if case .definition = object.origin, !self.desired.isGitOps { return change(.none) }
            let differences = LiveDifference.between(desired: desired.node, live: live)
            return change(differences.isEmpty ? .none : .change, differences)
        }

        /// Asks the server about what cannot be decided here.
        mutating func ask() throws {
            let asked = drafts.indices.filter { isDoubtful(drafts[$0]) }
            let dryRun = DryRun(cluster: cluster, isStrict: !desired.isGitOps)
            let results = Parallel.map(asked.map { drafts[$0] }, limit: 8) { draft in
                guard let wanted = draft.wanted else { return (change: draft.change, finding: Finding?.none) }
                return try dryRun.decide(draft.change, wanted, live: draft.live)
            }
            for (position, result) in zip(asked, results) {
                let decided = try result.get()
                drafts[position].change = decided.change
                if let finding = decided.finding { findings.append(finding) }
            }
        }

        private func isDoubtful(_ draft: Draft) -> Bool {
            switch draft.change.action {
            case .change: return true
            case .create:
                guard depth.triesNew, draft.change.reason == nil else { return false }
                guard let namespace = draft.change.reference.namespace else { return true }
                return live.namespaces?.contains(namespace) ?? true
            default: return false
            }
        }

        /// What is there and nobody wants any more.
        mutating func addLeftovers(_ wanted: [WantedObject]) throws {
            let context = UpContext(
                desired: desired, cluster: cluster, helm: nil, releases: [], sealingKey: { _ in Node(.null) })
            let known = Set(wanted.map(\.desired.reference.identity))
            let secretsAreKnown = !desired.input.secrets.isEmpty || desired.input.rendering.secrets.isEmpty
            var spared = 0
            for change in try Leftovers(context).changes() where !known.contains(change.reference.identity) {
                if !secretsAreKnown, SecretReaders.kinds.contains(change.reference.kind) {
                    spared += 1
                    continue
                }
                drafts.append(Draft(wanted: nil, live: nil, change: change))
            }
            try addReleases()
            if !secretsAreKnown {
                findings.append(
                    Finding(
                        code: Code.notCompared, severity: .warning,
                        message: "the platform's Secrets are not compared: there is no credential store yet",
                        cause: spared > 0 ? "\(spared) of them are in the cluster" : nil,
                        hint: "run `fairlead render`, or name the store with --store"))
            }
        }

        /// Releases of members that are no more, by the records that Helm keeps of them.
        private mutating func addReleases() throws {
            guard !desired.isGitOps else { return }
            let wanted = Set(
                desired.members.flatMap { [$0.release, $0.definitions] }.compactMap { $0 }.map {
                    "\($0.namespace)/\($0.name)"
                })
            let records: [Node]
            do {
                records = try cluster.list(
                    try cluster.resource("v1", "Secret"), labels: "owner=helm,\(Mark.platform)=\(desired.name)",
                    metadataOnly: true
                ).items
            } catch let failure as KubernetesFailure where failure.kind == .forbidden {
                findings.append(
                    Finding(
                        code: Code.notCompared, severity: .warning,
                        message: "releases that nobody wants any more are not known: \(failure.message)",
                        hint: failure.hint))
                return
            }
            var seen = wanted
            for record in records {
                guard let namespace = record.at("metadata", "namespace")?.string,
                    let name = record.at("metadata", "labels", "name")?.string,
                    seen.insert("\(namespace)/\(name)").inserted
                else { continue }
                let change = ObjectChange(
                    reference: ObjectReference("helm.sh/v1", "Release", namespace: namespace, name: name),
                    owner: record.at("metadata", "labels", Mark.component)?.string ?? "", action: .delete,
                    reason: "no member wants it any more: it is uninstalled with everything in it")
                drafts.append(Draft(wanted: nil, live: nil, change: change))
            }
        }
    }
}

extension WantedObject {
    fileprivate var creation: ObjectChange {
        ObjectChange(reference: desired.reference, owner: desired.owner, action: .create)
    }
}

/// Whose objects may be changed on the platform's behalf.
private struct Owners {
    let sync: (String, Bool)
    let isArgoCD: Bool
    let applications: Set<String>

    init(_ desired: DesiredPlatform, adopts: Bool) {
        sync = (desired.name, adopts)
        isArgoCD = desired.engine == "argocd"
        applications = Set(
            desired.members.map(\.name) + desired.members.compactMap { $0.definitions?.name } + [
                Mark.ground, "platform",
            ])
    }

    /// Why an object that is there is not touched; nil if it may be.
    func refusal(_ object: WantedObject, live: Node) -> String? {
        let (platform, adopts) = sync
        switch Ownership.of(live, platform: platform) {
        case .ours: return nil
        case .otherPlatform(let name): return "it belongs to the platform `\(name)`"
        case .release(let namespace, let name):
            switch object.origin {
            case .chart(let ours, let release), .definition(let ours, let release):
                if namespace == ours && name == release { return nil }
            case .own: break
            }
            return adopts || isArgoCD ? nil : "it belongs to the Helm release \(namespace)/\(name)"
        case .application(let name):
            return adopts || (isArgoCD && applications.contains(name))
                ? nil : "it belongs to the Argo CD application `\(name)`"
        case .kustomization(let name):
            return adopts ? nil : "it belongs to the Flux Kustomization `\(name)`"
        case .unclaimed:
            if adopts { return nil }
            if case .definition = object.origin { return nil }
            // By label alone Argo CD's objects look like anybody's.
            if isArgoCD, object.origin != .own { return nil }
            return "it was there before this platform, and nothing on it says that it belongs to it"
        }
    }
}

/// Who brings the definition of a kind.
private struct DefinitionMakers {
    private var makers: [String: String] = [:]

    init(_ wanted: [WantedObject], _ desired: DesiredPlatform) {
        for member in desired.members {
            for kind in member.member.component.definitions.kinds {
                let parts = kind.split(separator: "/")
                if let group = parts.first, let name = parts.last { makers["\(group)/\(name)"] = member.name }
            }
        }
        for object in wanted where object.desired.reference.kind == "CustomResourceDefinition" {
            let spec = object.desired.node["spec"]
            if let group = spec?["group"]?.string, let kind = spec?.at("names", "kind")?.string {
                makers["\(group)/\(kind)"] = object.desired.owner
            }
        }
    }

    func maker(_ reference: ObjectReference) -> String? { makers["\(reference.group)/\(reference.kind)"] }
}
