import Crypto
@testable import Operations
import Synchronization
import Testing

/// Lines and masks of what comes in pieces, wherever it is cut.
@Suite struct LogFeedTests {
    private func lines(_ text: String, pieces: Int, secrets: [String]) throws -> [String] {
        let kept = Mutex<[String]>([])
        var feed = LogFeed("x", secrets: LogFeed.maskable(secrets.map { SecretBytes(text: $0) })) { line in
            kept.withLock { $0.append(line.text) }
        }
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: pieces) {
            try feed.take(bytes[start..<min(start + pieces, bytes.count)])
        }
        try feed.end()
        return kept.withLock { $0 }
    }

    @Test(arguments: [1, 2, 3, 7, 1000]) func aValueIsMaskedWhereverItIsCut(_ size: Int) throws {
        let shown = try lines("a sesame-open b\n\nsesame-open", pieces: size, secrets: ["sesame-open"])
        #expect(shown == ["a «masked» b", "", "«masked»"])
    }

    @Test func valuesOfSeveralLinesAreMaskedLineByLine() throws {
        let key = "-----BEGIN KEY-----\nMIIEvQIBADANBgkq\nshort\n-----END KEY-----\n"
        let shown = try lines("it says \(key)", pieces: 5, secrets: [key])
        #expect(shown == ["it says «masked»", "«masked»", "short", "«masked»"])
    }

    /// Neither the beginning nor the end of a value that lies across the cut of a long line is seen.
    @Test(arguments: [-20, -10, -5, 0, 3]) func aLongLineIsCutAndHidesNothingLess(_ shift: Int) throws {
        let secret = "sesame-open-0123456789"
        let text = String(repeating: "x", count: LogFeed.longest + shift) + secret + String(repeating: "y", count: 5000)
        let shown = try lines(text, pieces: 4096, secrets: [secret])
        #expect(shown.count > 1 && shown.allSatisfy { $0.utf8.count <= LogFeed.longest + 4096 })
        #expect(shown.joined().contains("«masked»") && !shown.joined().contains("sesame"))
    }
}
