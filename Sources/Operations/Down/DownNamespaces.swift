import Kubernetes
import Rendering
import Values

/// Which of the platform's namespaces can go.
struct DownNamespaces {
    let going: [DownObject]
    let kept: [DownLeft]
    let foreign: [DownLeft]

    init(_ context: DownContext, _ census: DownCensus, _ belongings: DownBelongings, _ parts: DownParts) {
        var going: [DownObject] = []
        var kept: [DownLeft] = []
        var foreign: [DownLeft] = []
        let data = context.deletesData ? [] : Set(parts.data.compactMap(\.reference.namespace))
        for object in census.objects where object.at("metadata", "namespace") != nil {
            if case .foreign(let reason) = belongings.holder(object), let reference = ObjectReference(object) {
                foreign.append(DownLeft(reference: reference, reason: reason))
            }
        }
        let others = Dictionary(grouping: foreign) { $0.reference.namespace ?? "" }
        for node in census.namespaces {
            guard let name = node.at("metadata", "name")?.string else { continue }
            let reference = ObjectReference("v1", "Namespace", name: name)
            let component = node.at("metadata", "labels")?[Mark.component]?.string ?? ""
            let isGoing = node.at("metadata", "deletionTimestamp")?.string != nil
            if !isGoing, data.contains(name) {
                kept.append(DownLeft(reference: reference, reason: "it holds data that stays"))
            } else if !isGoing, let first = others[name]?.first {
                let more = (others[name]?.count ?? 1) - 1
                kept.append(
                    DownLeft(
                        reference: reference,
                        reason: "\(first.reference) is in it, and is not the platform's"
                            + (more > 0 ? "; so are \(more) more" : "")))
            } else if !isGoing, let unseen = census.unseen.first {
                kept.append(DownLeft(reference: reference, reason: "not everything in it could be seen: \(unseen)"))
            } else {
                going.append(
                    DownObject(
                        reference: reference, uid: node.at("metadata", "uid")?.string, component: component,
                        isLabelled: true))
            }
        }
        (self.going, self.kept, self.foreign) = (going, kept, foreign)
    }
}
