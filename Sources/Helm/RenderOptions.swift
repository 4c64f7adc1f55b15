internal import Values

/// The options of `helm_render`. The library refuses keys that it does not know.
struct RenderOptions {
    var release: String
    var namespace: String
    var capabilities: Capabilities?
    /// Whether a value that is not there is an error instead of nothing.
    var strict = false

    init(_ request: RenderRequest) {
        release = request.release
        namespace = request.namespace
        capabilities = request.capabilities
    }

    var json: String {
        var pairs: [(String, Node)] = [
            ("name", Node(.string(release))), ("namespace", Node(.string(namespace))), ("is_install", true),
        ]
        if let capabilities {
            pairs.append(("kube_version", Node(.string(KubernetesVersion.full(capabilities.kubernetes)))))
            let known = KubernetesKinds.served(by: capabilities.kubernetes) + capabilities.apiVersions
            pairs.append(("api_versions", Node(.list(known.map { Node(.string($0)) }))))
        }
        if strict { pairs.append(("strict", true)) }
        return JSON.write(Node(.mapping(Mapping(pairs))))
    }
}

extension Node {
    /// The values as JSON; nothing at all counts as no values.
    func helmValues() throws(HelmFailure) -> String {
        if isNull { return "{}" }
        guard mapping != nil else { throw HelmFailure(.values, "values must be a mapping, found a \(typeName)") }
        guard isFinite else { throw HelmFailure(.values, "values hold a number that is infinite or no number") }
        return JSON.write(self)
    }

    /// JSON has no way to write other numbers.
    private var isFinite: Bool {
        switch value {
        case .double(let number): number.isFinite
        case .list(let list): list.allSatisfy(\.isFinite)
        case .mapping(let mapping): mapping.entries.allSatisfy(\.value.isFinite)
        default: true
        }
    }
}

extension RenderedFile {
    /// The text for people that `helm install` prints; no manifest.
    var isNotes: Bool { path.utf8.split(separator: UInt8(ascii: "/")).last?.elementsEqual("NOTES.txt".utf8) ?? false }

    /// Whether there is nothing but white space in it.
    var isBlank: Bool { text.utf8.allSatisfy { $0 == 0x20 || ($0 >= 0x09 && $0 <= 0x0D) } }
}

extension [RenderedFile] {
    /// Those that are applied, in the order of their paths.
    var manifests: [RenderedFile] { filter { !$0.isNotes && !$0.isBlank }.sortedByPath() }

    /// Sorted by the bytes of their paths.
    func sortedByPath() -> [RenderedFile] { sorted { bytesPrecede($0.path, $1.path) } }
}

/// The order of the bytes; Swift's own order of texts would join what is canonically equal.
func bytesPrecede(_ left: String, _ right: String) -> Bool { left.utf8.lexicographicallyPrecedes(right.utf8) }
