import Rendering
import Values

extension MachineContainerReader {
    /// Reads the pod's volumes.
    ///
    /// - Parameter owner: the StatefulSet whose templates of claims count too.
    mutating func readVolumes(claimedBy owner: Node?) {
        for claim in owner?.at("spec", "volumeClaimTemplates")?.list ?? [] {
            guard let name = claim.at("metadata", "name")?.string else { continue }
            named[name] = .kept(keep("\(name)-\(podName)-0", isKept: true))
        }
        for volume in pod["volumes"]?.list ?? [] {
            guard let name = volume["name"]?.string else { continue }
            if let claim = volume.at("persistentVolumeClaim", "claimName")?.string {
                named[name] = .kept(keep(claim, isKept: true))
            } else if let empty = volume["emptyDir"] {
                named[name] =
                    empty["medium"]?.string == "Memory" ? .memory : .scratch(keep("\(podName).\(name)", isKept: false))
            } else if let files = files(of: volume) {
                named[name] = .files(files)
            } else {
                problems.refuse(
                    "\(what) has the volume `\(name)` of a kind that is not there on one machine", of: component,
                    hint: "use persistentVolumeClaim, emptyDir, configMap, secret, or projected of the last two")
            }
        }
    }

    private mutating func keep(_ name: String, isKept: Bool) -> String {
        let full = "\(objects.platform).\(namespace).\(name)"
        volumes.insert(MachineVolume(name: full, component: component, isKept: isKept))
        return full
    }

    /// Files of a volume of texts or secret values; nil for another kind.
    private mutating func files(of volume: Node) -> [(path: String, id: String, mode: Int64)]? {
        let mode = (volume.at("configMap", "defaultMode") ?? volume.at("secret", "defaultMode"))?.integer
        if let source = volume["configMap"] { return files(source, name: source["name"], isSecret: false, mode: mode) }
        if let source = volume["secret"] {
            return files(source, name: source["secretName"], isSecret: true, mode: mode)
        }
        guard let sources = volume.at("projected", "sources")?.list else { return nil }
        let common = volume.at("projected", "defaultMode")?.integer
        var result: [(path: String, id: String, mode: Int64)] = []
        for source in sources {
            if let map = source["configMap"] {
                result += files(map, name: map["name"], isSecret: false, mode: common)
            } else if let secret = source["secret"] {
                result += files(secret, name: secret["name"], isSecret: true, mode: common)
            } else {
                return nil
            }
        }
        return result
    }

    private mutating func files(
        _ source: Node, name: Node?, isSecret: Bool, mode: Int64?
    ) -> [(path: String, id: String, mode: Int64)] {
        guard let name = name?.string else { return [] }
        let isOptional = source["optional"]?.bool == true
        let keys = isSecret ? secretKeys(name, isOptional: isOptional) : texts(name, isOptional: isOptional).map(\.key)
        let wanted: [(key: String, path: String, mode: Int64?)] =
            source["items"]?.list?.compactMap { item in
                guard let key = item["key"]?.string else { return nil }
                return (key, item["path"]?.string ?? key, item["mode"]?.integer)
            } ?? keys.map { ($0, $0, nil) }
        return wanted.compactMap { item in
            guard keys.contains(item.key) else {
                if !isOptional { missing("the key `\(item.key)` of `\(name)`") }
                return nil
            }
            let id = isSecret ? secret(name, item.key) : text(name, item.key)
            return (item.path, id, item.mode ?? mode ?? 0o444)
        }
    }

    /// What a container mounts.
    mutating func mounts(of container: Node, isOwned: Bool) -> [MachineContainer.Mount] {
        (container["volumeMounts"]?.list ?? []).flatMap { mount -> [MachineContainer.Mount] in
            guard let name = mount["name"]?.string, let target = mount["mountPath"]?.string else { return [] }
            let below = mount["subPath"]?.string
            switch named[name] {
            case .kept(let volume), .scratch(let volume):
                if below != nil {
                    problems.refuse(
                        "\(what) mounts a part of the volume `\(name)`", of: component,
                        hint: "Podman mounts a volume as a whole: mount it one level higher, or use two")
                }
                return [
                    .volume(volume, target: target, isReadOnly: mount["readOnly"]?.bool == true, isOwned: isOwned)
                ]
            case .memory: return [.memory(target: target)]
            case .files(let files):
                guard let below else {
                    let folder = target.hasSuffix("/") ? String(target.dropLast()) : target
                    return files.map { .content(id: $0.id, target: "\(folder)/\($0.path)", mode: $0.mode) }
                }
                return files.filter { $0.path == below }.map { .content(id: $0.id, target: target, mode: $0.mode) }
            case nil:
                // A volume that was refused has been told already.
                return []
            }
        }
    }

    // MARK: Texts and secret values

    /// The texts of a ConfigMap in the order of its keys.
    mutating func texts(_ name: String, isOptional: Bool) -> [(key: String, value: String)] {
        guard let map = objects.texts["\(namespace)/\(name)"] else {
            if !isOptional { missing("the ConfigMap `\(name)`") }
            return []
        }
        return (map.node["data"]?.mapping?.entries ?? []).compactMap { entry in
            entry.value.string.map { (entry.key, $0) }
        }
    }

    /// The keys of a Secret.
    mutating func secretKeys(_ name: String, isOptional: Bool) -> [String] {
        if let keys = objects.secretKeys["\(namespace)/\(name)"] { return keys }
        if !isOptional { missing("the Secret `\(name)`") }
        return []
    }

    /// The identity of a key of a Secret, which is used now.
    mutating func secret(_ name: String, _ key: String) -> String {
        let id = "\(objects.platform).\(namespace).\(name).\(key)"
        contents[id] = MachineContent(id: id, source: .secret(namespace: namespace, name: name, key: key))
        return id
    }

    /// The identity of a text, which is used now.
    private mutating func text(_ name: String, _ key: String) -> String {
        // A Secret and a ConfigMap may have one name.
        let id = "\(objects.platform).\(namespace).\(name).\(key).text"
        let value = texts(name, isOptional: true).first { $0.key == key }?.value ?? ""
        // The greatest size that Podman's store takes (containers/common, `pkg/secrets`).
        if value.utf8.count > 512_000 {
            problems.refuse(
                "\(what) mounts `\(key)` of the ConfigMap `\(name)`, which is larger than 512 000 bytes", of: component,
                hint: "split it")
        }
        contents[id] = MachineContent(id: id, source: .text(value))
        return id
    }
}
