public import Diagnostics
public import Host
import Values

extension Lock {
    /// Reads the lock of an output folder, after a write that was cut short there has been completed.
    ///
    /// - Parameter folder: the output folder.
    /// - Returns: the lock; nil if the folder or the lock is not there.
    /// - Throws: `FindingsError` if it cannot be read or is damaged; `Interrupted` if the user asks to stop meanwhile.
    public static func read(_ folder: Path) throws -> Lock? {
        try TreeWriter.recover(folder)
        return try load(folder)
    }

    /// Reads the lock as it stands.
    static func load(_ folder: Path) throws(FindingsError) -> Lock? {
        let path = folder / fileName
        let bytes: [UInt8]
        do throws(FileFailure) {
            guard let status = try Files.status(path, followingLinks: false) else { return nil }
            guard status.kind == .file else {
                throw FileFailure(status.kind == .directory ? .isDirectory : .outside(root: folder), "read", path)
            }
            bytes = try Files.read(path, limit: greatestSize)
        } catch {
            throw FindingsError(findings: [Finding(Code.unreadable, error)])
        }
        return try parse(bytes, file: path.string)
    }

    /// Reads the text of a lock. Nothing in it is trusted: paths that lead anywhere but below the folder are refused.
    ///
    /// - Parameters:
    ///   - bytes: the file's content.
    ///   - file: its name, for findings.
    /// - Throws: `FindingsError` with everything that is wrong.
    public static func parse(_ bytes: [UInt8], file: String) throws(FindingsError) -> Lock {
        var sources = Sources()
        sources.add(file: file, bytes: bytes)
        let node: Node
        do throws(SyntaxError) {
            node = try YAML.parseSingle(bytes, file: file, limits: limits)
        } catch {
            throw FindingsError(findings: [Finding(syntax: error).withLockHint], sources: sources)
        }
        var reader = LockReader(file: file)
        let lock = reader.read(node)
        guard reader.findings.isEmpty else { throw FindingsError(findings: reader.findings, sources: sources) }
        return lock
    }

    private static let greatestSize = 8 << 20
    private static var limits: YAML.Limits { YAML.Limits(bytes: greatestSize, depth: 8, nodes: 400_000, expansion: 0) }
}

/// Reads a lock's tree and collects everything that is wrong with it.
private struct LockReader {
    let file: String
    var findings: [Finding] = []

    init(file: String) { self.file = file }

    mutating func read(_ node: Node) -> Lock {
        var lock = Lock()
        guard let mapping = node.mapping else {
            fault(.wrongType, "the lock is no mapping", node)
            return lock
        }
        guard node["version"]?.integer == Int64(Lock.formatVersion) else {
            let version = node["version"].map { JSON.write($0) } ?? "none"
            fault(
                .unknownVersion, "the lock's version is \(version), this Fairlead knows \(Lock.formatVersion)",
                node["version"] ?? node,
                hint: "use the Fairlead that wrote it, or a newer one")
            return lock
        }
        for entry in mapping.entries {
            switch entry.key {
            case "version": break
            case "files": readFiles(entry.value, into: &lock)
            case "charts": readCharts(entry.value, into: &lock)
            case "seals": readSeals(entry.value, into: &lock)
            default: fault(.unknownKey, "the lock knows no key `\(entry.key)`", entry.value)
            }
        }
        return lock
    }

    private mutating func readFiles(_ node: Node, into lock: inout Lock) {
        for entry in entries(node, of: "files") {
            guard let hash = digest(entry.value) else { continue }
            if let problem = TreePath.problem(entry.key) {
                fault(
                    .notAllowed, "the lock names the file \(JSON.write(Node(.string(entry.key)))): \(problem)",
                    entry.value)
            } else {
                lock.files[entry.key] = hash
            }
        }
    }

    private mutating func readCharts(_ node: Node, into lock: inout Lock) {
        guard let list = node.list else { return fault(.wrongType, "`charts` is no list", node) }
        for item in list {
            let parts = ["component", "repository", "name", "version"].map { item[$0]?.string }
            guard item.mapping?.count == parts.count, let component = parts[0], let repository = parts[1],
                let name = parts[2],
                let version = parts[3]
            else {
                fault(
                    .wrongType, "a chart needs the texts component, repository, name and version, and nothing else",
                    item)
                continue
            }
            lock.charts.append(.init(component: component, repository: repository, name: name, version: version))
        }
    }

    private mutating func readSeals(_ node: Node, into lock: inout Lock) {
        for secret in entries(node, of: "seals") {
            for entry in entries(secret.value, of: secret.key) {
                guard let fingerprint = digest(entry.value, bytes: nil) else { continue }
                lock.seals[secret.key, default: [:]][entry.key] = fingerprint
            }
        }
    }

    private mutating func entries(_ node: Node, of name: String) -> [Mapping.Entry] {
        guard let mapping = node.mapping else {
            fault(.wrongType, "`\(name)` is no mapping", node)
            return []
        }
        return mapping.entries
    }

    /// Hexadecimal text; of a SHA-256 unless another length is allowed.
    private mutating func digest(_ node: Node, bytes: Int? = 32) -> String? {
        let text = node.string ?? ""
        let isHex = text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        let hasLength = bytes.map { text.utf8.count == $0 * 2 } ?? (1...128).contains(text.utf8.count)
        if isHex, hasLength { return text }
        fault(
            .badFormat,
            bytes == nil ? "a fingerprint is no hexadecimal text" : "a file's SHA-256 is not 64 hexadecimal digits",
            node)
        return nil
    }

    private mutating func fault(_ code: Code, _ message: String, _ node: Node, hint: String? = nil) {
        // A damaged file of thousands of lines is said once per kind of damage, not thousands of times.
        guard findings.count < 20 else { return }
        findings.append(Finding(code: code, message: message, place: node.place, hint: hint ?? Finding.lockHint))
    }
}

extension Finding {
    fileprivate static let lockHint = "take \(Lock.fileName) back from Git; it is never written by hand"

    fileprivate var withLockHint: Finding {
        var copy = self
        copy.hint = Self.lockHint
        return copy
    }

    /// A finding for something that failed with a file.
    init(_ code: Code, _ failure: FileFailure) {
        self.init(code: code, message: failure.description, hint: failure.hint)
    }
}
