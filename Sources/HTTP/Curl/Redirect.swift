/// Where a redirect leads (RFC 9110 section 15.4), and what may go there.
enum Redirect {
    /// The most redirects in a row.
    static let limit = 5

    /// Fields that say nothing about who asks; only these go to another origin.
    private static let harmless: Set<String> = ["accept", "accept-language", "user-agent", "content-type"]

    /// The next hop.
    ///
    /// - Parameters:
    ///   - hop: the request that was answered.
    ///   - response: its answer.
    /// - Returns: nil when the answer is to be taken as it is, because it is no redirect or would carry a body to
    ///   another origin.
    /// - Throws: `HTTPFailure` for a `Location` that cannot be used or leads from `https` to `http`.
    static func next(_ hop: Hop, _ response: HTTPResponse) throws -> Hop? {
        guard [301, 302, 303, 307, 308].contains(response.status), let location = response.header("location") else {
            return nil
        }
        guard let target = hop.url.resolve(location) else {
            throw HTTPFailure(.answer, "\(hop.url.place) redirects to something that is no http or https URL")
        }
        guard !(hop.url.scheme == "https" && target.scheme == "http") else {
            throw HTTPFailure(.answer, "\(hop.url.place) redirects from https to http, which is not followed")
        }
        var next = hop
        next.url = target
        let isRead = hop.method == "GET" || hop.method == "HEAD"
        if response.status == 303 && !isRead || response.status <= 302 && hop.method == "POST" {
            next.method = "GET"
            next.body = nil
            next.headers.removeAll { $0.name.lowercased() == "content-type" }
        }
        if !target.hasOrigin(of: hop.url) {
            guard next.body == nil else { return nil }
            next.isForeign = true
            next.url = target.withoutUserInfo
            next.headers.removeAll { !harmless.contains($0.name.lowercased()) }
        }
        return next
    }
}
