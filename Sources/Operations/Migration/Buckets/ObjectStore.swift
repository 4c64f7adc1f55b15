import HTTP
import Host
import Kubernetes

/// A bucket that objects are read from or written to, in pieces: however large an object is, a piece of it is all that is in the memory.
struct ObjectStore {
    /// An object of a list.
    struct Entry: Sendable, Equatable {
        var key: String
        var size: Int64
        var tag: String
    }

    /// What a service tells of an object.
    struct Description: Sendable, Equatable {
        var size: Int64
        /// The entity tag: of what was written in one piece usually the MD5 of the content; nothing is made of that but comparing.
        var tag: String
        /// What was said of the object when it was written.
        var headers: [(name: String, value: String)]

        static func == (left: Description, right: Description) -> Bool {
            left.size == right.size && left.tag == right.tag
                && left.headers.elementsEqual(right.headers) { $0.name == $1.name && $0.value == $1.value }
        }
    }

    let name: String
    private let bucket: S3Bucket
    private let place: (host: String, port: Int)?
    private let transport: any HTTPTransport
    private let clock: Clock

    /// How much of an object is asked for at once.
    static let piece = 8 << 20
    private static let attempts = 4

    /// A bucket.
    ///
    /// - Parameters:
    ///   - name: what people are told.
    ///   - bucket: the bucket.
    ///   - place: where the service is reached; nil: where its name leads.
    ///   - transport: sends requests.
    ///   - clock: the time.
    init(
        _ name: String, bucket: S3Bucket, place: (host: String, port: Int)?, transport: any HTTPTransport, clock: Clock
    ) {
        self.name = name
        self.bucket = bucket
        self.place = place
        self.transport = transport
        self.clock = clock
    }

    // MARK: Reading

    /// Hands out every object, a page of at most a thousand at a time (API reference: `ListObjectsV2`).
    func list(_ body: ([Entry]) throws -> Void) throws {
        var token: String?
        repeat {
            // Names are encoded, because XML cannot hold all that a name may.
            var query = [(name: "list-type", value: "2"), (name: "encoding-type", value: "url")]
            if let token { query.append((name: "continuation-token", value: token)) }
            let answer = try success(try send("GET", query: query, limit: 16 << 20), "list it")
            let all = answer.body[...]
            let isEncoded = XMLScan.text("EncodingType", in: all) == "url"
            try body(
                XMLScan.elements("Contents", in: all).map { entry in
                    guard let key = XMLScan.text("Key", in: entry), let decoded = isEncoded ? Self.decoded(key) : key,
                        let size = XMLScan.text("Size", in: entry).flatMap({ Int64($0) })
                    else { throw MigrationFailure("\(name): the name or the size of an object cannot be read") }
                    return Entry(key: decoded, size: size, tag: XMLScan.text("ETag", in: entry) ?? "")
                })
            let next = XMLScan.text("NextContinuationToken", in: all)
            let isCut = XMLScan.text("IsTruncated", in: all) == "true"
            guard !isCut || (next != nil && next != token) else {
                throw MigrationFailure("\(name): the list of its objects has no end")
            }
            token = isCut ? next : nil
        } while token != nil
    }

    /// What there is of an object; nil if it is not there (`HeadObject`).
    func look(_ key: String) throws -> Description? {
        let answer = try send("HEAD", key: key)
        if answer.status == 404 { return nil }
        _ = try success(answer, "look at \(key)")
        let kept = ["content-type", "content-encoding", "content-language", "content-disposition", "cache-control"]
        let headers = answer.headers.map { (name: $0.name.lowercased(), value: $0.value) }.filter {
            kept.contains($0.name) || $0.name.hasPrefix("x-amz-meta-")
        }
        guard let size = answer.header("content-length").flatMap({ Int64($0) }) else {
            throw MigrationFailure("\(name): it is not said how long \(key) is")
        }
        return Description(
            size: size, tag: answer.header("etag") ?? "", headers: headers.sorted { $0.name < $1.name })
    }

    /// A piece of an object, while it is the one that was looked at (`GetObject`).
    func read(_ key: String, _ seen: Description, from start: Int64) throws -> [UInt8] {
        let count = Int(min(Int64(Self.piece), seen.size - start))
        let range = (name: "Range", value: "bytes=\(start)-\(start + Int64(count) - 1)")
        let answer = try send(
            "GET", key: key, headers: [range] + (seen.tag.isEmpty ? [] : [("If-Match", seen.tag)]),
            limit: Self.piece + (1 << 16))
        if answer.status == 412 || answer.status == 404 { throw changed(key) }
        let body = try success(answer, "read \(key)").body
        guard body.count == count else { throw changed(key) }
        return body
    }

    private func changed(_ key: String) -> MigrationFailure {
        MigrationFailure(
            "\(name): \(key) was written to while it was read", hint: "stop what writes there, and run it again")
    }

    // MARK: Writing

    /// Writes an object of one piece (`PutObject`).
    func write(_ key: String, _ content: [UInt8], headers: [(name: String, value: String)]) throws {
        _ = try success(try send("PUT", key: key, headers: headers, body: content), "write \(key)")
    }

    /// Begins an object of several pieces (`CreateMultipartUpload`).
    func begin(_ key: String, headers: [(name: String, value: String)]) throws -> String {
        let answer = try send("POST", key: key, query: [("uploads", "")], headers: headers, body: [])
        guard let id = XMLScan.text("UploadId", in: try success(answer, "write \(key)").body[...]), !id.isEmpty else {
            throw MigrationFailure("\(name): \(key) cannot be begun")
        }
        return id
    }

    /// Writes a piece (`UploadPart`); all but the last have 5 MiB at least.
    func write(_ key: String, upload: String, number: Int, _ content: [UInt8]) throws -> String {
        let answer = try send(
            "PUT", key: key, query: [("partNumber", "\(number)"), ("uploadId", upload)], body: content)
        guard let tag = try success(answer, "write \(key)").header("etag") else {
            throw MigrationFailure("\(name): a piece of \(key) has no tag")
        }
        return tag
    }

    /// Makes the object of its pieces (`CompleteMultipartUpload`), which may fail in an answer of status 200.
    func end(_ key: String, upload: String, tags: [String]) throws {
        let parts = tags.enumerated().map { number, tag in
            let text = tag.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
            return "<Part><PartNumber>\(number + 1)</PartNumber><ETag>\(text)</ETag></Part>"
        }
        let body = "<CompleteMultipartUpload>\(parts.joined())</CompleteMultipartUpload>"
        let answer = try success(
            try send("POST", key: key, query: [("uploadId", upload)], body: Array(body.utf8)), "write \(key)")
        if let code = S3Bucket.errorCode(answer.body) { throw MigrationFailure("\(name): \(key): \(code)") }
    }

    /// Leaves nothing of an object that was begun (`AbortMultipartUpload`).
    func drop(_ key: String, upload: String) {
        Interrupt.shielded { _ = try? send("DELETE", key: key, query: [("uploadId", upload)]) }
    }

    // MARK: Sending

    private func send(
        _ method: String, key: String = "", query: [(name: String, value: String)] = [],
        headers: [(name: String, value: String)] = [], body: [UInt8]? = nil, limit: Int = 1 << 20
    ) throws -> HTTPResponse {
        var attempt = 1
        while true {
            try Interrupt.check()
            // Signed anew each time: a signature is good for minutes.
            var request = bucket.request(
                method, key: key, query: query, headers: headers, body: body, now: clock.now(),
                timeoutMilliseconds: 600_000, bodyLimit: limit)
            request.isRepeatable = true
            do {
                let answer = try transport.send(rerouted(request))
                if ![429, 500, 502, 503, 504].contains(answer.status) || attempt == Self.attempts { return answer }
            } catch let failure as HTTPFailure
                where ![.request, .tls, .cancelled].contains(failure.kind) && attempt < Self.attempts
            {
                // What is not there now may be there in a moment.
            } catch let failure as HTTPFailure {
                throw MigrationFailure("\(name): \(failure.message)")
            }
            try Pause.wait(milliseconds: 500 << attempt)
            attempt += 1
        }
    }

    /// The name stays in the field `Host`, which is signed; only the way changes.
    private func rerouted(_ request: HTTPRequest) -> HTTPRequest {
        guard let place, let url = URLText(request.url) else { return request }
        var result = request
        result.url = "\(url.scheme)://\(place.host):\(place.port)\(url.path)\(url.query.map { "?" + $0 } ?? "")"
        result.headers.append((name: "Host", value: url.hostField))
        return result
    }

    private func success(_ answer: HTTPResponse, _ what: String) throws -> HTTPResponse {
        if (200..<300).contains(answer.status) { return answer }
        let code = S3Bucket.errorCode(answer.body).map { ", " + $0 } ?? ""
        throw MigrationFailure(
            "\(name): to \(what) is answered \(answer.status)\(code)",
            hint: answer.status == 403 ? "has the service the key that the store holds? `fairlead up` brings it" : nil)
    }

    /// A name out of a list: percent-encoded, with a plus for a space from some services.
    static func decoded(_ text: String) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(0x20)
            case UInt8(ascii: "%"):
                guard rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
                else { return nil }
                bytes.append(value)
                rest = rest.dropFirst(2)
            default: bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
