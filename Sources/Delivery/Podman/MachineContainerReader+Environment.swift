import Rendering
import Values

extension MachineContainerReader {
    /// Variables of a container: those whose values are known now, and those that come out of the store.
    struct Variables {
        var plain: [(name: String, value: String)] = []
        var contents: [(name: String, id: String)] = []

        mutating func set(_ name: String, value: String) {
            remove(name)
            plain.append((name, value))
        }

        mutating func set(_ name: String, content: String) {
            remove(name)
            contents.append((name, content))
        }

        private mutating func remove(_ name: String) {
            plain.removeAll { $0.name == name }
            contents.removeAll { $0.name == name }
        }
    }

    /// The variables, later ones over earlier ones, as Kubernetes has it: `envFrom` first.
    mutating func environment(of container: Node) -> Variables {
        var result = Variables()
        for source in container["envFrom"]?.list ?? [] {
            let prefix = source["prefix"]?.string ?? ""
            if let name = source.at("configMapRef", "name")?.string {
                for (key, text) in texts(name, isOptional: source.at("configMapRef", "optional")?.bool == true) {
                    result.set(prefix + key, value: text)
                }
            }
            if let name = source.at("secretRef", "name")?.string {
                for key in secretKeys(name, isOptional: source.at("secretRef", "optional")?.bool == true) {
                    result.set(prefix + key, content: secret(name, key))
                }
            }
        }
        for entry in container["env"]?.list ?? [] {
            guard let name = entry["name"]?.string else { continue }
            if let from = entry["valueFrom"] {
                take(from, as: name, into: &result)
            } else {
                let value = entry["value"]
                result.set(name, value: expand(value?.string ?? value.map { JSON.write($0) } ?? "", result))
            }
        }
        return result
    }

    private mutating func take(_ source: Node, as name: String, into result: inout Variables) {
        if let reference = source["secretKeyRef"], let secretName = reference["name"]?.string,
            let key = reference["key"]?.string
        {
            let keys = secretKeys(secretName, isOptional: reference["optional"]?.bool == true)
            if keys.contains(key) { return result.set(name, content: secret(secretName, key)) }
            if reference["optional"]?.bool != true { missing("the key `\(key)` of the Secret `\(secretName)`") }
        } else if let reference = source["configMapKeyRef"], let mapName = reference["name"]?.string,
            let key = reference["key"]?.string
        {
            let isOptional = reference["optional"]?.bool == true
            if let text = texts(mapName, isOptional: isOptional).first(where: { $0.key == key })?.value {
                return result.set(name, value: text)
            }
            if !isOptional { missing("the key `\(key)` of the ConfigMap `\(mapName)`") }
        } else {
            switch source.at("fieldRef", "fieldPath")?.string {
            case "metadata.name": result.set(name, value: podName)
            case "metadata.namespace": result.set(name, value: namespace)
            default:
                problems.refuse(
                    "\(what) takes the variable \(name) from something that is not there on one machine",
                    of: component,
                    hint: "give it a value in machine/; of the pod, only its name and namespace are known")
            }
        }
    }

    /// Fills `$(NAME)` with values that are known now; `$$(NAME)` stays as `$(NAME)`.
    func expand(_ text: String, _ variables: Variables) -> String {
        var result = ""
        var rest = Substring(text)
        while let dollar = rest.firstIndex(of: "$") {
            result += rest[..<dollar]
            rest = rest[dollar...]
            if rest.hasPrefix("$$") {
                result += "$"
                rest = rest.dropFirst(2)
            } else if rest.hasPrefix("$("), let close = rest.firstIndex(of: ")") {
                let name = String(rest[rest.index(dollar, offsetBy: 2)..<close])
                if let value = variables.plain.last(where: { $0.name == name })?.value {
                    result += value
                } else {
                    if variables.contents.contains(where: { $0.name == name }) {
                        problems.refuse(
                            "\(what) composes a text of the secret variable \(name)", of: component,
                            hint:
                                "compose the whole text under `secrets:` in component.yaml: a value must not stand in a command line"
                        )
                    }
                    result += rest[...close]
                }
                rest = rest[rest.index(after: close)...]
            } else {
                result += "$"
                rest = rest.dropFirst()
            }
        }
        return result + rest
    }

    func missing(_ thing: String) {
        problems.refuse(
            "\(what) uses \(thing), which is not there", of: component,
            hint: "what it uses must be rendered in the same namespace")
    }
}
