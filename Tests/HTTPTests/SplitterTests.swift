import HTTP
import TestSupport
import Testing

struct SplitterTests {
    /// The bytes in pieces of random lengths, empty ones too.
    private func cut(_ bytes: [UInt8], _ random: inout SeededGenerator) -> [ArraySlice<UInt8>] {
        var pieces: [ArraySlice<UInt8>] = []
        var left = bytes[...]
        while !left.isEmpty {
            let count = Int.random(in: 0...min(7, left.count), using: &random)
            pieces.append(left.prefix(count))
            left = left.dropFirst(count)
        }
        return pieces
    }

    private func random(_ alphabet: [String], _ random: inout SeededGenerator) -> [UInt8] {
        (0..<Int.random(in: 0...60, using: &random)).flatMap { _ in
            Array((alphabet.randomElement(using: &random) ?? "").utf8)
        }
    }

    private func lines(_ pieces: [ArraySlice<UInt8>]) throws -> [[UInt8]] {
        var splitter = LineSplitter()
        return try pieces.flatMap { try splitter.take($0) } + [splitter.finish()].compactMap { $0 }
    }

    private func events(_ pieces: [ArraySlice<UInt8>]) throws -> [ServerSentEvent] {
        var reader = ServerSentEvents()
        return try pieces.flatMap { try reader.take($0) }
    }

    @Test func linesDoNotDependOnTheCut() throws {
        for seed in 0..<500 {
            var generator = SeededGenerator(seed: seed)
            let bytes = random(["a", "\n", "\r", "\r\n", "é", "{}", "\u{2028}"], &generator)
            #expect(try lines(cut(bytes, &generator)) == lines([bytes[...]]), "seed \(seed)")
        }
    }

    @Test func linesEndWithLineFeed() throws {
        let text = "one\r\n\ntwo\rthree\nlast"
        #expect(
            try lines([Array(text.utf8)[...]]).map { String(decoding: $0, as: UTF8.self) }
                == ["one", "", "two\rthree", "last"])
    }

    @Test func lineOverTheLimitIsRefusedHoweverItIsCut() throws {
        for text in ["abcde\n", "abcde\r\n", "abcd\r\n", "abcd\n", "abcd\rX\n"] {
            for size in 1...6 {
                var splitter = LineSplitter(limit: 4)
                var left = Array(text.utf8)[...]
                var isRefused = false
                while !left.isEmpty, !isRefused {
                    do { _ = try splitter.take(left.prefix(size)) } catch { isRefused = true }
                    left = left.dropFirst(size)
                }
                #expect(isRefused == (text.hasPrefix("abcde") || text.hasPrefix("abcd\rX")), "\(text) by \(size)")
            }
        }
    }

    @Test func eventsDoNotDependOnTheCut() throws {
        for seed in 0..<500 {
            var generator = SeededGenerator(seed: seed)
            let bytes = random(
                ["data", ":", " ", "\n", "\n\n", "\r", "\r\n", "data: x", "event: e", "id: 1", "é", "\u{FEFF}"],
                &generator)
            #expect(try events(cut(bytes, &generator)) == events([bytes[...]]), "seed \(seed)")
        }
    }

    // After the examples of WHATWG HTML section 9.2.6.
    @Test func eventsAreReadAsTheStandardSays() throws {
        func read(_ text: String) throws -> [ServerSentEvent] { try events([Array(text.utf8)[...]]) }
        #expect(try read("data: YHOO\ndata: +2\ndata: 10\n\n") == [ServerSentEvent(data: "YHOO\n+2\n10")])
        #expect(
            try read(": a comment\n\ndata: first\nid: 1\n\ndata:second\nid\n\ndata:  third\n\n") == [
                ServerSentEvent(data: "first", id: "1"), ServerSentEvent(data: "second"),
                ServerSentEvent(data: " third"),
            ])
        #expect(
            try read("data\n\ndata\ndata\n\ndata:") == [ServerSentEvent(data: ""), ServerSentEvent(data: "\n")])
        #expect(try read("event: add\rdata: 1\r\revent: x\n\ndata: 2\n\n").map(\.event) == ["add", "message"])
        #expect(try read("\u{FEFF}data: bom\r\n\r\nretry: 5\nid: a\0b\ndata: y\n\n").map(\.data) == ["bom", "y"])
        #expect(try read("data: cut off\n").isEmpty)
    }

    @Test func eventOverTheLimitIsRefused() {
        var reader = ServerSentEvents(limit: 10)
        #expect(throws: HTTPFailure.self) {
            try reader.take(Array("data: 1\ndata: 2\ndata: 3\ndata: 4\ndata: 5\ndata: 6\n".utf8)[...])
        }
        var line = ServerSentEvents(limit: 10)
        #expect(throws: HTTPFailure.self) { try line.take(Array("data: 123456789".utf8)[...]) }
    }
}
