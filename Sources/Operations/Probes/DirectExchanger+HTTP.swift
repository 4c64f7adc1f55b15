import Crypto
import HTTP
import Host
import Values

extension DirectExchanger {
    func answer(_ http: HTTPExchange) throws -> Outcome {
        guard let url = URLText(http.url) else { return .failed("\(ShownText.clean(http.url)) is no URL") }
        let place = place(url.host, url.port)
        let service = place == nil && !http.isAuthorized ? ServiceName(host: url.host) : nil
        // Before any credential is looked for: what cannot be asked from here needs none.
        guard place != nil || (service != nil && cluster != nil) else { return unreachable(url.host, url.port) }
        var composed = Composed(source)
        var headers = try http.headers.map { header in
            (name: header.name, value: String(decoding: try composed.bytes(header.value), as: UTF8.self))
        }
        let body = http.body.isEmpty ? nil : try composed.bytes(http.body)
        if let signature = http.signature {
            headers += try signed(http, url: url, signature, body: body ?? [], &composed)
        }
        let response: HTTPResponse
        if let place {
            response = try direct(http, url, headers: headers, body: body, place: place)
        } else if let service, let cluster {
            response = try cluster.probeService(
                service.name, namespace: service.namespace, port: url.port, scheme: url.scheme, method: http.method,
                target: url.path + (url.query.map { "?" + $0 } ?? ""), headers: headers, body: body,
                milliseconds: http.seconds * 1000)
            if let outcome = Self.refusal(response) { return outcome }
        } else {
            return unreachable(url.host, url.port)
        }
        var fields: [String: String] = [:]
        for header in response.headers where fields[header.name.lowercased()] == nil {
            fields[header.name.lowercased()] = composed.masked(header.value)
        }
        return .answer(status: response.status, headers: fields, body: composed.masked(response.body))
    }

    /// What the API server itself says instead of the Service (API reference: `Status`): its "forbidden" must never pass for the Service's.
    private static func refusal(_ response: HTTPResponse) -> Outcome? {
        guard response.status >= 400, let node = try? JSON.parse(response.body, file: "answer"),
            node["kind"]?.string == "Status", node["apiVersion"]?.string == "v1"
        else { return nil }
        let message = ShownText.clean(node["message"]?.string ?? "\(response.status)")
        if response.status == 401 || response.status == 403 {
            return .untried("the API server does not let us through to the Service: \(message)")
        }
        return .failed("the API server does not reach the Service: \(message)")
    }

    private func direct(
        _ http: HTTPExchange, _ url: URLText, headers: [(name: String, value: String)], body: [UInt8]?,
        place: (host: String, port: Int)
    ) throws -> HTTPResponse {
        var tls = TLSSettings()
        tls.authorities = reach.authorities
        var address = http.url
        var fields = headers
        if place.host != url.host || place.port != url.port {
            // The name stays in the field `Host` and in the certificate's check; only the way changes.
            address = "\(url.scheme)://\(place.host):\(place.port)\(url.path)\(url.query.map { "?" + $0 } ?? "")"
            tls.serverName = url.host
            if !fields.contains(where: { $0.name.lowercased() == "host" }) { fields.append(("Host", url.hostField)) }
        }
        let transport: any HTTPTransport = inner(place.host) ?? reach.transport(tls)
        return try transport.send(
            HTTPRequest(
                http.method, address, headers: fields, body: body, timeoutMilliseconds: http.seconds * 1000,
                bodyLimit: 8 << 20))
    }

    private func signed(
        _ http: HTTPExchange, url: URLText, _ signature: HTTPExchange.Signature, body: [UInt8],
        _ composed: inout Composed
    ) throws -> [(name: String, value: String)] {
        let access = try composed.value(signature.accessKey).withBytes { String(decoding: $0, as: UTF8.self) }
        let secret = try composed.value(signature.secretKey)
        return SignatureV4(accessKey: access, secretKey: secret, region: signature.region)
            .headers(http.method, host: url.hostField, path: url.path, body: body, now: clock.now())
    }
}
