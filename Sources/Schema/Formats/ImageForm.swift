/// References of container images and other artefacts in OCI registries.
enum ImageForm {
    /// `[host[:port]/]path[:tag][@digest]`, as the `reference` package of the distribution project reads it.
    static func isImage(_ bytes: Bytes) -> Bool {
        var name = bytes
        if let (before, digest) = Scan.cut(bytes, "@") {
            guard isDigest(digest) else { return false }
            name = before
        }
        let lastStep = (name.lastIndex(of: UInt8(ascii: "/")) ?? name.startIndex - 1) + 1
        if let colon = name[lastStep...].firstIndex(of: UInt8(ascii: ":")) {
            guard isTag(name[(colon + 1)...]) else { return false }
            name = name[..<colon]
        }
        guard name.count <= 255 else { return false }
        var steps = Scan.split(name, "/")[...]
        if steps.count > 1, let first = steps.first, isHost(first) { steps.removeFirst() }
        return steps.allSatisfy(isStep)
    }

    /// The first step is a host when it cannot be a folder: it holds a dot or a port, or is `localhost`.
    private static func isHost(_ bytes: Bytes) -> Bool {
        let (host, port) = Scan.cut(bytes, ":").map { ($0.before, Optional($0.after)) } ?? (bytes, nil)
        if let port, Scan.number(port, upTo: 65535) == nil { return false }
        let looksLikeHost = port != nil || host.contains(UInt8(ascii: ".")) || host.elementsEqual("localhost".utf8)
        return looksLikeHost && NameForms.isHostName(host)
    }

    /// Lower case words joined by one dot, one or two underscores, or dashes.
    private static func isStep(_ bytes: Bytes) -> Bool {
        guard let first = bytes.first, let last = bytes.last, first.isLowerOrDigit, last.isLowerOrDigit else {
            return false
        }
        return bytes.split(whereSeparator: \.isLowerOrDigit).allSatisfy { joint in
            joint.allSatisfy { $0 == UInt8(ascii: "-") }
                || [".", "_", "__"].contains { joint.elementsEqual($0.utf8) }
        }
    }

    private static func isTag(_ bytes: Bytes) -> Bool {
        guard let first = bytes.first, bytes.count <= 128, !first.isAmong(".-") else { return false }
        return bytes.allSatisfy { $0.isLetterOrDigit || $0.isAmong("._-") }
    }

    private static func isDigest(_ bytes: Bytes) -> Bool {
        for (algorithm, length) in [("sha256:", 64), ("sha512:", 128)] {
            if let digits = Scan.after(algorithm, in: bytes) {
                return digits.count == length && digits.allSatisfy(\.isLowerHex)
            }
        }
        return false
    }
}
