package import Crypto

/// Log lines, made fit to be shown.
package enum LogText {
    static let mask = "«masked»"
    private static let telling = [
        "password", "passwd", "pwd", "secret", "token", "apikey", "api_key", "api-key", "access_key", "access-key",
        "authorization", "credential", "private_key", "private-key", "cookie", "session",
    ]

    /// The last lines, at most ten and 2 KiB, with what looks like a secret masked and every known secret taken out.
    ///
    /// - Parameters:
    ///   - text: what a container wrote.
    ///   - secrets: values that must not be shown whatever they look like.
    package static func lines(_ text: String, secrets: [SecretBytes]) -> [String] {
        let bytes = withoutSecrets(Array(text.utf8.suffix(64 << 10)), secrets)
        var shown: [String] = []
        var room = 2_048
        // Masking goes by whole texts first: a private key runs over many lines.
        for line in withoutKeys(bytes.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }).reversed() {
            let line = OneLine.text(masked(line), limit: 300)
            if line.isEmpty { continue }
            room -= line.utf8.count + 1
            guard room >= 0, shown.count < 10 else { break }
            shown.append(line)
        }
        return shown.reversed()
    }

    /// A text with every known secret taken out.
    package static func withoutSecrets(_ text: [UInt8], _ secrets: [SecretBytes]) -> [UInt8] {
        var bytes = text
        for secret in secrets where secret.count >= 4 {
            secret.withBytes { bytes = replacing($0, in: bytes) }
        }
        return bytes
    }

    /// A line as it may go to a terminal.
    package static func shown(_ line: [UInt8]) -> String { ServerText.lines(line) }

    private static func replacing(_ secret: [UInt8], in bytes: [UInt8]) -> [UInt8] {
        guard let first = secret.first, bytes.count >= secret.count else { return bytes }
        var result: [UInt8] = []
        var position = 0
        while position < bytes.count {
            if bytes[position] == first, bytes.count - position >= secret.count,
                bytes[position..<(position + secret.count)].elementsEqual(secret)
            {
                result += Array(mask.utf8)
                position += secret.count
            } else {
                result.append(bytes[position])
                position += 1
            }
        }
        return result
    }

    private static func withoutKeys(_ lines: [String]) -> [String] {
        var isKey = false
        return lines.map { line in
            if line.contains("-----BEGIN") && line.contains("PRIVATE KEY") { isKey = true }
            defer { if line.contains("-----END") { isKey = false } }
            return isKey ? mask : line
        }
    }

    /// Masks the word after a telling name, the password of a URL, and long words that look like keys.
    static func masked(_ line: String) -> String {
        var result: [UInt8] = []
        var mustMask = false
        for word in words(Array(line.utf8)) {
            guard word.isText else {
                result += word.bytes
                continue
            }
            let text = String(decoding: word.bytes, as: UTF8.self)
            let lower = text.lowercased()
            if mustMask, !["bearer", "basic", "is", "for"].contains(lower) {
                result += Array(mask.utf8)
                mustMask = false
            } else if telling.contains(where: lower.contains) {
                result += word.bytes
                mustMask = true
            } else {
                result += looksLikeKey(word.bytes) ? Array(mask.utf8) : word.bytes
                mustMask = mustMask || lower == "bearer" || lower == "basic"
            }
        }
        return withoutUserInfo(String(decoding: result, as: UTF8.self))
    }

    private static func words(_ bytes: [UInt8]) -> [(bytes: [UInt8], isText: Bool)] {
        var result: [(bytes: [UInt8], isText: Bool)] = []
        for byte in bytes {
            let isText = !" \t\"'=:,;{}[]()<>&?\\".utf8.contains(byte)
            if let last = result.last, last.isText == isText {
                result[result.count - 1].bytes.append(byte)
            } else {
                result.append(([byte], isText))
            }
        }
        return result
    }

    /// Prefixes of well-known keys; JSON web tokens; long mixed words such as base64.
    private static func looksLikeKey(_ word: [UInt8]) -> Bool {
        let text = String(decoding: word, as: UTF8.self)
        if ["sk-", "pk-", "ghp_", "gho_", "glpat-", "hf_", "xox", "AKIA", "eyJ", "AGE-SECRET-KEY-"]
            .contains(where: { text.hasPrefix($0) }), word.count >= 12
        {
            return true
        }
        guard word.count >= 32, !text.contains("/") || word.count >= 80 else { return false }
        let hasDigit = word.contains { (0x30...0x39).contains($0) }
        let hasUpper = word.contains { (0x41...0x5A).contains($0) }
        let hasLower = word.contains { (0x61...0x7A).contains($0) }
        return hasDigit && hasLower && (hasUpper || word.allSatisfy { isHex($0) })
    }

    private static func isHex(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
    }

    /// `scheme://user:password@host`: everything between the slashes and the last `@` of the word goes.
    private static func withoutUserInfo(_ line: String) -> String {
        var bytes = Array(line.utf8)
        var position = 0
        while position + 2 < bytes.count {
            guard bytes[position] == 0x3A, bytes[position + 1] == 0x2F, bytes[position + 2] == 0x2F else {
                position += 1
                continue
            }
            let start = position + 3
            var end = start
            var at: Int?
            while end < bytes.count, !" \t\"'".utf8.contains(bytes[end]) {
                if bytes[end] == 0x40 { at = end }
                end += 1
            }
            if let at {
                bytes.replaceSubrange(start..<at, with: Array(mask.utf8))
                position = start + mask.utf8.count
            } else {
                position = end
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
