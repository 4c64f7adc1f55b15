import Crypto
import Kubernetes

/// Makes lines of what comes piece by piece, and masks the values of the store in them.
struct LogFeed {
    private let source: String
    private let secrets: [SecretBytes]
    private let write: @Sendable (LogLine) throws -> Void
    private var pending: [UInt8] = []

    /// The longest line; the rest of a longer one becomes another line.
    static let longest = 64 << 10
    /// As much of a line that is cut is kept for the next one, so that no value is cut in two and found in neither.
    private static let overlap = 1 << 10

    init(_ source: String, secrets: [SecretBytes], _ write: @escaping @Sendable (LogLine) throws -> Void) {
        self.source = source
        self.secrets = secrets
        self.write = write
    }

    /// The values as they may stand in a line: of one that has several lines, each that is long enough to tell something.
    static func maskable(_ values: [SecretBytes]) -> [SecretBytes] {
        values.flatMap { value in
            value.withBytes { bytes in
                guard bytes.contains(0x0A) else { return [value] }
                let lines = bytes.split { $0 == 0x0A || $0 == 0x0D }
                return lines.filter { $0.count >= 12 }.map { SecretBytes(Array($0)) }
            }
        }
    }

    mutating func take(_ piece: ArraySlice<UInt8>) throws {
        var rest = piece
        while let end = rest.firstIndex(of: 0x0A) {
            pending += rest[..<end]
            rest = rest[(end + 1)...]
            try flush()
        }
        pending += rest
        while pending.count > Self.longest {
            let masked = LogText.withoutSecrets(pending, secrets)
            try write(LogLine(source: source, text: LogText.shown(Array(masked.dropLast(Self.overlap)))))
            pending = Array(masked.suffix(Self.overlap))
        }
    }

    /// What is left when nothing more comes.
    mutating func end() throws { if !pending.isEmpty { try flush() } }

    private mutating func flush() throws {
        let line = pending
        pending = []
        let masked = LogText.withoutSecrets(line, secrets)
        try write(LogLine(source: source, text: LogText.shown(masked)))
    }
}
