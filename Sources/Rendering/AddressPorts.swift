import Values

/// The ports that addresses among properties name.
enum AddressPorts {
    /// Ports of every text that is an address, in order; that of the scheme where the address names none.
    static func of(_ properties: Node) -> [Int] {
        let ports = properties.leafPaths().compactMap { leaf in leaf.node.string.flatMap(port) }
        return Set(ports).sorted()
    }

    private static func port(_ text: String) -> Int? {
        let standard: Int
        let rest: Substring
        if text.hasPrefix("https://") {
            (standard, rest) = (443, text.dropFirst("https://".count))
        } else if text.hasPrefix("http://") {
            (standard, rest) = (80, text.dropFirst("http://".count))
        } else {
            return nil
        }
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        // Colons of an IPv6 address stand in brackets.
        guard let colon = authority.lastIndex(of: ":"), !authority[colon...].contains("]") else { return standard }
        return Int(authority[authority.index(after: colon)...]).flatMap { (1...65535).contains($0) ? $0 : nil }
            ?? standard
    }
}
