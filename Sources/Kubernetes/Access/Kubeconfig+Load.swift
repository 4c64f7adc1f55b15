import Diagnostics
public import Host
import Values

extension Kubeconfig {
    /// The largest file that is read, in bytes.
    static let largestFile = 4 << 20
    /// The most files that `KUBECONFIG` may name.
    static let mostFiles = 256

    /// Reads the file that is named, or the files of `KUBECONFIG`, or `~/.kube/config`.
    ///
    /// - Parameters:
    ///   - path: the file that a person named; it must be there.
    ///   - environment: the variables; `KUBECONFIG` and `HOME` are read.
    /// - Returns: what they say; without ``files`` when none of those that may be missing is there.
    /// - Throws: `KubernetesFailure` of kind `.access`.
    public static func load(_ path: Path? = nil, environment: Environment = .process) throws -> Kubeconfig {
        var result = Kubeconfig()
        if let path {
            guard try result.add(path) else {
                throw KubernetesFailure.access(
                    "there is no kubeconfig `\(path)`", hint: "check the spelling of --kubeconfig")
            }
            return result
        }
        var seen: Set<Path> = []
        for file in try paths(environment) where seen.insert(file).inserted { _ = try result.add(file) }
        return result
    }

    /// The files to look for, best first.
    static func paths(_ environment: Environment) throws -> [Path] {
        if let list = environment.nonEmpty("KUBECONFIG") {
            let names = list.utf8.split(separator: UInt8(ascii: ":")).map { String(Substring($0)) }
            guard names.count <= mostFiles else {
                throw KubernetesFailure.access("KUBECONFIG names \(names.count) files, more than \(mostFiles)")
            }
            return names.map { Path($0) }
        }
        return environment.nonEmpty("HOME").map { [Path($0) / ".kube/config"] } ?? []
    }

    /// Adds a file behind those that are there already.
    ///
    /// - Returns: false when there is no such file.
    mutating func add(_ file: Path) throws -> Bool {
        let bytes: [UInt8]
        do {
            bytes = try Files.read(file, limit: Self.largestFile)
        } catch {
            if error.reason == .notFound {
                missing.append(file)
                return false
            }
            throw KubernetesFailure.access("the kubeconfig cannot be used: \(error)", hint: error.hint)
        }
        files.append(file)
        let root: Node?
        do {
            root = try YAML.parse(bytes, file: file.string).first
        } catch {
            throw KubernetesFailure.access(
                "the kubeconfig is no YAML: \(error.message)", at: error.place, hint: error.hint)
        }
        guard let root, !root.isNull else { return true }
        try merge(root, file)
        return true
    }

    private mutating func merge(_ root: Node, _ file: Path) throws {
        guard root.mapping != nil else {
            throw KubernetesFailure.access("`\(file)` is no kubeconfig: it is a \(root.typeName)", at: root.place)
        }
        let kind = root["kind"]?.string ?? ""
        let version = root["apiVersion"]?.string ?? ""
        guard ["", "Config"].contains(kind), ["", "v1"].contains(version) else {
            throw KubernetesFailure.access(
                "`\(file)` is no kubeconfig: it is of kind `\(plainText(kind))`, apiVersion `\(plainText(version))`",
                at: root["kind"]?.place ?? root["apiVersion"]?.place,
                hint: "a kubeconfig has `kind: Config` and `apiVersion: v1`")
        }
        let added = try (
            clusters: Self.entries(root, "cluster", file), users: Self.entries(root, "user", file),
            contexts: Self.entries(root, "context", file)
        )
        Self.append(added.clusters, to: &clusters)
        Self.append(added.users, to: &users)
        Self.append(added.contexts, to: &contexts)
        if currentContext == nil {
            currentContext = try KubeconfigEntry.text(root["current-context"], "current-context", in: "`\(file)`")
        }
        if added.users.contains(where: { Self.holdsSecret($0.node) }) { warnIfOpen(file) }
    }

    private static func entries(_ root: Node, _ sort: String, _ file: Path) throws -> [KubeconfigEntry] {
        let key = sort + "s"
        guard let node = root[key], !node.isNull else { return [] }
        guard let list = node.list else {
            throw KubernetesFailure.access("`\(key)` must be a list, it is a \(node.typeName)", at: node.place)
        }
        var seen: Set<[UInt8]> = []
        return try list.map { item in
            guard item.mapping != nil else {
                throw KubernetesFailure.access(
                    "an element of `\(key)` must be a mapping, it is a \(item.typeName)", at: item.place)
            }
            let name = try KubeconfigEntry.text(item["name"], "name", in: "an element of `\(key)`") ?? ""
            guard seen.insert(Array(name.utf8)).inserted else {
                throw KubernetesFailure.access(
                    "`\(key)` has the name `\(plainText(name))` twice", at: item["name"]?.place ?? item.place,
                    hint: "remove one of them")
            }
            let content = item[sort] ?? Node(.null, place: item.place)
            guard content.isNull || content.mapping != nil else {
                throw KubernetesFailure.access(
                    "\(sort) `\(plainText(name))` must be a mapping, it is a \(content.typeName)", at: content.place)
            }
            return KubeconfigEntry(sort: sort, name: name, node: content, file: file)
        }
    }

    private static func append(_ added: [KubeconfigEntry], to entries: inout [KubeconfigEntry]) {
        var known = Set(entries.map { Array($0.name.utf8) })
        entries += added.filter { known.insert(Array($0.name.utf8)).inserted }
    }

    private static func holdsSecret(_ user: Node) -> Bool {
        ["token", "password", "client-key-data", "auth-provider"].contains { user[$0].map { !$0.isNull } ?? false }
    }

    private mutating func warnIfOpen(_ file: Path) {
        guard let status = (try? Files.status(file)) ?? nil, status.kind == .file, status.permissions & 0o044 != 0
        else { return }
        warnings.append(
            Finding(
                code: Code.kubeconfigOpen, severity: .warning,
                message: "`\(file)` holds credentials, and others than its owner may read it",
                cause: "its permissions are \(String(status.permissions & 0o777, radix: 8))",
                hint: "chmod 600 \(file)"))
    }
}
