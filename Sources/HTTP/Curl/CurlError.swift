internal import CCurl
internal import Glibc

/// What libcurl reports, in words for people. libcurl's own text is looked at but never passed on: it may quote the
/// other side.
struct CurlError {
    let code: CURLcode
    /// libcurl's text.
    let text: String
    /// OpenSSL's reason not to trust the certificate (`X509_V_ERR_…`), 0 where there is none.
    let verifyResult: Int
    /// The `errno` of the last connect.
    let systemError: Int32
    /// The status with which a proxy refused the way.
    let proxyStatus: Int
    /// Host and port.
    let place: String
    let host: String
    let proxyPlace: String?
    let connectMilliseconds: Int
    /// Whether TLS was wanted and not a byte of an answer came.
    let isSilentTLS: Bool

    var failure: HTTPFailure {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST: return HTTPFailure(.name, "the host name `\(host)` is not known")
        case CURLE_COULDNT_RESOLVE_PROXY:
            return HTTPFailure(.name, "the proxy's host name is not known (\(proxyPlace ?? "proxy"))")
        case CURLE_COULDNT_CONNECT:
            return HTTPFailure(.connection, "cannot connect to \(place)\(way)\(systemReason)")
        case CURLE_PROXY:
            return HTTPFailure(.connection, "the proxy \(proxyPlace ?? "") does not lead to \(place)")
        case CURLE_OPERATION_TIMEDOUT:
            return HTTPFailure(
                .timeout, "no connection to \(place)\(way) within \(Watch.words(connectMilliseconds))")
        case CURLE_URL_MALFORMAT: return HTTPFailure(.request, "the URL cannot be used")
        // The scheme was looked at before, so this is an answer without a head (HTTP/0.9).
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY, CURLE_WRITE_ERROR:
            return HTTPFailure(.answer, "\(place) does not answer in HTTP")
        case CURLE_BAD_CONTENT_ENCODING:
            return HTTPFailure(.answer, "the answer of \(place) is compressed in a way that cannot be undone")
        case CURLE_PARTIAL_FILE, CURLE_GOT_NOTHING, CURLE_HTTP2, CURLE_HTTP2_STREAM:
            return HTTPFailure(.cut, "\(place) ended the connection in the middle")
        case CURLE_SEND_ERROR, CURLE_RECV_ERROR: return broken
        case CURLE_OUT_OF_MEMORY: return HTTPFailure(.request, "there is no memory left")
        default: return trust ?? HTTPFailure(.cut, "the request to \(place) failed (libcurl error \(code.rawValue))")
        }
    }

    private var way: String { proxyPlace.map { " through the proxy \($0)" } ?? "" }

    private var systemReason: String {
        switch systemError {
        case ECONNREFUSED: ": nobody listens there"
        case EHOSTUNREACH, ENETUNREACH: ": the network does not lead there"
        case ETIMEDOUT: ": it does not answer"
        default: ""
        }
    }

    private var broken: HTTPFailure {
        if proxyStatus >= 300 {
            return HTTPFailure(
                .connection, "the proxy \(proxyPlace ?? "") refuses the way to \(place) (status \(proxyStatus))")
        }
        // With TLS 1.3 the server's "no" to the client's certificate comes after the handshake, as a read error.
        if text.contains("alert") { return alert }
        // A reset overtakes the alert when the server closes in a hurry.
        if isSilentTLS {
            return HTTPFailure(
                .cut,
                "\(place) ended the connection before it answered, as servers do that restart or want another client certificate"
            )
        }
        return HTTPFailure(.cut, "\(place) ended the connection in the middle")
    }

    private var alert: HTTPFailure {
        if text.contains("certificate required") || text.contains("handshake failure") {
            return HTTPFailure(.tls, "\(place) wants a client certificate, or another version of TLS")
        }
        if text.contains("unknown ca") || text.contains("certificate") {
            return HTTPFailure(.tls, "\(place) does not accept the client certificate")
        }
        return HTTPFailure(.tls, "\(place) broke off the TLS connection")
    }

    private var trust: HTTPFailure? {
        switch code {
        case CURLE_PEER_FAILED_VERIFICATION: HTTPFailure(.tls, "the certificate of \(place) \(distrust)")
        case CURLE_SSL_CERTPROBLEM, CURLE_SSL_ENGINE_NOTFOUND:
            HTTPFailure(
                .tls, "the client certificate or its key cannot be used: is it PEM, and do the two belong together")
        case CURLE_SSL_CACERT_BADFILE: HTTPFailure(.tls, "the given authorities hold no certificate in PEM")
        case CURLE_SSL_CONNECT_ERROR where text.contains("alert"): alert
        case CURLE_SSL_CONNECT_ERROR where text.contains("wrong version number"):
            HTTPFailure(.tls, "\(place) does not speak TLS; is it `http`, not `https`")
        case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER, CURLE_USE_SSL_FAILED:
            HTTPFailure(.tls, "\(place) and this program found no common way to use TLS")
        default: nil
        }
    }

    // Numbers of OpenSSL's x509_vfy.h. The wrong name is libcurl's own check and leaves no number.
    private var distrust: String {
        switch verifyResult {
        case 10: return "has expired"
        case 9: return "is not valid yet; is this machine's clock right"
        case 18, 19, 20, 21, 2, 24, 79: return "was made by an authority that is not trusted here"
        case 23: return "has been revoked"
        case 62, 64: return "is for another name"
        case 66, 67, 68: return "is too weak"
        default: break
        }
        if text.contains("subject name") || text.contains("does not match") { return "is for another name" }
        if text.contains("expired") { return "has expired" }
        return "is not trusted here"
    }
}
