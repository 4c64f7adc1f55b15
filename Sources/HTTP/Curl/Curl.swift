internal import CCurl
internal import Synchronization

/// The transport over libcurl. Calls block, several threads may call at once, and each has a connection for itself.
///
/// HTTP/1.1 with connections kept open is the default even where the server has HTTP/2: every thread waits for one
/// answer at a time, so there is nothing to interleave, and a broken connection costs one request instead of all.
/// Against an API server on loopback HTTP/2 was no quicker: 800 small requests by 8 threads took 335 ms, here 254 ms.
public final class Curl: HTTPTransport {
    private let settings: CurlSettings
    private let isFollowing: Bool
    private let idle = Mutex<[Connection]>([])

    /// The most connections that are kept open for later.
    private static let idleLimit = 16

    /// A transport.
    ///
    /// - Parameters:
    ///   - tls: whom to trust and who we are.
    ///   - proxy: the proxy's URL (`http`, `https`, `socks5`), with `user:password@` where it wants that; nil: none.
    ///     The environment is never asked. A SOCKS proxy looks the names up.
    ///   - noProxy: hosts that are reached without the proxy, as in the variable `NO_PROXY`.
    ///   - userAgent: the value of `User-Agent`.
    ///   - isFollowing: whether redirects are followed: five at most, never from `https` to `http`, and to another
    ///     origin without credentials, client certificate and body.
    ///   - connectMilliseconds: how long connecting and the TLS handshake may take.
    ///   - isCompressed: whether answers may come compressed; streams never do.
    ///   - isHTTP2: whether HTTP/2 is offered.
    public init(
        tls: TLSSettings = TLSSettings(), proxy: String? = nil, noProxy: String? = nil, userAgent: String,
        isFollowing: Bool = false, connectMilliseconds: Int = 10_000, isCompressed: Bool = true, isHTTP2: Bool = false
    ) {
        settings = CurlSettings(
            tls: tls, proxy: proxy, noProxy: noProxy, userAgent: userAgent, connectMilliseconds: connectMilliseconds,
            isCompressed: isCompressed, isHTTP2: isHTTP2)
        self.isFollowing = isFollowing
    }

    /// Sends a request and waits for the whole answer. See ``HTTPTransport``.
    ///
    /// When the other side closes a kept connection just then, a request that may be repeated
    /// (``HTTPRequest/isRepeatable``) is sent once more on a new one.
    public func send(_ request: HTTPRequest) throws -> HTTPResponse {
        try follow(request, idle: nil, sink: nil)
    }

    /// Sends a request and hands out the body as it comes. See ``HTTPTransport``.
    public func stream(
        _ request: HTTPRequest, idleMilliseconds: Int, body: (ArraySlice<UInt8>) throws -> StreamDecision
    ) throws -> HTTPResponse {
        try withoutActuallyEscaping(body) { sink in
            try follow(request, idle: idleMilliseconds, sink: sink)
        }
    }

    private func follow(_ request: HTTPRequest, idle: Int?, sink: Exchange.Sink?) throws -> HTTPResponse {
        var hop = try request.checked()
        try settings.check()
        var watch = Watch(place: hop.url.place, timeout: request.timeoutMilliseconds, idle: idle)
        for _ in 0...Redirect.limit {
            let response = try exchange(hop, limit: request.bodyLimit, &watch, sink)
            guard isFollowing, let next = try Redirect.next(hop, response) else { return response }
            hop = next
            watch.turn(to: hop.url.place)
        }
        throw HTTPFailure(.answer, "more than \(Redirect.limit) redirects, the last by \(hop.url.place)")
    }

    private func exchange(
        _ hop: Hop, limit: Int, _ watch: inout Watch, _ sink: Exchange.Sink?
    ) throws -> HTTPResponse {
        let connection = try take(hop)
        defer { giveBack(connection) }
        let exchange = Exchange(bodyLimit: limit, sink: sink)
        let lists = try connection.prepare(hop, settings, isStream: sink != nil)
        let result = try withExtendedLifetime(lists) {
            // Whatever happened, libcurl must not keep pointers to what goes away now.
            defer { fairlead_curl_easy_reset(connection.easy) }
            let code = try connection.perform(exchange, &watch, body: hop.body)
            return code == CURLE_OK ? nil : connection.error(code, hop, exchange, settings)
        }
        switch exchange.stop {
        case .enough: return exchange.response
        case .error(let error): throw error
        case nil: break
        }
        if let result { throw result.failure }
        guard exchange.head.isComplete else {
            throw HTTPFailure(.answer, "\(hop.url.place) does not answer in HTTP")
        }
        return exchange.response
    }

    private func take(_ hop: Hop) throws -> Connection {
        let place = "\(hop.url.scheme) \(hop.url.place) \(hop.isForeign)"
        let kept = idle.withLock { connections -> Connection? in
            if let index = connections.lastIndex(where: { $0.place.utf8.elementsEqual(place.utf8) }) {
                return connections.remove(at: index)
            }
            return connections.count == Curl.idleLimit ? connections.removeFirst() : nil
        }
        let connection = try kept ?? Connection()
        connection.place = place
        return connection
    }

    private func giveBack(_ connection: Connection) {
        let surplus = idle.withLock { connections -> Connection? in
            connections.append(connection)
            return connections.count > Curl.idleLimit ? connections.removeFirst() : nil
        }
        // Closed here, outside of the lock, because closing may talk to the other side.
        withExtendedLifetime(surplus) {}
    }
}
