import Catalog
import Diagnostics
import Platform
import Values

extension Renderer {
    /// Reads one template's output into objects, with namespace, labels and stage.
    mutating func read(
        _ parsed: Result<[Node], SyntaxError>, origin: String, component: Component, namespace: String,
        stage: RenderedObject.Stage?
    ) -> [RenderedObject] {
        var objects: [RenderedObject] = []
        let documents: [Node]
        do throws(SyntaxError) {
            documents = try parsed.get()
        } catch {
            findings.append(Finding(syntax: error).about(component: component.name))
            return []
        }
        for node in documents where !node.isNull && node.mapping?.isEmpty != true {
            guard let kind = node["kind"]?.string, node["apiVersion"]?.string != nil,
                node.at("metadata", "name")?.string != nil
            else {
                findings.append(
                    Finding(
                        code: Code.templateOutput, message: "an object needs apiVersion, kind and metadata.name",
                        place: node.place,
                        component: component.name))
                continue
            }
            for leaf in node.leafPaths() where leaf.node.isNull {
                findings.append(
                    Finding(
                        code: Code.templateOutput,
                        message: "\(kind) `\(node.at("metadata", "name")?.string ?? "")` has nothing at `\(leaf.path)`",
                        place: leaf.node.place ?? node.place, component: component.name,
                        hint: "a key that the template names may be misspelt: what is not there renders as nothing"))
            }
            var object = RenderedObject(node: node, stage: .with, origin: origin)
            object.stage = takeStage(&object, of: component) ?? stage ?? standardStage(object, component)
            if KindScope.isClusterScoped(kind, declared: component.clusterScoped) {
                object.node.remove(at: ["metadata", "namespace"])
            } else if object.namespace == nil {
                object.node.set(Node(.string(namespace)), at: ["metadata", "namespace"])
            }
            addLabels(&object)
            objects.append(object)
        }
        return objects
    }

    private mutating func takeStage(_ object: inout RenderedObject, of component: Component) -> RenderedObject.Stage? {
        guard let annotation = object.node.at("metadata", "annotations", "fairlead.dev/stage") else { return nil }
        object.node.remove(at: ["metadata", "annotations", "fairlead.dev/stage"])
        if object.node.at("metadata", "annotations")?.mapping?.isEmpty == true {
            object.node.remove(at: ["metadata", "annotations"])
        }
        guard let stage = annotation.string.flatMap(RenderedObject.Stage.init) else {
            findings.append(
                Finding(
                    code: Code.templateOutput, message: "the stage of an object is before, with or after",
                    place: annotation.place, component: component.name))
            return nil
        }
        return stage
    }

    private func standardStage(_ object: RenderedObject, _ component: Component) -> RenderedObject.Stage {
        component.definitions.groups.contains(object.group) ? .after : .with
    }

    private func addLabels(_ object: inout RenderedObject) {
        object.node.set("fairlead", at: ["metadata", "labels", "app.kubernetes.io/managed-by"])
        object.node.set(
            Node(.string(resolution.specification.name)), at: ["metadata", "labels", "app.kubernetes.io/part-of"])
    }

    /// The same object from two templates would be fought over.
    mutating func checkDoubles(_ objects: [String: [RenderedObject]]) {
        var seen: [String: String] = [:]
        for component in objects.keys.sorted() {
            for object in objects[component] ?? [] {
                let identity = RenderedObject.identity(
                    object.group, object.kind, object.namespace ?? "", object.name)
                if let other = seen[identity] {
                    findings.append(
                        Finding(
                            code: Code.objectTwice,
                            message: "\(object.kind) `\(object.name)` comes from \(other) and from \(object.origin)",
                            component: component, hint: "name it after its consumer: {{ .Values.consumer.id }}"))
                }
                seen[identity] = object.origin
            }
        }
    }

    /// Two files of one path: one would replace the other.
    mutating func checkDoubles(_ components: [RenderedComponent]) {
        var seen: [String: String] = [:]
        for component in components {
            for file in component.repository {
                if let other = seen[file.path] {
                    findings.append(
                        Finding(
                            code: Code.objectTwice,
                            message: "the file `\(file.path)` comes from `\(other)` and from `\(component.name)`",
                            component: component.name, hint: "name it after its component"))
                }
                seen[file.path] = component.name
            }
        }
    }

    /// Two Secrets of one name: one would replace the other.
    mutating func checkDoubles(_ secrets: [SecretObject]) {
        var seen: [String: String] = [:]
        for secret in secrets {
            let identity = "\(secret.namespace)/\(secret.name)"
            if let other = seen[identity] {
                findings.append(
                    Finding(
                        code: Code.objectTwice,
                        message: "the Secret `\(identity)` is made for `\(other)` and for `\(secret.component)`",
                        component: secret.component,
                        hint: "give the one under `secrets` another name; those of bindings end in -credentials"))
            }
            seen[identity] = secret.component
        }
    }

    /// Applies a patch of the platform file.
    mutating func patched(_ objects: [RenderedObject], with patch: Specification.Patch, of member: Member)
        -> [RenderedObject]
    {
        var result = objects
        var hits = 0
        for index in result.indices where result[index].kind == patch.kind && result[index].name == patch.name {
            result[index].node = result[index].node.merged(with: patch.merge, nullDeletes: true)
            hits += 1
        }
        if hits == 0 {
            let names = objects.map { "\($0.kind)/\($0.name)" }
            findings.append(
                Finding(
                    code: Code.patchWithoutTarget,
                    message: "Fairlead renders no \(patch.kind) `\(patch.name)` for `\(member.name)`",
                    place: patch.place, component: member.name,
                    hint: Suggestion.closest(to: "\(patch.kind)/\(patch.name)", among: names).map {
                        "did you mean `\($0)`?"
                    }
                        ?? "what the upstream chart renders is changed with `values:`"))
        }
        return result
    }
}

extension RenderedComponent {
    /// Whether anything rendered for the component names a Secret.
    func mentions(_ secret: SecretObject) -> Bool {
        guard name == secret.component || objects.contains(where: { $0.namespace == secret.namespace }) else {
            return false
        }
        return (values?.mentions(secret.name) ?? false) || objects.contains { $0.node.mentions(secret.name) }
    }
}

extension Node {
    /// Whether a string of the tree has a text in it.
    func mentions(_ text: String) -> Bool {
        switch value {
        case .string(let own): own.hasBytes(of: text)
        case .list(let items): items.contains { $0.mentions(text) }
        case .mapping(let mapping): mapping.entries.contains { $0.value.mentions(text) }
        default: false
        }
    }
}
