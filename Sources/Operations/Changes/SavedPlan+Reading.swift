public import Diagnostics
public import Host
import Kubernetes
import Values

extension SavedPlan {
    /// How large a file may be: 100,000 objects fit.
    private static let limits = YAML.Limits(bytes: 64 << 20, depth: 12)

    /// Reads a saved plan.
    ///
    /// - Parameter path: the file.
    /// - Throws: `FindingsError` that says what is wrong with it.
    public static func read(_ path: Path) throws(FindingsError) -> SavedPlan {
        let bytes: [UInt8]
        do throws(FileFailure) { bytes = try Files.read(path, limit: limits.bytes) } catch {
            throw unreadable("\(error)", hint: error.hint)
        }
        return try read(bytes, file: path.string)
    }

    /// Reads a saved plan.
    ///
    /// - Parameters:
    ///   - bytes: what stands in the file.
    ///   - file: its name, for findings.
    /// - Throws: `FindingsError` that says what is wrong with it.
    public static func read(_ bytes: [UInt8], file: String) throws(FindingsError) -> SavedPlan {
        let node: Node
        do throws(SyntaxError) { node = try JSON.parse(bytes, file: file, limits: limits) } catch {
            throw FindingsError(findings: [Finding(syntax: error)])
        }
        guard node["kind"]?.string == "SavedPlan" else {
            throw unreadable("\(file) is no saved plan", hint: "make one with `fairlead plan --live --save FILE`")
        }
        guard node["apiVersion"]?.string == apiVersion else {
            throw unreadable(
                "\(file) is of a version that this Fairlead does not know",
                hint: "make it anew, or use the Fairlead that made it")
        }
        let reader = SavedPlanReader(file: file)
        return try reader.plan(node)
    }

    fileprivate static func unreadable(_ message: String, place: Place? = nil, hint: String? = nil) -> FindingsError {
        FindingsError(findings: [Finding(code: Code.savedPlanUnreadable, message: message, place: place, hint: hint)])
    }
}

/// Reads the parts of a saved plan. Nothing is left to a default: a plan that lost a line must not be carried out.
private struct SavedPlanReader {
    let file: String

    func plan(_ node: Node) throws(FindingsError) -> SavedPlan {
        guard let cluster = node["cluster"] else { throw missing("cluster", node) }
        guard let wanted = node["wanted"]?.mapping else { throw missing("wanted", node) }
        guard let listed = node["objects"]?.list else { throw missing("objects", node) }
        guard let notCompared = node["notCompared"]?.list else { throw missing("notCompared", node) }
        var digests: [String: String] = [:]
        for entry in wanted.entries {
            guard let digest = entry.value.string, digest.utf8.count == 32 else {
                throw missing("wanted.\(entry.key)", entry.value)
            }
            digests[entry.key] = digest
        }
        var objects: [SavedPlan.Object] = []
        var seen: Set<String> = []
        for element in listed {
            let object = try object(element)
            guard seen.insert(object.reference.identity).inserted else {
                throw SavedPlan.unreadable("\(object.reference) stands in the plan twice", place: element.place)
            }
            objects.append(object)
        }
        var releases: [String] = []
        for element in notCompared { releases.append(try text(element, "notCompared")) }
        return SavedPlan(
            platform: try text(node["platform"], "platform", in: node),
            environment: try optional(node["environment"], "environment"),
            version: try text(node["fairlead"], "fairlead", in: node),
            cluster: SavedPlan.ClusterIdentity(
                server: try text(cluster["server"], "cluster.server", in: cluster),
                uid: try text(cluster["uid"], "cluster.uid", in: cluster)),
            wanted: digests, objects: objects, notCompared: releases)
    }

    private func object(_ node: Node) throws(FindingsError) -> SavedPlan.Object {
        guard let action = ObjectChange.Action(rawValue: try text(node["action"], "action", in: node)) else {
            throw missing("action", node)
        }
        let reference = ObjectReference(
            try text(node["apiVersion"], "apiVersion", in: node), try text(node["kind"], "kind", in: node),
            namespace: try optional(node["namespace"], "namespace"), name: try text(node["name"], "name", in: node))
        var state: LiveState?
        if let uid = try optional(node["uid"], "uid") {
            state = LiveState(
                uid: uid, resourceVersion: try text(node["resourceVersion"], "resourceVersion", in: node),
                content: try optional(node["content"], "content"))
        }
        var wave: Int?
        if let number = node["wave"] {
            guard let value = number.integer, (-2...1000).contains(value) else { throw missing("wave", number) }
            wave = Int(value)
        }
        var fields: [String] = []
        for field in node["fields"]?.list ?? [] { fields.append(try text(field, "fields")) }
        var risks: [Risk] = []
        for risk in node["risks"]?.list ?? [] {
            guard let kind = Risk.Kind(rawValue: try text(risk["kind"], "risks.kind", in: risk)) else {
                throw missing("risks.kind", risk)
            }
            risks.append(Risk(kind, try text(risk["sentence"], "risks.sentence", in: risk)))
        }
        return SavedPlan.Object(
            reference: reference, owner: try text(node["component"], "component", in: node), wave: wave, action: action,
            reason: try optional(node["reason"], "reason"), fields: fields, state: state, risks: risks)
    }

    private func optional(_ node: Node?, _ name: String) throws(FindingsError) -> String? {
        guard let node else { return nil }
        return try text(node, name)
    }

    private func text(_ node: Node?, _ name: String, in parent: Node? = nil) throws(FindingsError) -> String {
        guard let text = node?.string else { throw missing(name, node ?? parent) }
        return text
    }

    private func missing(_ name: String, _ node: Node?) -> FindingsError {
        SavedPlan.unreadable(
            "`\(name)` of the saved plan is missing or is not what it must be", place: node?.place,
            hint: "make the plan anew")
    }
}
