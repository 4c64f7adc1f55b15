/// The address of a repository, as people write it.
struct GitRemote: Sendable {
    /// As it was written; it may hold a password.
    let address: String

    init(_ address: String) { self.address = address }

    /// The user information between `//` and `@`; nil without any.
    private var userInformation: Substring? {
        guard let start = address.firstRange(of: "://")?.upperBound else { return nil }
        let authority = address[start...].prefix { $0 != "/" }
        return authority.lastIndex(of: "@").map { authority[..<$0] }
    }

    /// What must not be shown: the password, or a token that stands alone.
    var secrets: [String] {
        guard let information = userInformation else { return [] }
        let name = information.prefix { $0 != ":" }
        let isNamed = name.endIndex != information.endIndex
        if !isNamed, address.hasPrefix("ssh://") { return [] }
        return [
            String(information),
            isNamed ? String(information[information.index(after: name.endIndex)...]) : String(name),
        ]
    }

    /// The address without user and password.
    var shown: String {
        guard let information = userInformation, !secrets.isEmpty else { return address }
        return String(address[..<information.startIndex])
            + String(address[address.index(after: information.endIndex)...])
    }

    /// Whether two addresses lead to one repository: user, the ending `.git`, a slash at the end and the short form of SSH make no difference.
    func isSame(as other: GitRemote) -> Bool { normal.utf8.elementsEqual(other.normal.utf8) }

    private var normal: String {
        var text = address
        if !text.contains("://"), let colon = text.firstIndex(of: ":"), !text[..<colon].contains("/") {
            text = "ssh://" + text[..<colon] + "/" + text[text.index(after: colon)...].drop { $0 == "/" }
        }
        if text.hasPrefix("file://") { text = String(text.dropFirst("file://".count)) }
        if let start = text.firstRange(of: "://")?.upperBound {
            let authority = text[start...].prefix { $0 != "/" }
            let host = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
            text = text[..<start] + host.lowercased() + text[authority.endIndex...]
        }
        while text.hasSuffix("/") { text.removeLast() }
        if text.hasSuffix(".git") { text.removeLast(4) }
        return text
    }
}
