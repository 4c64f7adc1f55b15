import HTTP
public import Values

extension Cluster {
    /// Server-side apply. Nulls in mappings are left out: charts write them for "nothing", and a strict server refuses them.
    ///
    /// - Parameters:
    ///   - object: the object, with everything that we want to own of it.
    ///   - dryRun: whether nothing is kept.
    ///   - force: whether fields of other managers are taken over.
    ///   - strict: whether unknown and doubled fields are refused, where the server can tell (from 1.25; older ones ignore it).
    /// - Returns: the object as the server has it, with the warnings of the server.
    /// - Throws: `KubernetesFailure`, of kind `.conflict` with the fields and their managers as causes; `Interrupted`.
    public func apply(
        _ object: Node, dryRun: Bool = false, force: Bool = false, strict: Bool = true
    ) throws -> Applied {
        let target = try target(ApplyForm.of(object))
        var call = Call(method: "PATCH", path: target.path, object: target.reference)
        call.query = [("fieldManager", Self.fieldManager), ("force", force ? "true" : "false")]
        if strict { call.query.append(("fieldValidation", "Strict")) }
        if dryRun { call.query.append(("dryRun", "All")) }
        // JSON is YAML.
        call.setBody(target.body, type: "application/apply-patch+yaml")
        let (node, response) = try self.object(call)
        return Applied(object: node, warnings: warnings(response), isNew: response.status == 201)
    }

    /// Makes an object. It is sent once, but for 429: a second time would find the first one's object.
    ///
    /// - Parameters:
    ///   - object: the object, with a name or `generateName`.
    ///   - dryRun: whether nothing is kept.
    /// - Returns: the object as the server has it.
    /// - Throws: `KubernetesFailure`, `Interrupted`.
    public func create(_ object: Node, dryRun: Bool = false) throws -> Node {
        let target = try target(object, needsName: false)
        var call = Call(method: "POST", path: target.collection, isRepeatable: dryRun, object: target.reference)
        call.query = [("fieldManager", Self.fieldManager)] + (dryRun ? [("dryRun", "All")] : [])
        call.setBody(target.body)
        return try self.object(call).node
    }

    /// Replaces an object; with its `resourceVersion` only if nobody changed it meanwhile.
    ///
    /// - Parameter object: the whole object.
    /// - Returns: the object as the server has it.
    /// - Throws: `KubernetesFailure`, `Interrupted`.
    public func replace(_ object: Node) throws -> Node {
        let target = try target(object)
        let hasVersion = object.at("metadata", "resourceVersion")?.string?.isEmpty == false
        var call = Call(method: "PUT", path: target.path, isRepeatable: hasVersion, object: target.reference)
        call.query = [("fieldManager", Self.fieldManager)]
        call.setBody(target.body)
        return try self.object(call).node
    }

    /// A JSON merge patch (RFC 7386).
    ///
    /// - Parameters:
    ///   - reference: the object.
    ///   - merge: what changes; null removes.
    ///   - dryRun: whether nothing is kept.
    ///   - subresource: what is patched instead of the object, such as `status`.
    /// - Returns: the object as the server has it.
    /// - Throws: `KubernetesFailure`, `Interrupted`.
    public func patch(
        _ reference: ObjectReference, merge: Node, dryRun: Bool = false, subresource: String? = nil
    ) throws -> Node {
        let type = try resource(reference.apiVersion, reference.kind)
        var call = Call(
            method: "PATCH", path: try path(type, reference, subresource: subresource), object: reference)
        call.query = [("fieldManager", Self.fieldManager)] + (dryRun ? [("dryRun", "All")] : [])
        call.setBody(merge, type: "application/merge-patch+json")
        return try object(call).node
    }

    /// Removes an object.
    ///
    /// - Parameters:
    ///   - reference: the object.
    ///   - uid: only if it is this very one.
    ///   - propagation: what happens to what it owns.
    ///   - dryRun: whether nothing happens.
    /// - Returns: false if it was not there.
    /// - Throws: `KubernetesFailure`, of kind `.conflict` if it has another `uid`; `Interrupted`.
    public func delete(
        _ reference: ObjectReference, uid: String? = nil, propagation: Propagation = .background, dryRun: Bool = false
    ) throws -> Bool {
        let type: ResourceType
        do {
            type = try resource(reference.apiVersion, reference.kind)
        } catch let failure as KubernetesFailure where failure.kind == .notServed {
            return false
        }
        var options: Node = ["apiVersion": "v1", "kind": "DeleteOptions"]
        options["propagationPolicy"] = Node(.string(propagation.rawValue))
        if let uid { options["preconditions"] = ["uid": Node(.string(uid))] }
        if dryRun { options["dryRun"] = ["All"] }
        var call = Call(
            method: "DELETE", path: try path(type, reference), isRepeatable: uid != nil || dryRun, object: reference)
        call.setBody(options)
        return try perform(call) { response in
            if response.status == 404 { return false }
            guard (200..<300).contains(response.status) else { throw StatusReading.failure(response, call) }
            return true
        }
    }

    private struct Target {
        var path: String
        var collection: String
        var body: Node
        var reference: ObjectReference?
    }

    // Where an object goes, and what of it is sent.
    private func target(_ object: Node, needsName: Bool = true) throws -> Target {
        guard let apiVersion = object["apiVersion"]?.string, let kind = object["kind"]?.string else {
            throw KubernetesFailure(.invalid, "the object has no apiVersion or no kind")
        }
        let reference = ObjectReference(object)
        if needsName && reference == nil { throw KubernetesFailure(.invalid, "an object of kind \(kind) has no name") }
        let type = try resource(apiVersion, kind)
        let namespace = object.at("metadata", "namespace")?.string
        if type.isNamespaced && namespace == nil { throw Self.withoutNamespace(reference) }
        var body = object.withoutNulls()
        // The server fills them in, and refuses to be told them in an apply; charts put namespaces on kinds without any.
        body["metadata"]?["managedFields"] = nil
        if !type.isNamespaced { body["metadata"]?["namespace"] = nil }
        let collection = try type.path(namespace: namespace)
        let path = try reference.map { try type.path(namespace: namespace, name: $0.name) } ?? collection
        return Target(path: path, collection: collection, body: body, reference: reference)
    }

    private func warnings(_ response: HTTPResponse) -> [String] {
        response.headers.filter { $0.name.lowercased() == "warning" }.prefix(100).flatMap {
            WarningField.texts($0.value)
        }
    }
}
