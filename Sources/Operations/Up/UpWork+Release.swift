import Catalog
import Charts
import Diagnostics
import Helm
import Host
import Kubernetes
import Values

extension UpWork {
    /// Installs or changes a release, unless it is as it should be.
    func install(_ release: DesiredRelease) throws -> UpOutcome {
        guard
            let planned = context.releases.first(where: { $0.name == release.name && $0.namespace == release.namespace }
            )
        else {
            throw FindingsError(findings: [
                Finding(
                    code: Code.chartMissing,
                    message: "the chart \(release.chart.name) \(release.chart.version) is not on this machine",
                    component: release.member, hint: "name a folder that has it with --charts, or let it be downloaded")
            ])
        }
        let request = planned.request(platform: context.desired.name)
        let outcome = try wait.patiently { try apply(request, in: release.namespace) }
        if outcome != .unchanged { context.cluster.forgetResources() }
        return outcome == .unchanged ? .unchanged : .changed(1)
    }

    private func apply(_ request: ReleaseRequest, in namespace: String) throws -> ReleaseOutcome {
        guard let releases = try releases(in: namespace) else { return .unchanged }
        let options = try context.releaseOptions()
        let last = try releases.history(request.name).last
        if let last, last.state == .deployed, last.platform == request.platform, last.digest == (try request.digest()) {
            guard let missing = try missingObject(of: request.name, in: namespace) else { return .unchanged }
            observe(.waiting(step, [WaitReason(missing, "it was removed, and comes back with its chart")]))
            try check()
            _ = try releases.upgrade(request, options: options)
            return .upgraded
        }
        try check()
        return try releases.apply(request, options: options, records: RecordRemoval(cluster: context.cluster)).outcome
    }

    /// The first object that the release brought and that is not there any more. Hooks and Jobs come and go by themselves.
    private func missingObject(of name: String, in namespace: String) throws -> ObjectReference? {
        for object in try manifest(name, in: namespace) {
            guard var reference = ObjectReference(object), reference.kind != "Job" else { continue }
            let type: ResourceType
            do {
                type = try context.cluster.resource(reference.apiVersion, reference.kind)
            } catch let failure as KubernetesFailure where failure.kind == .notServed {
                continue
            }
            reference.namespace = type.isNamespaced ? reference.namespace ?? namespace : nil
            if try context.cluster.get(reference) == nil { return reference }
        }
        return nil
    }

    /// What the member's chart brought, as Helm remembers it.
    func manifest(of member: DesiredMember) throws -> [Node] {
        guard let release = member.release else { return [] }
        return try manifest(release.name, in: release.namespace)
    }

    private func manifest(_ name: String, in namespace: String) throws -> [Node] {
        do {
            return try releases(in: namespace)?.manifest(name)?.objects ?? []
        } catch let failure as HelmFailure where context.renewsCredentials(after: failure) || failure.mayPass {
            throw KubernetesFailure(.unreachable, failure.message)
        }
    }

    private func releases(in namespace: String) throws -> HelmReleases? { try context.helm?().releases(in: namespace) }
}

/// Removes the record of a killed change; Helm's library cannot.
struct RecordRemoval: ReleaseRecords {
    let cluster: Cluster

    func removeRecord(_ name: String, namespace: String) throws {
        _ = try cluster.delete(ObjectReference("v1", "Secret", namespace: namespace, name: name))
    }
}
