import HTTP
public import Values

extension Cluster {
    /// An object; nil if it is not there (its kind not being served counts as not there).
    ///
    /// - Parameter reference: the object.
    /// - Throws: `KubernetesFailure`, `Interrupted`.
    public func get(_ reference: ObjectReference) throws -> Node? {
        let type: ResourceType
        do {
            type = try resource(reference.apiVersion, reference.kind)
        } catch let failure as KubernetesFailure where failure.kind == .notServed {
            return nil
        }
        let call = Call(path: try path(type, reference), object: reference)
        return try perform(call) { response in
            if response.status == 404 { return nil }
            guard (200..<300).contains(response.status) else { throw StatusReading.failure(response, call) }
            return try parse(response, call)
        }
    }

    /// All objects of a kind, page by page. When the list expires in the middle it is begun anew, once.
    ///
    /// - Parameters:
    ///   - type: the kind.
    ///   - namespace: only this namespace.
    ///   - labels: a label selector.
    ///   - fields: a field selector.
    ///   - metadataOnly: only their metadata (`PartialObjectMetadata`).
    ///   - managersLeftOut: without who owns which field, which is half of many an object.
    /// - Throws: `KubernetesFailure`, `Interrupted`.
    public func list(
        _ type: ResourceType, namespace: String? = nil, labels: String? = nil, fields: String? = nil,
        metadataOnly: Bool = false, managersLeftOut: Bool = false
    ) throws -> ObjectList {
        var call = Call(path: try type.path(namespace: namespace))
        call.query = selectors(labels, fields)
        if managersLeftOut { call.leftOut = ["managedFields"] }
        if metadataOnly {
            call.headers = [
                ("Accept", "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json")
            ]
        }
        do {
            return try pages(call, type)
        } catch let failure as KubernetesFailure where failure.kind == .expired {
            return try pages(call, type)
        }
    }

    func selectors(_ labels: String?, _ fields: String?) -> [(name: String, value: String)] {
        [("labelSelector", labels), ("fieldSelector", fields)].compactMap { name, value in value.map { (name, $0) } }
    }

    private func pages(_ first: Call, _ type: ResourceType) throws -> ObjectList {
        var items: [Node] = []
        var bytes = 0
        var next: String?
        var version = ""
        repeat {
            var call = first
            call.query.append(("limit", String(limits.pageSize)))
            if let next { call.query.append(("continue", next)) }
            let (page, response) = try object(call)
            guard let found = page["items"]?.list ?? (page["items"]?.isNull == true ? [] : nil) else {
                throw StatusReading.malformed("the answer is no list of objects", call)
            }
            bytes += response.body.count
            guard items.count + found.count <= limits.items, bytes <= limits.bytes else {
                throw KubernetesFailure(
                    .malformed,
                    "there are more objects of kind \(type.kind) than can be read: more than \(limits.items), or \(limits.bytes >> 20) MiB",
                    hint: "remove what is not needed, or choose fewer with labels")
            }
            for item in found { items.append(try typed(item, type, call)) }
            version = page.at("metadata", "resourceVersion")?.string ?? version
            let following = page.at("metadata", "continue")?.string.flatMap { $0.isEmpty ? nil : $0 }
            // A page without anything that leads to another would never end.
            if following != nil && found.isEmpty { throw StatusReading.malformed("a page of the list is empty", call) }
            next = following
        } while next != nil
        return ObjectList(items: items, resourceVersion: version)
    }

    // Items of a list of a built-in kind come without type, those with metadata only with another one.
    private func typed(_ item: Node, _ type: ResourceType, _ call: Call) throws -> Node {
        guard let content = item.mapping else {
            throw StatusReading.malformed("an item of the list is no object", call)
        }
        let head: Mapping = ["apiVersion": .init(.string(type.apiVersion)), "kind": .init(.string(type.kind))]
        let rest = content.entries.filter { $0.key != "apiVersion" && $0.key != "kind" }
        return Node(.mapping(Mapping(entries: head.entries + rest)))
    }

    /// The last lines that a container wrote, without control characters.
    ///
    /// - Parameters:
    ///   - namespace: the pod's namespace.
    ///   - pod: the pod.
    ///   - container: the container; may be left out where there is only one.
    ///   - lines: how many lines.
    ///   - previous: whether of the run before this one.
    /// - Throws: `KubernetesFailure`, `Interrupted`.
    public func logs(
        namespace: String, pod: String, container: String? = nil, lines: Int = 20, previous: Bool = false
    ) throws -> String {
        let pods = ResourceType(group: "", version: "v1", kind: "Pod", plural: "pods", isNamespaced: true, verbs: [])
        var call = Call(path: try pods.path(namespace: namespace, name: pod, subresource: "log"))
        call.object = ObjectReference("v1", "Pod", namespace: namespace, name: pod)
        call.headers = [("Accept", "text/plain, application/json, */*")]
        call.query = [("tailLines", String(max(lines, 0))), ("limitBytes", "262144")]
        if let container { call.query.append(("container", container)) }
        if previous { call.query.append(("previous", "true")) }
        return try perform(call) { response in
            guard (200..<300).contains(response.status) else { throw StatusReading.failure(response, call) }
            return ServerText.lines(response.body)
        }
    }

    /// The path of an object.
    func path(_ type: ResourceType, _ reference: ObjectReference, subresource: String? = nil) throws -> String {
        if type.isNamespaced && reference.namespace == nil { throw Self.withoutNamespace(reference) }
        return try type.path(namespace: reference.namespace, name: reference.name, subresource: subresource)
    }

    /// To take the namespace of the context instead would write where nobody looks.
    static func withoutNamespace(_ reference: ObjectReference?) -> KubernetesFailure {
        KubernetesFailure(.invalid, "the object has no namespace, and its kind needs one", object: reference)
    }
}
