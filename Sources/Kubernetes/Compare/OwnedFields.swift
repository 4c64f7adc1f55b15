public import Values

/// The fields that a manager owns of an object, by what the server keeps of them
/// (API reference: `ManagedFieldsEntry`, `FieldsV1`).
public enum OwnedFields {
    /// Fields that the manager applied before, that are still there, and that it no longer desires. An apply
    /// removes them.
    ///
    /// - Parameters:
    ///   - live: the object as the server has it, with its managed fields.
    ///   - manager: the name of the manager.
    ///   - desired: the object as it should be now.
    /// - Returns: paths as ``FieldDifference/path`` has them, each the uppermost that is gone; sorted as the
    ///   server lists them.
    public static func leftOver(live: Node, manager: String = Cluster.fieldManager, desired: Node) -> [String] {
        var walk = LeftOverWalk(isSecret: live["apiVersion"]?.string == "v1" && live["kind"]?.string == "Secret")
        for entry in entries(live, manager) {
            walk.visit(entry["fieldsV1"] ?? Node(.null), desired, live, FieldPath())
        }
        return walk.found
    }

    /// Whether the manager has ever applied the object.
    ///
    /// - Parameters:
    ///   - live: the object as the server has it.
    ///   - manager: the name of the manager.
    public static func isApplied(_ live: Node, by manager: String = Cluster.fieldManager) -> Bool {
        !entries(live, manager).isEmpty
    }

    private static func entries(_ live: Node, _ manager: String) -> [Node] {
        (live.at("metadata", "managedFields")?.list ?? []).filter {
            ($0["manager"]?.string ?? "").utf8.elementsEqual(manager.utf8) && $0["operation"]?.string == "Apply"
                && ($0["subresource"]?.string ?? "").isEmpty
        }
    }
}

/// A walk through owned fields, the desired object and the live one.
private struct LeftOverWalk {
    let isSecret: Bool
    var found: [String] = []

    init(isSecret: Bool) { self.isSecret = isSecret }

    mutating func visit(_ owned: Node, _ desired: Node?, _ live: Node, _ path: FieldPath) {
        for entry in owned.mapping?.entries ?? [] where entry.key != "." {
            guard let step = step(entry.key), !isKey(step, path) else { continue }
            let place = path.appending(step)
            guard let there = child(live, step), !there.isNull else { continue }
            if let wanted = wanted(desired, step, path) {
                visit(entry.value, wanted, there, place)
            } else {
                found.append(place.text)
            }
        }
    }

    /// Keys of elements may be left to their defaults: an element that is desired has its keys.
    private func isKey(_ step: FieldPath.Step, _ path: FieldPath) -> Bool {
        guard case .field(let name) = step, case .element(let keys)? = path.steps.last else { return false }
        return keys.contains { $0.field.utf8.elementsEqual(name.utf8) }
    }

    /// `f:` a field, `k:` an element by its keys, `v:` a member of a set, `i:` a position.
    private func step(_ key: String) -> FieldPath.Step? {
        let bytes = Array(key.utf8)
        guard bytes.count > 2, bytes[1] == UInt8(ascii: ":") else { return nil }
        let rest = String(decoding: bytes[2...], as: UTF8.self)
        switch bytes[0] {
        case UInt8(ascii: "f"): return .field(rest)
        case UInt8(ascii: "i"): return Int(rest).map { .position($0) }
        case UInt8(ascii: "k"):
            guard let keys = (try? JSON.parse(Array(rest.utf8), file: ""))?.mapping, !keys.isEmpty else { return nil }
            return .element(keys.entries.map { ($0.key, Node($0.value.value)) })
        case UInt8(ascii: "v"): return (try? JSON.parse(Array(rest.utf8), file: "")).map { .member($0) }
        default: return nil
        }
    }

    private func wanted(_ desired: Node?, _ step: FieldPath.Step, _ path: FieldPath) -> Node? {
        guard let desired else { return nil }
        if isSecret, case .field(let name) = step {
            if path.steps.isEmpty, name == "data" || name == "stringData" {
                // What is to be text is kept as data (API reference: `Secret.stringData`).
                let both = (desired["data"]?.mapping?.entries ?? []) + (desired["stringData"]?.mapping?.entries ?? [])
                if both.isEmpty { return nil }
                return Node(.mapping(Mapping(entries: both)))
            }
        }
        return child(desired, step).flatMap(\.present)
    }

    private func child(_ node: Node, _ step: FieldPath.Step) -> Node? {
        switch step {
        case .field(let name): node[name]
        case .position(let position):
            node.list.flatMap { $0.indices.contains(position) ? $0[position] : nil }
        case .member(let value): node.list?.first { $0 == value }
        case .element(let keys):
            node.list?.first { element in
                keys.allSatisfy { key in
                    (element[key.field] ?? ListKeys.fallback(key.field)).map { $0.value == key.value.value } ?? false
                }
            }
        }
    }
}
