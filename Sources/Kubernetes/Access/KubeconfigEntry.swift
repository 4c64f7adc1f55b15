public import Host
public import Values
import Crypto

/// A cluster, user or context of a kubeconfig, as it stands in its file.
public struct KubeconfigEntry: Sendable {
    /// What sort of entry it is: `cluster`, `user` or `context`.
    public let sort: String
    /// Its name.
    public let name: String
    /// What it says.
    public let node: Node
    /// The file that it stands in.
    public let file: Path

    /// What to call it in a message.
    var title: String { "\(sort) `\(plainText(name))`" }

    /// A text; nil when it is not set or empty, which mean the same in a kubeconfig.
    func text(_ key: String) throws -> String? {
        try Self.text(node[key], key, in: title)
    }

    /// A text among texts of a list or mapping below the entry.
    static func text(_ node: Node?, _ key: String, in title: String) throws -> String? {
        guard let node, !node.isNull else { return nil }
        guard let text = node.string else {
            throw KubernetesFailure.access(
                "`\(key)` of \(title) must be a text, it is a \(node.typeName)", at: node.place,
                hint: "put it in quotes")
        }
        // A zero byte ends a name for the system, and a line end starts another header field.
        guard !text.utf8.contains(where: { $0 == 0 }) else {
            throw KubernetesFailure.access("`\(key)` of \(title) holds a zero byte", at: node.place)
        }
        return text.isEmpty ? nil : text
    }

    /// A list of texts; empty when it is not set.
    func texts(_ key: String) throws -> [String] { try Self.texts(node[key], key, in: title) }

    /// A list of texts below the entry.
    static func texts(_ node: Node?, _ key: String, in title: String) throws -> [String] {
        guard let node, !node.isNull else { return [] }
        guard let list = node.list else {
            throw KubernetesFailure.access(
                "`\(key)` of \(title) must be a list, it is a \(node.typeName)", at: node.place)
        }
        return try list.map { try text($0, key, in: title) ?? "" }
    }

    /// A truth value; false when it is not set.
    func flag(_ key: String) throws -> Bool {
        guard let node = node[key], !node.isNull else { return false }
        guard let flag = node.bool else {
            throw KubernetesFailure.access(
                "`\(key)` of \(title) must be true or false, it is a \(node.typeName)", at: node.place)
        }
        return flag
    }

    /// A file that is named from the folder of the kubeconfig.
    func path(_ key: String) throws -> Path? {
        guard let text = try text(key) else { return nil }
        return Self.resolve(text, from: file)
    }

    /// A path as seen from a file.
    static func resolve(_ text: String, from file: Path) -> Path {
        let path = Path(text)
        return path.isAbsolute ? path : file.parent / text
    }

    /// The content of a PEM file: `key-data` in base64 wins over the file that `key` names, as the reference says.
    ///
    /// - Parameters:
    ///   - key: the key of the file.
    ///   - label: what its PEM block is about, such as `CERTIFICATE`.
    func pem(_ key: String, label: String) throws -> [UInt8]? {
        if let text = try text(key + "-data") {
            let place = node[key + "-data"]?.place
            let symbols = Array(text.utf8).filter { $0 != 0x0A && $0 != 0x0D && $0 != 0x20 }
            guard let bytes = Base64.decode(symbols) else {
                throw KubernetesFailure.access(
                    "`\(key)-data` of \(title) is no base64", at: place,
                    hint: "it is the PEM file in base64; `\(key)` takes the file itself")
            }
            try check(bytes, is: label, "`\(key)-data` of \(title)", place)
            return bytes
        }
        guard let path = try path(key) else { return nil }
        let place = node[key]?.place
        let bytes: [UInt8]
        do {
            bytes = try Files.read(path, limit: 1 << 20)
        } catch {
            throw KubernetesFailure.access("`\(key)` of \(title): \(error)", at: place, hint: error.hint)
        }
        try check(bytes, is: label, "`\(key)` of \(title)", place)
        return bytes
    }

    private func check(_ bytes: [UInt8], is label: String, _ what: String, _ place: Place?) throws {
        let lines = bytes.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }).filter {
            $0.starts(with: "-----BEGIN ".utf8)
        }
        guard lines.contains(where: { Self.ends($0, with: label) }) else {
            throw KubernetesFailure.access(
                "\(what) holds no PEM block `\(label)`", at: place,
                hint: lines.isEmpty ? "it must begin with `-----BEGIN`" : nil)
        }
        if lines.contains(where: { Self.ends($0, with: "ENCRYPTED PRIVATE KEY") })
            || bytes.split(separator: 0x0A).contains(where: { $0.starts(with: "Proc-Type: 4,ENCRYPTED".utf8) })
        {
            throw KubernetesFailure.access(
                "\(what) is locked with a passphrase, and there is nobody to ask", at: place,
                hint: "make a copy without one: `openssl pkey -in KEY -out COPY`")
        }
    }

    private static func ends(_ line: ArraySlice<UInt8>, with label: String) -> Bool {
        let text = String(decoding: line, as: UTF8.self)
        return text.hasSuffix("\(label)-----") || text.hasSuffix("\(label)----- ")
    }
}
