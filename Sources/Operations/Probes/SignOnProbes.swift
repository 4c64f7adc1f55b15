import HTTP
import Values

/// The discovery document says what the consumers were told (OpenID Connect Discovery 1.0, section 4).
struct DiscoveryProbe: Probe {
    var url: String
    var issuer: String
    /// Endpoints that consumers were told, by their names in the document.
    var endpoints: [(name: String, url: String)]

    var exchanges: [Exchange] { [Exchange("read the discovery document", .http(HTTPExchange("GET", url)))] }

    func judge(_ outcomes: [Outcome], at now: Int64) throws -> String {
        let document = try outcomes[0].json()
        let said = document["issuer"]?.string ?? "nobody"
        guard said.utf8.elementsEqual(issuer.utf8) else {
            throw ProbeFailure(
                "the issuer calls itself \(ShownText.clean(said)) instead of \(issuer)",
                hint: "consumers refuse every sign-on then; does the sign-on know its public name?")
        }
        for name in ["authorization_endpoint", "token_endpoint", "jwks_uri"] {
            guard let url = document[name]?.string else { throw ProbeFailure("the document names no \(name)") }
            guard URLText(url)?.scheme == "https" else {
                throw ProbeFailure("\(name) is not https: \(ShownText.clean(url))")
            }
        }
        for (name, url) in endpoints {
            guard let said = document[name]?.string, !said.utf8.elementsEqual(url.utf8) else { continue }
            throw ProbeFailure("\(name) is \(ShownText.clean(said)), consumers were told \(url)")
        }
        return "issuer and endpoints fit"
    }
}

/// The sign-on knows the consumer and where it sends people back to, and does not know an invented one
/// (RFC 6749 sections 4.1.1 and 4.1.2.1: a client or redirect address that is not registered is never redirected to).
struct AuthorizeProbe: Probe {
    var authorize: String
    var client: String
    var redirect: String

    var exchanges: [Exchange] {
        [
            Exchange("begin to sign on", .http(HTTPExchange("GET", url(client: client, redirect: redirect)))),
            Exchange(
                "begin as an invented client",
                .http(HTTPExchange("GET", url(client: "fairlead-verify-invented", redirect: redirect)))),
        ]
    }

    private func url(client: String, redirect: String) -> String {
        let fields = [
            ("response_type", "code"), ("scope", "openid"), ("client_id", client), ("redirect_uri", redirect),
            ("state", "fairlead-verify"), ("nonce", "fairlead-verify"),
        ]
        return authorize + (authorize.contains("?") ? "&" : "?")
            + URLText.encodeQuery(fields.map { (name: $0, value: $1) })
    }

    func judge(_ outcomes: [Outcome], at now: Int64) throws -> String {
        let own = try outcomes[0].answer()
        guard let reason = Self.refusal(own) else {
            guard Self.refusal(try outcomes[1].answer()) != nil else {
                throw ProbeFailure("an invented client is led on, too: that it is led on proves nothing")
            }
            return "\(client) is led on to the sign-on, an invented client is not"
        }
        throw ProbeFailure(
            "\(client) is refused: \(reason)",
            hint: "the sign-on must know the client and its redirect address \(redirect)")
    }

    /// Why the sign-on does not go on; nil if it does.
    private static func refusal(_ answer: (status: Int, headers: [String: String], body: [UInt8])) -> String? {
        guard (200..<400).contains(answer.status) else {
            return "\(answer.status) \(ShownText.clean(answer.body, limit: 120))"
        }
        guard let query = answer.headers["location"].map({ $0.drop { $0 != "?" }.dropFirst() }) else { return nil }
        let error = query.split(separator: "&").first { $0.hasPrefix("error=") }
        return error.map { ShownText.clean(String($0), limit: 120) }
    }
}

/// The consumer's client secret is the one that the sign-on knows: an invented code is refused as a code, not as a client
/// (RFC 6749 section 5.2: `invalid_grant`, not `invalid_client`).
struct ClientSecretProbe: Probe {
    var token: String
    var client: String
    var secret: ProbeSecret
    var redirect: String

    var exchanges: [Exchange] {
        func ask(_ purpose: String, _ secret: Piece) -> Exchange {
            let fields = [
                "grant_type=authorization_code", "code=fairlead-verify",
                "redirect_uri=\(URLText.encodeSegment(redirect))",
                "client_id=\(URLText.encodeSegment(client))", "client_secret=",
            ]
            return Exchange(
                purpose,
                .http(
                    HTTPExchange(
                        "POST", token, headers: [("Content-Type", [.text("application/x-www-form-urlencoded")])],
                        body: [.text(fields.joined(separator: "&")), secret])))
        }
        return [
            ask("trade an invented code", .formSecret(secret)),
            ask("trade it with an invented secret", .text("invented")),
        ]
    }

    func judge(_ outcomes: [Outcome], at now: Int64) throws -> String {
        guard let error = Self.error(try outcomes[0].answer().body) else {
            throw ProbeFailure("the token endpoint answers \(try outcomes[0].answer().status) without a reason")
        }
        guard error == "invalid_grant" else {
            throw ProbeFailure(
                "the client secret of \(client) is answered \(ShownText.clean(error, limit: 60))",
                hint: "the secret in the store is not the one that the sign-on knows")
        }
        guard Self.error(try outcomes[1].answer().body) != "invalid_grant" else {
            throw ProbeFailure("an invented client secret is answered the same: nothing is proved")
        }
        return "the client secret is known"
    }

    private static func error(_ body: [UInt8]) -> String? { (try? JSON.parse(body, file: "answer"))?["error"]?.string }
}
