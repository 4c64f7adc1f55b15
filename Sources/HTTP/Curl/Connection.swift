internal import CCurl
internal import Host

/// A handle with a driver of its own, so that a wait can be left at once; it keeps its connections between requests.
///
/// Sendable holds: it is either in the pool or with the one thread that took it out of there.
final class Connection: @unchecked Sendable {
    let easy: UnsafeMutableRawPointer
    private let multi: UnsafeMutableRawPointer
    private let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: fairlead_curl_error_size())
    /// Where the last request went, so that the next one to the same place finds the open connection.
    var place = ""

    /// The longest wait before the request to stop is looked at, in milliseconds.
    private static let slice = 200

    private static let globalResult = fairlead_curl_global_init()

    init() throws {
        guard Connection.globalResult == CURLE_OK, let easy = fairlead_curl_easy() else {
            throw HTTPFailure(.request, "libcurl cannot be set up")
        }
        guard let multi = fairlead_curl_multi() else {
            fairlead_curl_easy_free(easy)
            throw HTTPFailure(.request, "libcurl cannot be set up")
        }
        self.easy = easy
        self.multi = multi
        errorText.initialize(repeating: 0, count: fairlead_curl_error_size())
        _ = fairlead_curl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, 4)
    }

    deinit {
        fairlead_curl_easy_free(easy)
        fairlead_curl_multi_free(multi)
        errorText.deallocate()
    }

    /// Sends a request whose options are set, and waits.
    ///
    /// - Returns: how libcurl saw it end.
    /// - Throws: `Interrupted`; `HTTPFailure` of the kind `timeout`.
    func perform(_ exchange: Exchange, _ watch: inout Watch) throws -> CURLcode {
        try set(CURLOPT_ERRORBUFFER, pointer: errorText)
        errorText.pointee = 0
        let context = Unmanaged.passUnretained(exchange).toOpaque()
        try set(CURLOPT_HEADERDATA, pointer: context)
        try set(CURLOPT_WRITEDATA, pointer: context)
        guard fairlead_curl_multi_add(multi, easy) == CURLM_OK else {
            throw HTTPFailure(.request, "libcurl does not take the request")
        }
        defer {
            // An unfinished transfer closes its connection here, a finished one leaves it open for the next.
            fairlead_curl_multi_remove(multi, easy)
            withExtendedLifetime(exchange) {}
        }
        while true {
            try Interrupt.check()
            var running: Int32 = 0
            guard fairlead_curl_multi_perform(multi, &running) == CURLM_OK else {
                throw HTTPFailure(.request, "libcurl gave up")
            }
            var result = CURLE_OK
            if fairlead_curl_multi_result(multi, &result) != 0 { return result }
            let remaining = try watch.remaining(exchange)
            guard fairlead_curl_multi_poll(multi, Int32(min(remaining, Connection.slice))) == CURLM_OK else {
                throw HTTPFailure(.request, "libcurl gave up")
            }
        }
    }

    /// libcurl's own words on the last failure. They may quote the server: only for looking at.
    private var lastError: String { String(cString: errorText) }

    /// What libcurl knows about the failure of the last request.
    func error(_ code: CURLcode, _ hop: Hop, _ exchange: Exchange, _ settings: CurlSettings) -> CurlError {
        func info(_ info: CURLINFO) -> Int { fairlead_curl_info_long(easy, info) }
        return CurlError(
            code: code, text: lastError, verifyResult: info(CURLINFO_SSL_VERIFYRESULT),
            systemError: Int32(truncatingIfNeeded: info(CURLINFO_OS_ERRNO)),
            proxyStatus: info(CURLINFO_HTTP_CONNECTCODE), place: hop.url.place, host: hop.url.host,
            proxyPlace: settings.proxyPlace, connectMilliseconds: settings.connectMilliseconds,
            isSilentTLS: hop.url.scheme == "https" && exchange.received == 0)
    }
}

/// Setting options; libcurl copies texts, but not lists and bytes.
extension Connection {
    func set(_ option: CURLoption, _ value: Int) throws { try check(fairlead_curl_set_long(easy, option, value)) }

    func set(_ option: CURLoption, _ text: String?) throws {
        guard let text else { return try check(fairlead_curl_set_text(easy, option, nil)) }
        guard !text.utf8.contains(0) else { throw HTTPFailure(.request, "a setting of the request holds a zero byte") }
        try check(fairlead_curl_set_text(easy, option, text))
    }

    func set(_ option: CURLoption, pointer: UnsafeRawPointer?) throws {
        try check(fairlead_curl_set_pointer(easy, option, pointer))
    }

    func set(_ option: CURLoption, list: HeaderList) throws {
        try check(fairlead_curl_set_list(easy, option, list.first))
    }

    func set(_ option: CURLoption, bytes: PinnedBytes) throws {
        try check(fairlead_curl_set_blob(easy, option, bytes.start, bytes.count))
    }

    func set(_ option: CURLoption, sink: fairlead_curl_sink) throws {
        try check(fairlead_curl_set_sink(easy, option, sink))
    }

    func check(_ result: CURLcode) throws {
        guard result == CURLE_OK else {
            throw HTTPFailure(.request, "this build of libcurl does not support a setting of the request")
        }
    }
}
