import HTTP

/// The host that a URL leads to.
enum HostOfURL {
    static func host(_ url: String) -> String { URLText(url)?.host ?? "" }
}
