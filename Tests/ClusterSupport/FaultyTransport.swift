package import HTTP
import Host
import Kubernetes
import Synchronization

/// A transport that does wrong as a script says, and passes everything else on.
package final class FaultyTransport: HTTPTransport {
    /// What goes wrong.
    package enum Fault: Sendable {
        /// The server answers this instead of doing what is asked.
        case answer(HTTPResponse)
        /// The request never reaches the server.
        case failure(HTTPFailure.Kind)
        /// The server does what is asked; its answer is lost.
        case lost(HTTPFailure.Kind)
        /// The server does what is asked; its answer is cut in the middle, and nobody notices but the reader.
        case half
        /// The stream ends after so many bytes, without an error.
        case endOfStream(after: Int)
        /// The stream is cut after so many bytes.
        case cutStream(after: Int)
        /// Everything takes longer.
        case delay(milliseconds: Int)

        /// An answer as the API server says no.
        package static func status(
            _ code: Int, reason: String = "", message: String = "", retryAfter: String? = nil
        ) -> Fault {
            let body =
                "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Failure\",\"message\":\"\(escape(message))\",\"reason\":\"\(reason)\",\"code\":\(code)}"
            var headers = [(name: "Content-Type", value: "application/json")]
            if let retryAfter { headers.append(("Retry-After", retryAfter)) }
            return .answer(HTTPResponse(status: code, headers: headers, body: Array(body.utf8)))
        }

        private static func escape(_ text: String) -> String {
            text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\\\"")
        }
    }

    /// When something goes wrong.
    package struct Rule: Sendable {
        var method: String?
        var part: String
        var times: ClosedRange<Int>
        var fault: Fault

        /// A rule.
        ///
        /// - Parameters:
        ///   - method: only for this method.
        ///   - part: only for URLs that hold this text.
        ///   - times: from the first to the last request that the rule fits, counted from 1.
        ///   - fault: what goes wrong.
        package init(_ method: String? = nil, _ part: String = "", times: ClosedRange<Int> = 1...1, _ fault: Fault) {
            (self.method, self.part, self.times, self.fault) = (method, part, times, fault)
        }
    }

    private struct State {
        var rules: [(rule: Rule, seen: Int)] = []
        var isGone = false
        var log: [String] = []
    }

    private let inner: any HTTPTransport
    private let state: Mutex<State>

    /// A transport.
    ///
    /// - Parameters:
    ///   - inner: where everything else goes.
    ///   - rules: what goes wrong; of several that fit and are due the first counts.
    package init(_ inner: any HTTPTransport, _ rules: [Rule] = []) {
        self.inner = inner
        state = Mutex(State(rules: rules.map { ($0, 0) }))
    }

    /// Further rules.
    package func add(_ rules: Rule...) { state.withLock { $0.rules += rules.map { ($0, 0) } } }

    /// Whether nobody listens.
    package var isGone: Bool {
        get { state.withLock { $0.isGone } }
        set { state.withLock { $0.isGone = newValue } }
    }

    /// Method and path of each request so far, such as `GET /api/v1/pods?limit=500`.
    package var log: [String] { state.withLock { $0.log } }

    /// The requests so far that write something: a plan of which nothing is left to do has none.
    package var writes: [String] {
        log.filter {
            !$0.hasPrefix("GET ") && !$0.hasPrefix("HEAD ") && !$0.contains("dryRun=All")
                && !$0.contains("/selfsubject")
        }
    }

    package func send(_ request: HTTPRequest) throws -> HTTPResponse {
        switch try fault(request) {
        case nil, .endOfStream, .cutStream: return try inner.send(request)
        case .answer(let response): return response
        case .failure(let kind): throw HTTPFailure(kind, "fault of the test")
        case .lost(let kind):
            _ = try inner.send(request)
            throw HTTPFailure(kind, "fault of the test")
        case .half:
            var response = try inner.send(request)
            response.body.removeLast(response.body.count / 2)
            return response
        case .delay(let milliseconds):
            try Pause.wait(milliseconds: milliseconds)
            return try inner.send(request)
        }
    }

    package func stream(
        _ request: HTTPRequest, idleMilliseconds: Int, body: (ArraySlice<UInt8>) throws -> StreamDecision
    ) throws -> HTTPResponse {
        let fault = try fault(request)
        var left: Int?
        var isCut = false
        switch fault {
        case nil, .half: break
        case .answer(let response):
            if response.status < 300 { _ = try body(response.body[...]) }
            return response
        case .failure(let kind), .lost(let kind): throw HTTPFailure(kind, "fault of the test")
        case .endOfStream(let bytes): left = bytes
        case .cutStream(let bytes): (left, isCut) = (bytes, true)
        case .delay(let milliseconds): try Pause.wait(milliseconds: milliseconds)
        }
        let response = try inner.stream(request, idleMilliseconds: idleMilliseconds) { piece in
            if state.withLock({ $0.isGone }) { throw HTTPFailure(.cut, "fault of the test") }
            guard let allowed = left else { return try body(piece) }
            let taken = piece.prefix(allowed)
            left = allowed - taken.count
            let decision = taken.isEmpty ? StreamDecision.more : try body(taken)
            if left ?? 0 > 0 || decision == .enough { return decision }
            if isCut { throw HTTPFailure(.cut, "fault of the test") }
            return .enough
        }
        return response
    }

    private func fault(_ request: HTTPRequest) throws -> Fault? {
        let path = "/" + request.url.split(separator: "/", maxSplits: 2).dropFirst(2).joined()
        return try state.withLock { state in
            state.log.append("\(request.method) \(path)")
            if state.isGone { throw HTTPFailure(.connection, "nobody listens, says the test") }
            var found: Fault?
            for index in state.rules.indices {
                let rule = state.rules[index].rule
                guard rule.method ?? request.method == request.method, rule.part.isEmpty || path.contains(rule.part)
                else { continue }
                state.rules[index].seen += 1
                if found == nil, rule.times.contains(state.rules[index].seen) { found = rule.fault }
            }
            return found
        }
    }
}

/// A transport that is no server at all: a function answers.
package struct ScriptedTransport: HTTPTransport {
    private let answer: @Sendable (HTTPRequest) throws -> HTTPResponse

    /// A transport.
    package init(_ answer: @escaping @Sendable (HTTPRequest) throws -> HTTPResponse) { self.answer = answer }

    package func send(_ request: HTTPRequest) throws -> HTTPResponse { try answer(request) }

    package func stream(
        _ request: HTTPRequest, idleMilliseconds: Int, body: (ArraySlice<UInt8>) throws -> StreamDecision
    ) throws -> HTTPResponse {
        let response = try answer(request)
        guard response.status < 300 else { return response }
        var rest = response.body[...]
        // In small pieces, so that no reader relies on whole lines.
        while !rest.isEmpty {
            if try body(rest.prefix(7)) == .enough { break }
            rest = rest.dropFirst(7)
        }
        return HTTPResponse(status: response.status, headers: response.headers)
    }
}
