import Kubernetes
import Rendering
import Values

/// Does one step.
struct DownWork {
    let context: DownContext
    let step: DownStep
    let stopped: StopMark
    let check: @Sendable () throws -> Void
    let observe: @Sendable (DownEvent) -> Void

    var cluster: Cluster { context.cluster }
    var wait: DownWait { DownWait(context: context, step: step, stopped: stopped, observe: observe) }

    func perform() throws -> Int {
        switch step.work {
        case .objects(let objects): try remove(objects)
        case .definitions(let components, let objects): try definitions(components, objects)
        case .release(let namespace, let name): try release(namespace, name)
        case .application(let object, let way): try application(object, way)
        case .namespace(let object): try namespace(object)
        }
    }

    /// Removes objects, those first that lead to others, and waits until they are gone.
    func remove(_ objects: [DownObject]) throws -> Int {
        var count = 0
        let isData = objects.allSatisfy {
            DataKinds.holdsData([
                "apiVersion": Node(.string($0.reference.apiVersion)), "kind": Node(.string($0.reference.kind)),
            ])
        }
        for group in DownOrder.groups(
            objects, by: { isData ? DownOrder.dataRank($0.reference) : DownOrder.rank($0.reference) })
        {
            var going: [DownObject] = []
            for object in group {
                switch try remove(object) {
                case .begun:
                    count += 1
                    going.append(object)
                case .underway: going.append(object)
                case .gone, .left: continue
                }
            }
            try wait.untilGone(going)
        }
        return count
    }

    /// What became of an object.
    enum Removed { case gone, begun, underway, left }

    /// Asks for the removal of one object, if it is still the one that was seen.
    func remove(_ object: DownObject) throws -> Removed {
        try wait.patiently {
            guard let live = try cluster.get(object.reference) else { return .gone }
            if let uid = object.uid, live.at("metadata", "uid")?.string != uid {
                leave(object.reference, "it was made anew meanwhile")
                return .left
            }
            if live.at("metadata", "deletionTimestamp")?.string != nil { return .underway }
            if object.isLabelled, !isOurs(live) {
                leave(object.reference, "it is not this platform's any more")
                return .left
            }
            try check()
            do {
                return try cluster.delete(object.reference, uid: live.at("metadata", "uid")?.string) ? .begun : .gone
            } catch let failure as KubernetesFailure where failure.kind == .conflict {
                leave(object.reference, "it was made anew meanwhile")
                return .left
            } catch let failure as KubernetesFailure where failure.kind == .notFound {
                return .gone
            }
        }
    }

    private func isOurs(_ live: Node) -> Bool {
        if case .ours = Ownership.of(live, platform: context.platform) { true } else { false }
    }

    func leave(_ reference: ObjectReference, _ reason: String) {
        observe(.kept(step, DownLeft(reference: reference, reason: reason)))
    }

    /// Changes an object a little; one that went meanwhile needs no change.
    func patch(_ reference: ObjectReference, _ merge: Node) throws {
        try wait.patiently {
            try check()
            do { _ = try cluster.patch(reference, merge: merge) } catch let failure as KubernetesFailure
                where failure.kind == .notFound
            { return }
        }
    }
}
