import Values

/// A small document goes in and its words come out, without its marks.
struct DocumentProbe: Probe {
    /// How a loader is asked.
    enum Form: String, Sendable { case external, tika, docling }

    var url: String
    var form: Form
    var key: [Piece]
    /// A word that no earlier document had.
    var word: String

    private var document: String {
        "<html><head><title>fairlead</title></head><body><p>The harbour is called <b>\(word)</b>.</p></body></html>"
    }

    var exchanges: [Exchange] {
        let authorization: [(String, [Piece])] = key.isEmpty ? [] : [("Authorization", [.text("Bearer ")] + key)]
        let type: (String, [Piece]) = ("Content-Type", [.text("text/html")])
        let request: HTTPExchange
        switch form {
        case .external:
            request = HTTPExchange(
                "PUT", url + "/process",
                headers: [type, ("X-Filename", [.text("fairlead-verify.html")])] + authorization,
                body: [.text(document)], seconds: 120)
        case .tika:
            request = HTTPExchange(
                "PUT", url + "/tika", headers: [type, ("Accept", [.text("text/plain")])] + authorization,
                body: [.text(document)], seconds: 120)
        case .docling:
            let boundary = "fairlead-\(word)"
            let part = """
                --\(boundary)\r
                Content-Disposition: form-data; name="files"; filename="fairlead-verify.html"\r
                Content-Type: text/html\r
                \r
                \(document)\r
                --\(boundary)--\r

                """
            request = HTTPExchange(
                "POST", url + "/v1/convert/file",
                headers: [("Content-Type", [.text("multipart/form-data; boundary=\(boundary)")])] + authorization,
                body: [.text(part)], seconds: 120)
        }
        return [Exchange("send a document", .http(request))]
    }

    func judge(_ outcomes: [Outcome], at now: Int64) throws -> String {
        let text: String
        if form == .tika {
            text = String(decoding: try outcomes[0].success(), as: UTF8.self)
        } else {
            let node = try outcomes[0].json()
            let parts = (node.list ?? [node]).map {
                $0["page_content"]?.string ?? $0.at("document", "md_content")?.string ?? ""
            }
            text = parts.joined(separator: "\n")
        }
        guard text.contains(word) else {
            throw ProbeFailure("the words of the document do not come back: \(ShownText.clean(text, limit: 120))")
        }
        guard !text.contains("<p>") else {
            throw ProbeFailure("the document comes back as it was sent, with its marks")
        }
        return "its words come back"
    }
}

/// A search finds something and says it as JSON.
struct SearchProbe: Probe {
    /// Query URL with `<query>` as the place of the words.
    var url: String

    var exchanges: [Exchange] {
        var full = url.split(separator: "<query>", omittingEmptySubsequences: false).joined(separator: "kubernetes")
        if !full.contains("format=") { full += (full.contains("?") ? "&" : "?") + "format=json" }
        return [
            Exchange(
                "search",
                .http(HTTPExchange("GET", full, headers: [("Accept", [.text("application/json")])], seconds: 60)))
        ]
    }

    func judge(_ outcomes: [Outcome], at now: Int64) throws -> String {
        let node = try outcomes[0].json(hint: "is JSON among the formats that the search may answer?")
        let links = (node["results"]?.list ?? []).compactMap { $0["url"]?.string }
        guard !links.isEmpty else {
            let silent = (node["unresponsive_engines"]?.list ?? []).compactMap { $0.list?.first?.string }
            throw ProbeFailure(
                "nothing is found",
                hint: silent.isEmpty
                    ? "do the search engines answer from there?"
                    : "these do not answer: \(ShownText.clean(silent.joined(separator: ", ")))")
        }
        return "\(links.count) results"
    }
}
