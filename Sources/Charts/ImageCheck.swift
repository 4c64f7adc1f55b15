import Diagnostics
import Values

/// The images that a chart's output names.
enum ImageCheck {
    private static let containerLists: Set<String> = ["containers", "initContainers", "ephemeralContainers"]
    private static let movingTags: Set<String> = [
        "latest", "main", "master", "dev", "develop", "edge", "nightly", "stable", "head", "trunk", "canary", "rolling",
        "snapshot", "unstable", "testing",
    ]

    /// All images in objects, sorted, each once.
    static func images(in objects: [ChartObject]) -> [FoundImage] {
        var found: [String: FoundImage] = [:]
        for object in objects where object.kind != "CustomResourceDefinition" {
            walk(object.node, inContainers: false, key: "") { reference, isContainer in
                if let known = found[reference], known.isContainer || !isContainer { return }
                found[reference] = FoundImage(reference: reference, object: object.title, isContainer: isContainer)
            }
        }
        return found.keys.sorted().compactMap { found[$0] }
    }

    /// What is to be said of the images.
    ///
    /// - Parameters:
    ///   - images: those that were found.
    ///   - listed: those that the component says run because of it.
    static func findings(_ images: [FoundImage], listed: [String]) -> [Finding] {
        let known = Set(listed.flatMap { [comparable($0), withoutDigest(comparable($0))] })
        var findings: [Finding] = []
        for image in images {
            if let why = mobility(of: image.reference) {
                findings.append(
                    Finding(
                        code: Code.mutableImage, severity: .warning,
                        message: "image `\(image.reference)` of \(image.object) \(why)",
                        hint: "set the tag in the chart's values to an exact version"))
            }
            let name = comparable(image.reference)
            if image.reference.isEmpty || known.contains(name) || known.contains(withoutDigest(name)) { continue }
            let how = image.isContainer ? "runs" : "is named"
            findings.append(
                Finding(
                    code: Code.imageUnlisted, severity: image.isContainer ? .warning : .note,
                    message: "image `\(image.reference)` \(how) in \(image.object), and `images` does not list it",
                    hint: "add it to `images` of the component: people mirror and scan what is listed there"))
        }
        return findings
    }

    /// Why an image may be another one tomorrow; nil if its tag stands still.
    static func mobility(of reference: String) -> String? {
        if reference.isEmpty { return "has no name" }
        if reference.contains("@") { return nil }
        let last = reference.split(separator: "/").last ?? ""
        guard let colon = last.firstIndex(of: ":") else { return "has no tag" }
        let tag = last[last.index(after: colon)...].lowercased()
        if tag.isEmpty { return "has an empty tag" }
        let words = tag.split(separator: "-")
        let moves =
            movingTags.contains(tag) || ["latest", "stable", "nightly"].contains(words.last.map(String.init) ?? "")
        return moves ? "has a tag that moves" : nil
    }

    private static func walk(_ node: Node, inContainers: Bool, key: String, _ take: (String, Bool) -> Void) {
        switch node.value {
        case .mapping(let mapping):
            for entry in mapping.entries {
                if inContainers, entry.key == "image" {
                    take(entry.value.string ?? "", true)
                } else {
                    walk(entry.value, inContainers: false, key: entry.key, take)
                }
            }
        case .list(let list):
            for item in list { walk(item, inContainers: containerLists.contains(key), key: key, take) }
        case .string(let text):
            let value = text.split(separator: "=", omittingEmptySubsequences: false).last.map(String.init) ?? text
            if (key == "image" || key == "imageName") && looksLikeImage(value, needsHost: false)
                || looksLikeImage(value, needsHost: true)
            {
                take(value, false)
            }
        default: break
        }
    }

    /// `host.domain/path:tag` or `…@sha256:…`; a short name such as `redis:7` only where a key says that it is an image.
    private static func looksLikeImage(_ text: String, needsHost: Bool) -> Bool {
        guard text.utf8.count < 256, text.utf8.allSatisfy(isReferenceByte) else { return false }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let first = parts.first, let last = parts.last, parts.allSatisfy({ !$0.isEmpty }) else { return false }
        let pieces = last.split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(pieces.count), pieces.allSatisfy({ !$0.isEmpty }) else { return false }
        if !needsHost { return true }
        let host = first.split(separator: ":").first ?? ""
        let isHost = host.contains(".") && host.first != "." && host.last != "."
        // A tag or digest is never all of a port number behind a bare host.
        return parts.count > 1 && isHost && host.utf8.contains { $0 >= UInt8(ascii: "a") }
    }

    private static func isReferenceByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        case UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: ":"), UInt8(ascii: "-"), UInt8(ascii: "_"),
            UInt8(ascii: "@"):
            true
        default: false
        }
    }

    /// The reference with the names that container runtimes add by themselves (`docker.io/library/`) taken away.
    private static func comparable(_ reference: String) -> String {
        var text = reference[...]
        for prefix in ["index.docker.io/", "docker.io/", "library/"] where text.hasPrefix(prefix) {
            text = text.dropFirst(prefix.count)
        }
        return String(text)
    }

    private static func withoutDigest(_ reference: String) -> String {
        reference.firstIndex(of: "@").map { String(reference[..<$0]) } ?? reference
    }
}
