import Host
import Kubernetes
import Rendering
import Values

extension DownWork {
    /// Removes definitions of which no object is left. With any other, objects would go that nobody asked about.
    func definitions(_ components: [String], _ planned: [DownObject]) throws -> Int {
        let named = Set(components)
        let type = try cluster.resource("apiextensions.k8s.io/v1", "CustomResourceDefinition")
        let live = try wait.patiently { try cluster.list(type, labels: "\(Mark.platform)=\(context.platform)").items }
        var going: [DownObject] = []
        for definition in live {
            guard let reference = ObjectReference(definition),
                let component = definition.at("metadata", "labels")?[Mark.component]?.string,
                named.contains(component)
            else { continue }
            let object = DownObject(
                reference: reference, uid: definition.at("metadata", "uid")?.string, component: component,
                isLabelled: true)
            if let instance = try wait.patiently({ try Definitions.instance(of: definition, cluster) }) {
                leave(reference, "\(instance) is of its kind, and would go with it")
            } else {
                going.append(object)
            }
        }
        defer { cluster.forgetResources() }
        return try remove(going)
    }

    /// Removes a namespace, if nothing is left in it but what Kubernetes put there.
    func namespace(_ object: DownObject) throws -> Int {
        let name = object.reference.name
        guard let live = try wait.patiently({ try cluster.get(object.reference) }) else { return 0 }
        if live.at("metadata", "deletionTimestamp")?.string == nil {
            // What lost its owner a moment ago needs a moment to go.
            var obstacles = try wait.patiently { try self.obstacles(in: name) }
            for _ in 0..<10 where !obstacles.isEmpty {
                try Pause.wait(milliseconds: min(context.lookMilliseconds, 300))
                obstacles = try wait.patiently { try self.obstacles(in: name) }
            }
            if let first = obstacles.first {
                leave(
                    object.reference,
                    "\(first) is in it" + (obstacles.count > 1 ? ", and \(obstacles.count - 1) more" : ""))
                return 0
            }
        }
        return try remove([object])
    }

    private func obstacles(in namespace: String) throws -> [String] {
        let census = try DownCensus.of(cluster, namespace: namespace)
        var found = census.unseen.map { "something that could not be seen (\($0))" }
        for object in census.objects where object.at("metadata", "deletionTimestamp")?.string == nil {
            let kind = object["kind"]?.string ?? ""
            let name = object.at("metadata", "name")?.string ?? ""
            let isOwned = !(object.at("metadata", "ownerReferences")?.list?.isEmpty ?? true)
            if isOwned && kind != "PersistentVolumeClaim" { continue }
            if DownBelongings.isKubernetesOwn(kind, name, object.at("metadata", "annotations")) { continue }
            found.append("\(kind) \(name)")
        }
        return found
    }
}

/// Looks at what a definition defines.
enum Definitions {
    /// An object of a definition's kind; nil if there is none.
    static func instance(of definition: Node, _ cluster: Cluster) throws -> ObjectReference? {
        guard let group = definition.at("spec", "group")?.string,
            let kind = definition.at("spec", "names", "kind")?.string,
            let plural = definition.at("spec", "names", "plural")?.string
        else { return nil }
        for version in definition.at("spec", "versions")?.list ?? [] where version["served"]?.bool == true {
            let type = ResourceType(
                group: group, version: version["name"]?.string ?? "", kind: kind, plural: plural,
                isNamespaced: definition.at("spec", "scope")?.string == "Namespaced", verbs: ["list"])
            do {
                return try cluster.list(type, metadataOnly: true).items.first.flatMap { ObjectReference($0) }
            } catch let failure as KubernetesFailure where failure.kind == .notFound || failure.kind == .notServed {
                continue
            }
        }
        return nil
    }
}
