internal import CCurl

/// One request's way through libcurl: what its callbacks fill. Only the thread that drives the handle touches it.
final class Exchange {
    /// Takes a piece of the body on the caller's thread.
    typealias Sink = (ArraySlice<UInt8>) throws -> StreamDecision

    /// Why the callbacks made libcurl stop.
    enum Stop {
        case enough
        case error(any Error)
    }

    private(set) var head = ResponseHead()
    private(set) var body: [UInt8] = []
    private(set) var stop: Stop?
    /// Grows with everything that comes; the driver sees by it whether the other side is alive.
    private(set) var received = 0
    private let bodyLimit: Int
    private let sink: Sink?

    init(bodyLimit: Int, sink: Sink?) {
        self.bodyLimit = max(bodyLimit, 0)
        self.sink = sink
    }

    var isStream: Bool { sink != nil }

    /// Whether pieces are handed out, not collected.
    var isHandingOut: Bool { sink != nil && head.isComplete && head.status < 300 }

    var response: HTTPResponse { HTTPResponse(status: head.status, headers: head.headers, body: body) }

    func takeLine(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guarded(bytes.count) { try head.take(bytes) }
    }

    func takeBody(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guarded(bytes.count) {
            if let sink, isHandingOut {
                if case .enough = try sink(ArraySlice(bytes)) { stop = .enough }
            } else {
                guard bytes.count <= bodyLimit - body.count else {
                    throw HTTPFailure(.answer, "the answer is longer than the \(bodyLimit) bytes that are allowed")
                }
                body.append(contentsOf: bytes)
            }
        }
    }

    private func guarded(_ count: Int, _ work: () throws -> Void) -> Bool {
        received += count
        guard stop == nil else { return false }
        do { try work() } catch { stop = .error(error) }
        return stop == nil
    }

    static let onLine: fairlead_curl_sink = { bytes, size, count, context in
        Exchange.deliver(bytes, size, count, context) { $0.takeLine($1) }
    }

    static let onBody: fairlead_curl_sink = { bytes, size, count, context in
        Exchange.deliver(bytes, size, count, context) { $0.takeBody($1) }
    }

    private static func deliver(
        _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?,
        _ take: (Exchange, UnsafeBufferPointer<UInt8>) -> Bool
    ) -> Int {
        // The size is always 1 (CURLOPT_WRITEFUNCTION(3)), so the product cannot overflow.
        let total = size &* count
        guard let bytes, let context, total > 0 else { return total }
        let exchange = Unmanaged<Exchange>.fromOpaque(context).takeUnretainedValue()
        return UnsafeRawPointer(bytes).withMemoryRebound(to: UInt8.self, capacity: total) {
            take(exchange, UnsafeBufferPointer(start: $0, count: total)) ? total : fairlead_curl_refused()
        }
    }
}
