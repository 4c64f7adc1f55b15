import HTTP

/// Says that a host is reached elsewhere, such as through a forwarded port: `litellm.litellm.svc:4000=127.0.0.1:14000`.
public struct AddressRule: Sendable, Equatable {
    /// The host as the platform names it.
    public var host: String
    /// The port; nil for any.
    public var port: Int?
    /// Where it is reached.
    public var target: String
    /// The port there; nil for the same.
    public var targetPort: Int?

    /// A rule; nil if the text is none.
    ///
    /// - Parameter text: `HOST[:PORT]=ADDRESS[:PORT]`, an IPv6 address in brackets.
    public init?(_ text: String) {
        let sides = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        // Read as a URL, so that here and there the same is taken for a host.
        guard sides.count == 2, let from = URLText("http://\(sides[0])"), let to = URLText("http://\(sides[1])"),
            from.path == "/", to.path == "/", !sides[0].contains("/"), !sides[1].contains("/"), from.userInfo == nil,
            to.userInfo == nil
        else { return nil }
        host = from.host
        port = AddressRule.namesPort(sides[0]) ? from.port : nil
        target = to.host.contains(":") ? "[\(to.host)]" : to.host
        targetPort = AddressRule.namesPort(sides[1]) ? to.port : nil
    }

    private static func namesPort(_ side: Substring) -> Bool {
        guard let colon = side.lastIndex(of: ":"), side.last != "]" else { return false }
        return side[..<colon].last == "]" || !side[..<colon].contains(":")
    }

    /// Where a host and port are reached by the first rule that fits; nil without one.
    static func place(_ rules: [AddressRule], host: String, port: Int) -> (host: String, port: Int)? {
        rules.first { $0.host.utf8.elementsEqual(host.lowercased().utf8) && ($0.port == nil || $0.port == port) }
            .map { ($0.target, $0.targetPort ?? port) }
    }
}
