/// One event of a `text/event-stream`.
public struct ServerSentEvent: Sendable, Equatable {
    /// The type; `message` where the stream names none.
    public var event: String
    /// The data; several lines are joined by LF.
    public var data: String
    /// The last id that the stream has named so far; empty at first.
    public var id: String

    /// An event.
    ///
    /// - Parameters:
    ///   - event: the type.
    ///   - data: the data.
    ///   - id: the last id.
    public init(event: String = "message", data: String, id: String = "") {
        self.event = event
        self.data = data
        self.id = id
    }
}

/// Reads a `text/event-stream`, however the pieces fall (WHATWG HTML section 9.2.6, "Interpreting an event stream").
///
/// An event that the end of the stream cuts off is dropped, as there.
public struct ServerSentEvents: Sendable {
    private var line: [UInt8] = []
    private var data: [UInt8] = []
    private var event: [UInt8] = []
    private var id = ""
    private var isAfterCR = false
    private var isFirstLine = true
    private let limit: Int

    /// A reader.
    ///
    /// - Parameter limit: the most bytes of one event, and of one line.
    public init(limit: Int = 4 << 20) { self.limit = max(limit, 0) }

    /// Takes a piece.
    ///
    /// - Parameter piece: the bytes that came.
    /// - Returns: the events that it completes.
    /// - Throws: `HTTPFailure` of the kind `answer` for a line or an event over the limit.
    public mutating func take(_ piece: ArraySlice<UInt8>) throws -> [ServerSentEvent] {
        var events: [ServerSentEvent] = []
        for byte in piece {
            // CR, LF and CR LF all end one line.
            let isSecondHalf = isAfterCR && byte == 0x0A
            isAfterCR = byte == 0x0D
            if isSecondHalf { continue }
            if byte == 0x0D || byte == 0x0A {
                if let event = try endLine() { events.append(event) }
            } else {
                guard line.count < limit else { throw tooLong }
                line.append(byte)
            }
        }
        return events
    }

    private var tooLong: HTTPFailure {
        HTTPFailure(.answer, "an event of the stream is longer than \(limit) bytes")
    }

    private mutating func endLine() throws -> ServerSentEvent? {
        defer { line.removeAll(keepingCapacity: true) }
        if isFirstLine, line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
        isFirstLine = false
        guard !line.isEmpty else { return dispatch() }
        let colon = line.firstIndex(of: 0x3A) ?? line.endIndex
        var value = line[colon...].dropFirst()
        if value.first == 0x20 { value.removeFirst() }
        let name = line[..<colon]
        if name.elementsEqual("data".utf8) {
            guard value.count < limit - data.count else { throw tooLong }
            data += value
            data.append(0x0A)
        } else if name.elementsEqual("event".utf8) {
            event = Array(value)
        } else if name.elementsEqual("id".utf8), !value.contains(0) {
            id = String(decoding: value, as: UTF8.self)
        }
        return nil
    }

    private mutating func dispatch() -> ServerSentEvent? {
        defer {
            data = []
            event = []
        }
        guard !data.isEmpty else { return nil }
        return ServerSentEvent(
            event: event.isEmpty ? "message" : String(decoding: event, as: UTF8.self),
            data: String(decoding: data.dropLast(), as: UTF8.self), id: id)
    }
}
