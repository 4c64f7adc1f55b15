internal import CCurl

/// One hop of a request, checked and ready for libcurl.
struct Hop {
    var method: String
    var url: URLText
    var headers: [(name: String, value: String)]
    var body: [UInt8]?
    /// Whether the request may arrive twice.
    var isRepeatable: Bool
    /// Whether a redirect led to another origin: the client's certificate stays at home then.
    var isForeign = false
}

extension Connection {
    /// Sets every option anew, so that nothing of the request before is left.
    ///
    /// - Returns: the lists that must live as long as the request does.
    func prepare(_ hop: Hop, _ settings: CurlSettings, isStream: Bool) throws -> [HeaderList] {
        fairlead_curl_easy_reset(easy)
        try set(CURLOPT_HEADERFUNCTION, sink: Exchange.onLine)
        try set(CURLOPT_WRITEFUNCTION, sink: Exchange.onBody)
        try setManners(settings, isStream: isStream)
        try setTrust(settings, isForeign: hop.isForeign)
        try setProxy(settings)
        try setMethod(hop)
        try set(CURLOPT_FRESH_CONNECT, hop.isRepeatable ? 0 : 1)
        return try setPlace(hop, settings)
    }

    private func setManners(_ settings: CurlSettings, isStream: Bool) throws {
        try set(CURLOPT_PROTOCOLS_STR, "http,https")
        try set(CURLOPT_FOLLOWLOCATION, 0)
        try set(CURLOPT_NOSIGNAL, 1)
        // Without this, leaving a wait for a slow name server would wait for that name server.
        try set(CURLOPT_QUICK_EXIT, 1)
        try set(CURLOPT_CONNECTTIMEOUT_MS, settings.connectMilliseconds)
        try set(CURLOPT_TCP_KEEPALIVE, 1)
        try set(CURLOPT_TCP_KEEPIDLE, 30)
        try set(CURLOPT_TCP_KEEPINTVL, 15)
        try set(CURLOPT_PATH_AS_IS, 1)
        try set(CURLOPT_USERAGENT, settings.userAgent)
        try set(CURLOPT_HTTP_VERSION, settings.isHTTP2 ? fairlead_curl_http2() : fairlead_curl_http1())
        // A stream is not compressed: an encoder on the other side would hold small pieces back.
        try set(CURLOPT_ACCEPT_ENCODING, settings.isCompressed && !isStream ? "gzip" : nil)
    }

    private func setTrust(_ settings: CurlSettings, isForeign: Bool) throws {
        try set(CURLOPT_SSLVERSION, fairlead_curl_tls12())
        try set(CURLOPT_SSL_VERIFYPEER, settings.tls.isVerified ? 1 : 0)
        try set(CURLOPT_SSL_VERIFYHOST, settings.tls.isVerified ? 2 : 0)
        if let authorities = settings.authorities {
            // Debian's libcurl has a folder of authorities built in, which would be trusted as well.
            try set(CURLOPT_CAPATH, nil)
            try set(CURLOPT_CAINFO, nil)
            try set(CURLOPT_CAINFO_BLOB, bytes: authorities)
        }
        // An encrypted key fails with an empty password; with none OpenSSL would ask on the terminal.
        try set(CURLOPT_KEYPASSWD, "")
        guard !isForeign else { return }
        if let certificate = settings.certificate {
            try set(CURLOPT_SSLCERTTYPE, "PEM")
            try set(CURLOPT_SSLCERT_BLOB, bytes: certificate)
        }
        if let key = settings.key {
            try set(CURLOPT_SSLKEYTYPE, "PEM")
            try set(CURLOPT_SSLKEY_BLOB, bytes: key)
        }
    }

    private func setProxy(_ settings: CurlSettings) throws {
        // Empty texts, because libcurl asks the environment where there are none.
        try set(CURLOPT_PROXY, settings.proxy)
        try set(CURLOPT_NOPROXY, settings.noProxy)
        try set(CURLOPT_HEADEROPT, fairlead_curl_separate())
        try set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    }

    private func setMethod(_ hop: Hop) throws {
        if let body = hop.body {
            // The pointer itself is set by `perform(_:_:body:)`, where the bytes hold still.
            try check(fairlead_curl_set_size(easy, CURLOPT_POSTFIELDSIZE_LARGE, Int64(body.count)))
        } else if hop.method == "HEAD" {
            try set(CURLOPT_NOBODY, 1)
        } else if hop.method == "POST" || hop.method == "PUT" || hop.method == "PATCH" {
            try check(fairlead_curl_set_size(easy, CURLOPT_POSTFIELDSIZE_LARGE, 0))
            try set(CURLOPT_COPYPOSTFIELDS, "")
        }
        if hop.method != "HEAD" { try set(CURLOPT_CUSTOMREQUEST, hop.method) }
    }

    private func setPlace(_ hop: Hop, _ settings: CurlSettings) throws -> [HeaderList] {
        let headers = HeaderList()
        var lists = [headers]
        for (name, value) in hop.headers {
            // libcurl reads "Name:" as "leave it out" and "Name;" as a field without a value.
            try headers.append(value.isEmpty ? "\(name);" : "\(name): \(value)")
        }
        func isMissing(_ name: String) -> Bool { !hop.headers.contains { $0.name.lowercased() == name } }
        if isMissing("expect") { try headers.append("Expect:") }
        if isMissing("content-type") { try headers.append("Content-Type:") }

        if let name = settings.tls.serverName, !hop.isForeign, hop.url.scheme == "https" {
            // The URL bears the certificate's name, the connection goes to the real host, and so does the field Host.
            try set(CURLOPT_URL, hop.url.text(host: name.utf8.contains(0x3A) ? "[\(name)]" : name))
            let connect = HeaderList()
            try connect.append("::\(hop.url.bracketedHost):\(hop.url.port)")
            try set(CURLOPT_CONNECT_TO, list: connect)
            lists.append(connect)
            if isMissing("host") { try headers.append("Host: \(hop.url.hostField)") }
        } else {
            try set(CURLOPT_URL, hop.url.text)
        }
        if !settings.tls.resolve.isEmpty {
            let resolve = HeaderList()
            for entry in settings.tls.resolve { try resolve.append(entry) }
            try set(CURLOPT_RESOLVE, list: resolve)
            lists.append(resolve)
        }
        try set(CURLOPT_HTTPHEADER, list: headers)
        return lists
    }

    /// Sends what `prepare` set up, with the body's bytes held still meanwhile.
    func perform(_ exchange: Exchange, _ watch: inout Watch, body: [UInt8]?) throws -> CURLcode {
        guard let body, !body.isEmpty else {
            if body != nil { try set(CURLOPT_COPYPOSTFIELDS, "") }
            return try perform(exchange, &watch)
        }
        return try body.withUnsafeBytes { bytes in
            try set(CURLOPT_POSTFIELDS, pointer: bytes.baseAddress)
            return try perform(exchange, &watch)
        }
    }
}
