public import Crypto
public import Diagnostics
public import Platform
import Glibc

/// Finds values that somebody could guess. Only what people gave is looked at: made values are random.
public enum WeakSecretRule {
    /// Shorter values can be found by trying.
    static let shortest = 12
    /// Values with less estimated entropy are patterns. Twelve random digits have some 34 bits by this estimate.
    static let leastBits = 28.0

    private static let wellKnown: Set<String> = [
        "admin", "administrator", "adminadmin", "root", "toor", "user", "guest", "test", "demo", "example", "default",
        "password", "passw0rd", "p@ssw0rd", "pass", "secret", "supersecret", "mysecret", "topsecret", "changeme",
        "change-me",
        "change_me", "changeit", "letmein", "welcome", "qwerty", "qwertyuiop", "iloveyou", "monkey", "dragon",
        "prom-operator",
        "minio", "minioadmin", "postgres", "postgresql", "mysql", "mongodb", "redis", "rabbitmq", "grafana",
        "harbor12345",
        "harbor", "keycloak", "authentik", "argocd", "gitea", "litellm", "sk-1234", "sk-12345", "sk-123456", "sk",
        "none", "null",
        "todo", "replaceme", "replace-me", "placeholder", "your-api-key", "your_api_key", "yourapikey",
        "your-secret-key",
        "insecure", "verysecret", "t0p-s3cr3t", "notsecure", "dummy", "dummy-key", "api-key", "apikey", "token",
    ]

    /// Looks at a value.
    ///
    /// - Parameters:
    ///   - value: the value; no finding ever holds it.
    ///   - need: whose it is.
    /// - Returns: nil if there is nothing to say.
    public static func finding(for value: SecretBytes, of need: CredentialNeed) -> Finding? {
        guard let reason = reason(value) else { return nil }
        return Finding(
            code: Code.weakSecret, severity: .warning, message: "the value given for `\(need.id)` can be guessed",
            place: need.place, component: need.owner, cause: reason, hint: "let its issuer make a long random one")
    }

    private static func reason(_ value: SecretBytes) -> String? {
        value.withBytes { bytes in
            let text = String(decoding: bytes, as: UTF8.self).lowercased()
            let core = text.reversed().drop { "0123456789!.-_".contains($0) }.reversed()
            if wellKnown.contains(text) || wellKnown.contains(String(core)) { return "it is a well-known default" }
            if bytes.count < shortest { return "it is shorter than \(shortest) characters" }
            return estimatedBits(bytes) < leastBits ? "it is a simple pattern" : nil
        }
    }

    /// Shannon's entropy of the symbols or of the steps between them, whichever is less, times the length. Of a text
    /// that repeats itself only the first turn counts.
    static func estimatedBits(_ bytes: [UInt8]) -> Double {
        // Enough to tell, and few enough to compare with themselves.
        let bytes = Array(bytes.prefix(256))
        let turns = 1..<(bytes.count / 2 + 1)
        if let turn = turns.first(where: { bytes.dropFirst($0).elementsEqual(bytes.dropLast($0)) }) {
            return estimatedBits(Array(bytes.prefix(turn)))
        }
        let steps = zip(bytes, bytes.dropFirst()).map { $1 &- $0 }
        return min(bits(bytes), bits(steps))
    }

    private static func bits(_ symbols: [UInt8]) -> Double {
        var counts = [Int](repeating: 0, count: 256)
        for symbol in symbols { counts[Int(symbol)] += 1 }
        return counts.reduce(0) { sum, count in
            count == 0 ? sum : sum + Double(count) * log2(Double(symbols.count) / Double(count))
        }
    }
}
