import Values

extension BlockerSearch {
    /// What keeps a Kustomization: those that it depends on, else what it brought, failed ones first.
    mutating func kustomization(_ object: Node, _ reference: ObjectReference) throws -> Node? {
        if let first = try dependency(object, reference) { return first }
        var waiting: Node?
        for entry in FluxInventory.references(of: object).prefix(30) {
            guard let found = try self.object(entry) else { continue }
            let state = Readiness.of(found, now: now)
            if state.level == .failed { return found }
            if waiting == nil, !state.isReady, state.level != .unknown { waiting = found }
        }
        return waiting
    }

    /// What keeps a release: its source, else the workloads that its chart brought.
    mutating func release(_ object: Node, _ reference: ObjectReference) throws -> Node? {
        if let first = try dependency(object, reference) ?? source(object, reference) { return first }
        let name = object.at("spec", "releaseName")?.string ?? reference.name
        for kind in ["Deployment", "StatefulSet", "DaemonSet"] {
            let brought = try objects("apps/v1", kind, reference.namespace).filter {
                $0.at("metadata", "annotations")?["meta.helm.sh/release-name"]?.string == name
            }
            if let found = worst(brought) { return found }
        }
        return nil
    }

    private mutating func dependency(_ object: Node, _ reference: ObjectReference) throws -> Node? {
        for entry in (object.at("spec", "dependsOn")?.list ?? []).prefix(30) {
            guard let name = entry["name"]?.string else { continue }
            let other = ObjectReference(
                reference.apiVersion, reference.kind, namespace: entry["namespace"]?.string ?? reference.namespace,
                name: name)
            if let found = try self.object(other), !Readiness.of(found, now: now).isReady { return found }
        }
        return nil
    }

    private mutating func source(_ object: Node, _ reference: ObjectReference) throws -> Node? {
        guard let named = object.at("spec", "chartRef") ?? object.at("spec", "chart", "spec", "sourceRef"),
            let kind = named["kind"]?.string, let name = named["name"]?.string
        else { return nil }
        let place = named["namespace"]?.string ?? reference.namespace
        let reference = ObjectReference("source.toolkit.fluxcd.io/v1", kind, namespace: place, name: name)
        guard let found = try self.object(reference), !Readiness.of(found, now: now).isReady else { return nil }
        return found
    }
}
