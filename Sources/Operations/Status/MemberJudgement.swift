import Catalog
import Delivery
import Helm
import Kubernetes
import Values

/// The status of one member.
struct MemberJudgement {
    private let member: DesiredMember
    private let desired: DesiredPlatform
    private let evidence: StatusEvidence

    init(_ member: DesiredMember, desired: DesiredPlatform, evidence: StatusEvidence) {
        self.member = member
        self.desired = desired
        self.evidence = evidence
    }

    var status: ComponentStatus {
        var status = ComponentStatus(
            name: member.name, title: member.title, namespace: member.namespace, wave: member.wave, state: .none)
        guard member.isInstalled else {
            status.why = "nothing is installed for it"
            return status
        }
        status.wantedVersion = member.release?.chart.version
        status.deployedVersion = member.release.flatMap { deployedVersion($0.chart.name) }
        let restarts = PodCounts(evidence.pods, now: evidence.now)
        status.restarts = restarts.inLastHour
        status.created = evidence.objects.compactMap {
            $0.at("metadata", "creationTimestamp")?.string.flatMap(Timestamp.seconds)
        }.min()

        var problems = ProblemList()
        rendered(&status, &problems)
        brought(&status, &problems)
        delivery(&status, &problems)
        gates(&problems)
        problems.conclude(&status)
        return status
    }

    /// What Fairlead renders for it.
    private func rendered(_ status: inout ComponentStatus, _ problems: inout ProblemList) {
        let work = Workloads(evidence)
        for object in member.objects {
            let kind = StatusQuery.key(object.reference)
            status.objects.desired += 1
            if let live = evidence.byIdentity[object.reference.identity] {
                let state = evidence.state(live)
                if state.isReady || state.level == .unknown { status.objects.ready += 1 }
                if StatusQuery.workloads.contains(object.reference.kind) { continue }
                problems.add(object.reference, state, rank: .object)
                // Operators make pods for their own kinds.
                if !state.isReady, let (pod, its) = work.worstPod(of: live) { problems.add(pod, its, rank: .pod) }
                continue
            }
            if evidence.lists.seen.contains(kind) {
                problems.missing(object.reference)
            } else if evidence.lists.unserved.contains(kind) {
                problems.missing(object.reference, "the cluster does not know its kind yet")
            } else {
                problems.unseen += 1
            }
        }
    }

    /// What its chart or an operator brought, and the workloads that Fairlead renders.
    private func brought(_ status: inout ComponentStatus, _ problems: inout ProblemList) {
        let own = Set(member.objects.map(\.reference.identity))
        let work = Workloads(evidence)
        for object in work.current {
            guard let reference = ObjectReference(object) else { continue }
            let state = evidence.state(object)
            if StatusQuery.workloads.contains(reference.kind) {
                status.workloads.desired += 1
                if state.isReady { status.workloads.ready += 1 }
                let count = Workloads.pods(object)
                status.pods.desired += count.desired
                status.pods.ready += count.ready
                problems.add(reference, state, rank: .workload)
                if !state.isReady, let (pod, its) = work.worstPod(of: object) { problems.add(pod, its, rank: .pod) }
            } else if !own.contains(reference.identity), Self.telling.contains(reference.kind) {
                problems.add(reference, state, rank: .object)
            }
        }
    }

    private static let telling: Set<String> = ["PersistentVolumeClaim", "Service", "Ingress"]

    /// Helm's record, and what the GitOps engine says.
    private func delivery(_ status: inout ComponentStatus, _ problems: inout ProblemList) {
        let isFollowed = desired.engineMember != nil
        if isFollowed { applications(&status, &problems) }
        for release in [member.definitions, member.release].compactMap({ $0 }) {
            let reference = ObjectReference("helm.sh/v1", "Release", namespace: release.namespace, name: release.name)
            let record = evidence.lists.releases.first { $0.name == release.name && $0.namespace == release.namespace }
            guard let record else {
                if isFollowed { continue }
                guard evidence.lists.seen.contains("helm") else {
                    problems.unseen += 1
                    continue
                }
                problems.missing(reference, "its release is not installed")
                if release.chart == member.release?.chart {
                    status.release = .init(
                        name: release.name, namespace: release.namespace, state: "missing", revision: 0)
                }
                continue
            }
            if release.chart == member.release?.chart || status.release == nil {
                status.release = .init(
                    name: record.name, namespace: record.namespace, state: record.state.rawValue,
                    revision: record.revision)
            }
            problems.add(reference, ReleaseReadiness.state(record, now: evidence.now), rank: .release)
        }
    }

    private func applications(_ status: inout ComponentStatus, _ problems: inout ProblemList) {
        for name in desired.units[member.name]?.all ?? [] {
            let reference = desired.unit(name)
            let kind = StatusQuery.key(reference)
            guard let live = evidence.byIdentity[reference.identity] else {
                if evidence.lists.seen.contains(kind) || evidence.lists.unserved.contains(kind) {
                    problems.missing(
                        reference, "\(desired.engineTitle) has no \(reference.kind.lowercased()) of this name yet")
                } else {
                    problems.unseen += 1
                }
                continue
            }
            let state = evidence.state(live)
            status.application =
                desired.engine == "flux" ? Self.kustomization(live, name, state) : Self.application(live, name)
            problems.add(reference, state, rank: .application)
        }
        guard desired.engine == "flux" else { return }
        for release in [member.definitions, member.release].compactMap({ $0 }) {
            let reference = ObjectReference(
                "helm.toolkit.fluxcd.io/v2", "HelmRelease", namespace: release.namespace, name: release.name)
            guard let live = evidence.byIdentity[reference.identity] else { continue }
            problems.add(reference, evidence.state(live), rank: .release)
        }
    }

    private static func application(_ live: Node, _ name: String) -> ComponentStatus.Application {
        .init(
            name: name, sync: live.at("status", "sync", "status")?.string ?? "",
            health: live.at("status", "health", "status")?.string ?? "",
            revision: live.at("status", "sync", "revision")?.string
                ?? live.at("status", "sync", "revisions")?.list?.last?.string ?? "")
    }

    /// The same in the words of Argo CD, so that there is one form of it.
    private static func kustomization(_ live: Node, _ name: String, _ state: ReadinessState)
        -> ComponentStatus.Application
    {
        let applied = live.at("status", "lastAppliedRevision")?.string ?? ""
        let attempted = live.at("status", "lastAttemptedRevision")?.string ?? ""
        return .init(
            name: name, sync: attempted.isEmpty ? "" : applied == attempted ? "Synced" : "OutOfSync",
            health: state.isReady ? "Healthy" : state.level == .failed ? "Degraded" : "Progressing",
            revision: FluxInventory.commit(applied))
    }

    /// Gates over objects that were listed; what asks over HTTP is left to `why` and `verify`.
    private func gates(_ problems: inout ProblemList) {
        for gate in member.gates {
            guard case .condition(let object, let condition) = gate.test else { continue }
            let parts = object.split(separator: "/", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { continue }
            let live = evidence.objects.first {
                $0["kind"]?.string == parts[0] && $0.at("metadata", "name")?.string == parts[1]
            }
            guard let live, let reference = ObjectReference(live) else {
                if evidence.lists.seen.contains("apps/\(parts[0])") {
                    problems.missing(
                        ObjectReference("apps/v1", parts[0], namespace: member.namespace, name: parts[1]),
                        "it is not there, and others wait for it to be \(condition)")
                }
                continue
            }
            guard evidence.state(live).isReady, Readiness.condition(live, condition, now: evidence.now)?.isTrue != true
            else { continue }
            problems.note(reference, .progressing, "it is not \(condition) yet", nil, .workload)
        }
    }

    /// What charts by convention write on their objects: name and version (helm.sh, labels and annotations).
    private func deployedVersion(_ chart: String) -> String? {
        for object in evidence.objects {
            guard StatusQuery.workloads.contains(object["kind"]?.string ?? ""),
                let label = object.at("metadata", "labels", "helm.sh/chart")?.string, label.hasPrefix(chart + "-")
            else { continue }
            let version = label.dropFirst(chart.count + 1)
            // A plus sign cannot stand in a label.
            return String(version.map { $0 == "_" ? "+" : $0 })
        }
        return nil
    }
}
