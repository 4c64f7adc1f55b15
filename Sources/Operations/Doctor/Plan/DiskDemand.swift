import Catalog
import Delivery
import Kubernetes
import Platform
import Rendering
import Values

/// Disks that the plan asks for, as far as they can be seen before anything runs.
struct DiskDemand: Sendable {
    /// The member.
    let member: String
    /// What asks, for people.
    let title: String
    /// The storage class; nil for the default one.
    let storageClass: String?
    /// Bytes of one disk; nil where it is not said.
    let bytes: Double?
    /// How many disks.
    let number: Int
    /// Whether several nodes write to it.
    let isShared: Bool

    /// The disks of the plan.
    static func all(_ context: DoctorContext) -> [DiskDemand] {
        context.planned.flatMap(of) + ofBindings(context) + ofValues(context)
    }

    private static func of(_ object: PlannedObject) -> [DiskDemand] {
        let spec = object.node["spec"] ?? [:]
        let title = "\(object.reference.kind) \(object.reference.name)"
        func claim(_ spec: Node, _ number: Int) -> DiskDemand? {
            // An empty name is a claim for a disk without a class, made by hand.
            let name = spec["storageClassName"]?.string
            guard name != "" else { return nil }
            return DiskDemand(
                member: object.member, title: title, storageClass: name,
                bytes: spec.at("resources", "requests", "storage").flatMap(amount), number: number,
                isShared: (spec["accessModes"]?.list ?? []).contains { $0.string == "ReadWriteMany" })
        }
        func count(_ node: Node?) -> Int { Int(clamping: min(max(node?.integer ?? 1, 0), 100_000)) }
        switch object.reference.kind {
        case "PersistentVolumeClaim": return [claim(spec, 1)].compactMap { $0 }
        case "StatefulSet":
            return (spec["volumeClaimTemplates"]?.list ?? []).compactMap {
                claim($0["spec"] ?? [:], count(spec["replicas"]))
            }
        default:
            // Operators of databases say it this way: a size, and a class beside it.
            return ["storage", "walStorage"].compactMap { key in
                guard let storage = spec[key], let size = storage["size"].flatMap(amount) else { return nil }
                let name = (storage["storageClass"] ?? storage["storageClassName"])?.string
                return DiskDemand(
                    member: object.member, title: title, storageClass: name == "" ? nil : name, bytes: size,
                    number: count(spec["instances"] ?? spec["replicas"]), isShared: false)
            }
        }
    }

    /// A binding to disks says the class, whether or not an object says it too.
    private static func ofBindings(_ context: DoctorContext) -> [DiskDemand] {
        context.facts(of: "block-storage").map { facts in
            let name = facts.properties["class"]?.string ?? ""
            return DiskDemand(
                member: facts.binding.consumer, title: "its disks", storageClass: name.isEmpty ? nil : name, bytes: nil,
                number: 0, isShared: false)
        }
    }

    /// Classes that are named in the values of charts which are not at hand, and what those members say that they keep.
    private static func ofValues(_ context: DoctorContext) -> [DiskDemand] {
        let unknown = Set(context.charts.missing(context.desired))
        return context.desired.members.filter { unknown.contains($0.name) }.flatMap { member -> [DiskDemand] in
            let values = member.release?.values ?? [:]
            let rendered = context.desired.input.rendering.component(member.name)
            return named(in: values, depth: 0).map {
                DiskDemand(
                    member: member.name, title: "its chart", storageClass: $0.name, bytes: nil, number: 0,
                    isShared: $0.isShared)
            }
                + (rendered?.disks ?? []).compactMap { disk in
                    Amount.parse(disk.size).map { size in
                        let name = context.facts(of: "block-storage").first { $0.binding.consumer == member.name }?
                            .properties["class"]?.string
                        return DiskDemand(
                            member: member.name, title: disk.name, storageClass: name == "" ? nil : name, bytes: size,
                            number: 1, isShared: false)
                    }
                }
        }
    }

    private static func named(in node: Node, depth: Int) -> [(name: String, isShared: Bool)] {
        guard depth < 64 else { return [] }
        switch node.value {
        case .list(let items): return items.flatMap { named(in: $0, depth: depth + 1) }
        case .mapping(let mapping):
            var found: [(name: String, isShared: Bool)] = []
            if let name = (mapping["storageClass"] ?? mapping["storageClassName"])?.string, !name.isEmpty, name != "-" {
                let modes = mapping["accessModes"]?.list ?? [mapping["accessMode"]].compactMap { $0 }
                found.append((name, modes.contains { $0.string == "ReadWriteMany" }))
            }
            return found + mapping.entries.flatMap { named(in: $0.value, depth: depth + 1) }
        default: return []
        }
    }

    private static func amount(_ node: Node) -> Double? {
        node.string.flatMap(Amount.parse) ?? node.double.flatMap { $0 >= 0 ? $0 : nil }
    }
}
