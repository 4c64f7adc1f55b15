import Testing

/// Strings of every format: what is valid, what is not, and what only the scanner (not the editor's pattern) refuses.
enum FormatSamples {
    struct Sample: Sendable, CustomTestStringConvertible {
        let format: String
        let valid: [String]
        let invalid: [String]
        var invalidButMatchingPattern: [String] = []
        var testDescription: String { format }
    }

    static let digest = "sha256:" + String(repeating: "0a", count: 32)
    static let label63 = String(repeating: "a", count: 63)
    static let name254 = Array(repeating: String(repeating: "a", count: 50), count: 5).joined(separator: ".")

    static let all: [Sample] = [
        Sample(
            format: "dns-label", valid: ["a", "open-webui", "0", "a1", label63],
            invalid: ["A", "-a", "a-", "a.b", "a_b", label63 + "a", "a b"]),
        Sample(
            format: "dns-name", valid: ["example", "ai.example.org", "1.2"],
            invalid: ["a..b", ".a", "a.", "Example.org", "*.example.org", "a-.b"],
            invalidButMatchingPattern: [name254]),
        Sample(
            format: "email", valid: ["ops@example.org", "a.b+c@x", "o'neil@Example.ORG"],
            invalid: ["ops", "@example.org", "ops@", "a..b@x", "a b@x", "a@b@c", ".a@x", "a@-x"],
            invalidButMatchingPattern: [label63 + "aa@example.org"]),
        Sample(
            format: "uri",
            valid: [
                "https://example.org", "http://a:8080/x?y=z#f", "oci://ghcr.io/charts", "https://[::1]:443/",
                "http://10.0.0.1/%2F",
            ],
            invalid: [
                "example.org", "ftp://x", "https://", "https:///x", "https://a b", "https://a/%2", "https://u:p@h/",
                "https://a:0/",
                "HTTPS://a", "https://a/\"",
            ], invalidButMatchingPattern: ["https://a:70000/", "https://[1:2]/", "https://a/#b#c"]),
        Sample(
            format: "git-url",
            valid: [
                "https://git.example.org/ops/platform.git", "ssh://git@git.example.org:22/ops/x", "ssh://host/x",
                "git@git.example.org:ops/platform.git",
            ],
            invalid: [
                "https://git.example.org", "https://h/", "http://h/x", "git@host", "host:path", "git@host:", "@h:p",
            ]),
        Sample(
            format: "kubernetes-version", valid: ["1.33", "1.33.2", "1.0"],
            invalid: ["1", "v1.33", "1.33.2.1", "1.", ".1", "01.3", "1.33-rc"]),
        Sample(
            format: "quantity", valid: ["80Gi", "500m", "2", "0.5", "1e3", "1E", "1E3", "2.5Ti", ".5", "5.", "10k"],
            invalid: ["Gi", "80GB", "80 Gi", "-1", "+1", "1.2.3", "1ki", "1K", "e3", "1e", ".", ".Gi"]),
        Sample(
            format: "duration", valid: ["30d", "1h30m", "90s", "0s", "1d2h3m4s"],
            invalid: ["30", "d", "1h 30m", "30m1h", "1h1h", "1.5h", "-1h", "1w", "P30D", "9999999999s"]),
        Sample(
            format: "semver", valid: ["1.2.3", "v1.16.1", "0.0.0", "1.2.3-rc.1+build.5", "1.0.0-0a", "1.0.0--"],
            invalid: ["1.2", "01.2.3", "1.2.3-", "1.2.3-01", "1.2.3+", "1.2.3-a..b", "vv1.2.3", "1.2.3.4"]),
        Sample(
            format: "oci-image",
            valid: [
                "nginx", "nginx:1.27", "ghcr.io/a/b:1.2.3", "localhost:5000/a", "a/b@" + digest, "a:t@" + digest,
                "a__b/c-d.e",
                "REG.example.org/a",
            ],
            invalid: [
                "Nginx", "a//b", "a:", "a@sha256:00", "a b", "/a", "a/", ":t", "a___b", "a:-t", "https://a/b", "a/B",
            ],
            invalidButMatchingPattern: [String(repeating: "a", count: 256)]),
        Sample(
            format: "dotted-path", valid: ["a", "image.tag", "a-b.c_d.0"],
            invalid: [".a", "a.", "a..b", "a b", "-a", "a.-b"]),
        Sample(format: "env-name", valid: ["A", "_a", "LOG_LEVEL2"], invalid: ["2A", "A-B", "A B", "A.B"]),
        Sample(
            format: "locale", valid: ["da-DK", "en", "zh-Hant-TW", "es-419", "nds"],
            invalid: ["DA-dk", "da_DK", "d", "da-", "da-dk", "da-DK-x", "english"]),
        Sample(
            format: "cron", valid: ["* * * * *", "30 2 * * 0", "*/5 0-6,12 1 JAN-mar MON", "0 0 1-31/2 * *"],
            invalid: ["* * * *", "* * * * * *", "@daily", "a * * * *", "*  * * * *"],
            invalidButMatchingPattern: [
                "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 7", "5-1 * * * *", "*/0 * * * *",
                ", * * * *",
            ]),
        Sample(
            format: "cidr",
            valid: ["10.0.0.0/16", "0.0.0.0/0", "fd00::/8", "::/0", "1:2:3:4:5:6:7:8/128", "::ffff:1.2.3.4/96"],
            invalid: ["10.0.0.0", "10.0.0/8", "fd00::", "x/8", "10.0.0.0/-1", "fe80::1%eth0/64"],
            invalidButMatchingPattern: [
                "10.0.0.256/8", "10.0.0.0/33", "::/129", "1::2::3/8", "1:2:3/8", "10.0.0.0/08", "01.2.3.4/8", ":::/8",
                "1:2:3:4:5:6:7::8/8", "1:/8",
            ]),
        Sample(
            format: "path-absolute", valid: ["/", "/a", "/a/b/", "/health/ready.html", "/a b", "/..a"],
            invalid: ["a", "./a", "/a//b", "/../a", "/a/..", "/a/./b", "//"]),
    ]
}
