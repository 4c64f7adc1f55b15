import Crypto
import HTTP
import Host
import Synchronization
import Values

extension Cluster {
    /// Sends a call, again where that helps, and reads the answer.
    ///
    /// - Parameters:
    ///   - call: the call.
    ///   - read: makes something of an answer of any status; a `HalfAnswer` counts as a cut connection.
    /// - Throws: `KubernetesFailure`, `Interrupted`, what `read` throws.
    func perform<Output>(_ call: Call, _ read: (HTTPResponse) throws -> Output) throws -> Output {
        let start = clock.monotonicMilliseconds()
        var attempt = 0
        var wasRefused = false
        while true {
            try Interrupt.check()
            attempt += 1
            let trouble: Trouble
            do {
                let response = try transport.send(try request(call))
                hasAnswered.store(true, ordering: .relaxed)
                if response.status == 401, !wasRefused, access.credentials?.refused() == true {
                    wasRefused = true
                    continue
                }
                guard isPassing(response, call) else { return try read(response) }
                trouble = Trouble(
                    failure: StatusReading.failure(response, call),
                    retryAfter: StatusReading.retryAfter(response, now: clock.now()))
            } catch let failure as HTTPFailure {
                guard isPassing(failure, call) else {
                    throw StatusReading.failure(failure, call, server: access.server)
                }
                trouble = Trouble(failure: StatusReading.failure(failure, call, server: access.server), retryAfter: nil)
            } catch let half as HalfAnswer {
                guard call.isRepeatable else { throw half.failure }
                trouble = Trouble(failure: half.failure, retryAfter: nil)
            }
            let pause = retry.pause(after: attempt, retryAfter: trouble.retryAfter, spread: spread())
            let elapsed = Int(clamping: clock.monotonicMilliseconds() - start)
            if attempt >= min(call.attempts ?? retry.attempts, retry.attempts) || elapsed + pause > retry.total {
                throw trouble.after(attempt)
            }
            try self.pause(pause)
        }
    }

    /// The object of a good answer, with the answer.
    func object(_ call: Call) throws -> (node: Node, response: HTTPResponse) {
        try perform(call) { response in
            guard (200..<300).contains(response.status) else { throw StatusReading.failure(response, call) }
            return (try parse(response, call), response)
        }
    }

    /// A call as a request, with who asks.
    func request(_ call: Call) throws -> HTTPRequest {
        var headers: [(name: String, value: String)] = [("User-Agent", userAgent)]
        if !call.headers.contains(where: { $0.name == "Accept" }) { headers.append(("Accept", "application/json")) }
        headers += call.headers
        switch try access.credentials?.authorization() {
        case .bearer(let token):
            headers.append(("Authorization", "Bearer " + token.withBytes { String(decoding: $0, as: UTF8.self) }))
        case .basic(let user, let password):
            let pair = password.withBytes { Base64.encode(Array(user.utf8) + [UInt8(ascii: ":")] + $0) }
            headers.append(("Authorization", "Basic " + pair))
        case nil: break
        }
        headers += access.impersonationHeaders
        // A line end in a value would begin another field.
        if let field = headers.first(where: { $0.value.utf8.contains { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F } }) {
            throw KubernetesFailure(.access, "the value of the field `\(field.name)` has a control character in it")
        }
        var request = HTTPRequest(
            call.method, access.server + call.target, headers: headers, body: call.body,
            timeoutMilliseconds: call.timeoutMilliseconds, bodyLimit: limits.bytes)
        request.isRepeatable = call.isRepeatable
        return request
    }

    /// Reads the object of an answer.
    func parse(_ response: HTTPResponse, _ call: Call) throws -> Node {
        do {
            let limits = YAML.Limits(bytes: limits.bytes, nodes: 16_000_000)
            let node = try JSON.parse(response.body, file: "answer", limits: limits, leavingOut: call.leftOut)
            if node.mapping != nil { return node }
            throw StatusReading.malformed("the answer is no JSON object", call)
        } catch let error as SyntaxError {
            guard response.body.first == UInt8(ascii: "{") else {
                throw StatusReading.malformed("the answer is no JSON", call)
            }
            throw HalfAnswer(
                failure: StatusReading.malformed("the answer cannot be read: \(error.message)", call))
        }
    }

    /// A number that differs from call to call, the same in every run (Weyl sequence with the golden ratio).
    func spread() -> UInt64 {
        let turn = turns.add(1, ordering: .relaxed).newValue
        return (turn &* 0x9E37_79B9_7F4A_7C15) >> 40
    }

    // What was not let in was not done either: 429 may be repeated by every call.
    private func isPassing(_ response: HTTPResponse, _ call: Call) -> Bool {
        switch response.status {
        case 429: true
        case 502, 503, 504: call.isRepeatable && !call.takesServerErrors
        case 500: call.isRepeatable && !call.takesServerErrors && response.header("Retry-After") != nil
        default: false
        }
    }

    private func isPassing(_ failure: HTTPFailure, _ call: Call) -> Bool {
        switch failure.kind {
        case .connection, .name: hasAnswered.load(ordering: .relaxed)
        case .cut, .timeout: call.isRepeatable
        case .tls, .answer, .request, .cancelled: false
        }
    }
}

/// An answer that ends in the middle although the connection says that it is whole.
struct HalfAnswer: Error {
    var failure: KubernetesFailure
}

private struct Trouble {
    var failure: KubernetesFailure
    var retryAfter: Int?

    func after(_ attempts: Int) -> KubernetesFailure {
        guard attempts > 1 else { return failure }
        var failure = failure
        failure.message += ", also after \(attempts) attempts"
        return failure
    }
}
