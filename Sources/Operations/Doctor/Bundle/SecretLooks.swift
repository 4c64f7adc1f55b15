/// What looks like a secret value, wherever it stands.
enum SecretLooks {
    private static let beginnings: [[UInt8]] = [
        "eyJ", "sk-", "ghp_", "glpat-", "hf_", "AKIA", "xoxb-", "AGE-SECRET-KEY-",
    ]
    .map { Array($0.utf8) }
    private static let bearers: [[UInt8]] = ["Bearer ", "bearer ", "Basic ", "basic "].map { Array($0.utf8) }
    private static let separators = Array("://".utf8)
    private static let begin = Array("-----BEGIN ".utf8)
    private static let keyWord = Array("PRIVATE KEY".utf8)

    /// Words in names of settings that hold secrets.
    static func isSecret(name: String) -> Bool {
        let plain = name.lowercased().filter { $0 != "_" && $0 != "-" && $0 != "." }
        return [
            "password", "passwd", "passphrase", "secret", "token", "apikey", "accesskey", "privatekey", "credential",
            "dsn", "databaseurl", "connectionstring", "masterkey", "saltkey", "signingkey", "encryptionkey", "cookie",
        ].contains { plain.contains($0) } || plain.hasSuffix("key")
    }

    /// How many bytes of something that looks like a secret begin here; nil if nothing does.
    static func length(_ bytes: [UInt8], at index: Int) -> Int? {
        let rest = bytes[index...]
        switch bytes[index] {
        case UInt8(ascii: "-"): return privateKey(rest)
        case UInt8(ascii: ":"):
            guard rest.starts(with: separators) else { return nil }
            // Only the part that a colon begins and an `@` ends is secret, but it is shorter to mask the user too.
            let authority = rest.dropFirst(3).prefix(512).prefix {
                isToken($0) || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "!")
            }
            guard authority.contains(UInt8(ascii: ":")), authority.endIndex < bytes.count,
                bytes[authority.endIndex] == UInt8(ascii: "@")
            else { return nil }
            return 3 + authority.count
        default: break
        }
        let before = index > 0 ? bytes[index - 1] : 0x20
        guard !isToken(before) || before == UInt8(ascii: "=") else { return nil }
        for word in bearers where rest.starts(with: word) {
            let token = rest.dropFirst(word.count).prefix(while: isToken)
            if token.count >= 8 { return word.count + token.count }
        }
        for word in beginnings where rest.starts(with: word) {
            let token = rest.prefix(while: isToken)
            if token.count >= 16 { return token.count }
        }
        return nil
    }

    private static func privateKey(_ rest: ArraySlice<UInt8>) -> Int? {
        guard rest.starts(with: begin), contains(rest.prefix(64), keyWord) else { return nil }
        let end = Array("-----END ".utf8)
        let body = rest.dropFirst(begin.count).prefix(64 << 10)
        // Without an end, all of what could be a key goes.
        guard let stop = body.indices.first(where: { body[$0] == UInt8(ascii: "-") && body[$0...].starts(with: end) })
        else { return begin.count + body.count }
        return stop - rest.startIndex
    }

    private static func contains(_ bytes: ArraySlice<UInt8>, _ word: [UInt8]) -> Bool {
        bytes.indices.contains { bytes[$0...].starts(with: word) }
    }

    private static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"), UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="):
            true
        default: false
        }
    }
}
