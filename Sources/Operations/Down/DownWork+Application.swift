import Host
import Kubernetes
import Rendering
import Values

extension DownWork {
    /// The finalizer with which Argo CD removes what an application brought (argo-cd.readthedocs.io, "App Deletion").
    private static let cascade = "resources-finalizer.argocd.argoproj.io"

    /// Removes an application.
    func application(_ object: DownObject, _ way: DownApplicationWay) throws -> Int {
        guard let live = try wait.patiently({ try cluster.get(object.reference) }),
            live.at("metadata", "uid")?.string == object.uid
        else { return 0 }
        if object.reference.group.hasSuffix("toolkit.fluxcd.io") { return try flux(object, live, way) }
        switch way {
        case .alone: return try alone(object, live)
        case .byHand: return try byHand(object, live)
        case .cascade:
            _ = try claim(live, object)
            let engine = EngineWatch(context, namespace: object.reference.namespace ?? "")
            guard try wait.patiently({ try engine.isRunning() }) else {
                observe(
                    .note(
                        step, "Argo CD's controller does not run, so what the application brought is removed from here")
                )
                return try byHand(object, live)
            }
            return try cascade(object, live, engine)
        }
    }

    private func cascade(_ object: DownObject, _ live: Node, _ engine: EngineWatch) throws -> Int {
        let isGoing = live.at("metadata", "deletionTimestamp")?.string != nil
        let finalizers = (live.at("metadata", "finalizers")?.list ?? [])
        if !isGoing, !finalizers.contains(where: { $0.string?.hasPrefix(Self.cascade) ?? false }) {
            try patch(
                object.reference, ["metadata": ["finalizers": Node(.list(finalizers + [Node(.string(Self.cascade))]))]])
        }
        let removed = try remove(object)
        guard removed != .gone, removed != .left else { return 0 }
        var isDead = false
        try wait.until {
            guard let now = try cluster.get(object.reference), now.at("metadata", "uid")?.string == object.uid else {
                return []
            }
            isDead = try engine.isGivenUp()
            return isDead ? [] : try reasons(now, object.reference)
        }
        guard isDead else { return removed == .begun ? 1 : 0 }
        observe(
            .note(
                step, "Argo CD's controller does not run any more, so what the application brought is removed from here"
            ))
        guard let now = try wait.patiently({ try cluster.get(object.reference) }) else { return 1 }
        return try byHand(object, now)
    }

    /// Why the engine is not done with an application.
    private func reasons(_ live: Node, _ reference: ObjectReference) throws -> [WaitReason] {
        var reasons = [try DownWait.reason(reference, context)]
        for listed in AppliedResources.of(live).prefix(200) where reasons.count < 4 {
            guard let held = try cluster.get(listed), held.at("metadata", "deletionTimestamp")?.string != nil,
                isBrought(held, by: reference.name)
            else { continue }
            reasons.append(try DownWait.reason(listed, context))
        }
        return reasons
    }

    /// Removes from here what an application brought, then the application.
    private func byHand(_ object: DownObject, _ live: Node) throws -> Int {
        let isGoing = live.at("metadata", "deletionTimestamp")?.string != nil
        // Else an engine that runs brings back what goes.
        if !isGoing { try stopAutomation(object.reference, live) }
        let data = try claim(live, object)
        var going: [DownObject] = []
        for listed in AppliedResources.of(live)
        where !data.contains(listed) && listed.kind != "CustomResourceDefinition" {
            guard listed.kind != "Application", let there = try wait.patiently({ try cluster.get(listed) }),
                isBrought(there, by: object.reference.name)
            else { continue }
            going.append(
                DownObject(
                    reference: listed, uid: there.at("metadata", "uid")?.string, component: object.component,
                    isLabelled: false))
        }
        return try remove(going) + alone(object, live)
    }

    private func stopAutomation(_ reference: ObjectReference, _ live: Node) throws {
        guard live.at("spec", "syncPolicy", "automated") != nil else { return }
        try patch(reference, ["spec": ["syncPolicy": ["automated": Node(.null)]]])
    }

    /// Removes an application and nothing that it brought.
    private func alone(_ object: DownObject, _ live: Node) throws -> Int {
        let finalizers = live.at("metadata", "finalizers")?.list ?? []
        let rest = finalizers.filter { !($0.string?.contains("argocd.argoproj.io") ?? false) }
        if rest.count < finalizers.count {
            try patch(object.reference, ["metadata": ["finalizers": rest.isEmpty ? Node(.null) : Node(.list(rest))]])
        }
        return try remove([object])
    }

    private func claim(_ live: Node, _ object: DownObject) throws -> Set<ObjectReference> {
        try claim(
            AppliedResources.of(live), object.component, isBrought: { isBrought($0, by: object.reference.name) },
            prepare: { try stopAutomation(object.reference, live) })
    }

    /// Whether an application brought an object: its tracking annotation says so, or the label of older versions where there is none.
    private func isBrought(_ live: Node, by application: String) -> Bool {
        let annotations = live.at("metadata", "annotations")
        if let tracking = annotations?["argocd.argoproj.io/tracking-id"]?.string {
            return tracking.utf8.prefix { $0 != UInt8(ascii: ":") }.elementsEqual(application.utf8)
        }
        let instance = live.at("metadata", "labels")?["app.kubernetes.io/instance"]?.string
        return annotations?["meta.helm.sh/release-name"] == nil
            && instance?.utf8.elementsEqual(application.utf8) ?? false
    }
}

/// Whether Argo CD's application controller runs.
final class EngineWatch {
    private let context: DownContext
    private let namespace: String
    private var missingSince: Int64?

    init(_ context: DownContext, namespace: String) { (self.context, self.namespace) = (context, namespace) }

    /// Whether one of its workloads has a pod that is ready. Names and labels are those of its chart and of its plain manifests.
    func isRunning() throws -> Bool {
        for kind in ["StatefulSet", "Deployment"] {
            let items = try context.cluster.list(try context.cluster.resource("apps/v1", kind), namespace: namespace)
                .items
            for item in items {
                let isController =
                    item.at("metadata", "labels")?["app.kubernetes.io/component"]?.string == "application-controller"
                    || item.at("metadata", "name")?.string?.hasSuffix("application-controller") ?? false
                if isController, item.at("status", "readyReplicas")?.integer ?? 0 > 0 { return true }
            }
        }
        return false
    }

    /// Whether it has not run for so long that waiting is in vain.
    func isGivenUp() throws -> Bool {
        if try isRunning() {
            missingSince = nil
            return false
        }
        let now = context.clock.monotonicMilliseconds()
        let since = missingSince ?? now
        missingSince = since
        return now - since >= Int64(context.engineGraceSeconds) * 1000
    }
}
