extension URLText {
    /// Resolves a reference, such as the value of `Location`, against this URL (RFC 3986 section 5.2).
    ///
    /// - Parameter reference: an absolute or relative reference.
    /// - Returns: nil when the result is no `http` or `https` URL.
    public func resolve(_ reference: String) -> URLText? {
        if reference.utf8.starts(with: "//".utf8) { return URLText("\(scheme):\(reference)") }
        if URLText.hasScheme(reference) { return URLText(reference) }
        let bytes = Array(reference.utf8.prefix { $0 != 0x23 })
        guard bytes.count <= 64 << 10, bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x5C }) else { return nil }
        let pathEnd = bytes.firstIndex(of: 0x3F) ?? bytes.endIndex
        let newPath = String(decoding: bytes[..<pathEnd], as: UTF8.self)
        let newQuery = pathEnd == bytes.endIndex ? nil : String(decoding: bytes[(pathEnd + 1)...], as: UTF8.self)
        if newPath.isEmpty { return URLText(self, userInfo: userInfo, path: path, query: newQuery ?? query) }
        if newPath.utf8.first == 0x2F {
            return URLText(self, userInfo: userInfo, path: URLText.withoutDots(newPath), query: newQuery)
        }
        let folder = String(decoding: Array(path.utf8)[..<URLText.folderEnd(path)], as: UTF8.self)
        return URLText(self, userInfo: userInfo, path: URLText.withoutDots(folder + newPath), query: newQuery)
    }

    private static func folderEnd(_ path: String) -> Int {
        let bytes = Array(path.utf8)
        return bytes.lastIndex(of: 0x2F).map { $0 + 1 } ?? 0
    }

    private static func hasScheme(_ reference: String) -> Bool {
        for byte in reference.utf8 {
            switch byte {
            case 0x3A: return true
            case 0x2F, 0x3F, 0x23: return false
            default: continue
            }
        }
        return false
    }

    /// RFC 3986 section 5.2.4.
    static func withoutDots(_ path: String) -> String {
        var result: [Substring] = []
        let parts = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            let isLast = index == parts.count - 1
            switch part {
            case ".": if isLast { result.append("") }
            case "..":
                _ = result.popLast()
                if isLast { result.append("") }
            default: result.append(part)
            }
        }
        return "/" + result.joined(separator: "/")
    }
}
