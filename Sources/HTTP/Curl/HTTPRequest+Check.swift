extension HTTPRequest {
    /// The first hop, when nothing in the request could be read as something else on the wire.
    ///
    /// - Throws: `HTTPFailure` of the kind `request`.
    func checked() throws -> Hop {
        guard !method.isEmpty, method.utf8.count <= 32, method.utf8.allSatisfy(HTTPRequest.isTokenByte) else {
            throw HTTPFailure(.request, "the method of the request is no HTTP method")
        }
        guard let target = URLText(url) else { throw HTTPFailure(.request, "this is no http or https URL") }
        for (name, value) in headers {
            guard !name.isEmpty, name.utf8.allSatisfy(HTTPRequest.isTokenByte) else {
                throw HTTPFailure(.request, "the name of a header field holds a character that is not allowed")
            }
            guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
                throw HTTPFailure(.request, "the value of the header field `\(name)` holds a control character")
            }
            // The length is libcurl's business; two ideas of it are how requests get smuggled (RFC 9112 section 11.2).
            guard !["content-length", "transfer-encoding"].contains(name.lowercased()) else {
                throw HTTPFailure(.request, "the header field `\(name)` cannot be set by hand")
            }
        }
        return Hop(
            method: method, url: target, headers: headers, body: body, isRepeatable: isRepeatable ?? (method != "POST"))
    }

    /// RFC 9110 section 5.6.2.
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        Authority.isNameByte(byte) || "!#$%&'*+^`|~".utf8.contains(byte)
    }
}
