import HTTP
import TestSupport
import Testing

struct URLTextTests {
    @Test func partsOfAURL() throws {
        let url = try #require(URLText("HTTPS://user:pw@API.Example.test:6443/a/b%20c?x=1&y=2#part"))
        #expect(url.scheme == "https" && url.host == "api.example.test" && url.port == 6443)
        #expect(url.path == "/a/b%20c" && url.query == "x=1&y=2" && url.userInfo == "user:pw")
        #expect(url.text == "https://user:pw@api.example.test:6443/a/b%20c?x=1&y=2")
        #expect(url.withoutUserInfo.text == "https://api.example.test:6443/a/b%20c?x=1&y=2")
    }

    @Test func addressesOfSixAndDefaults() throws {
        let six = try #require(URLText("https://[2001:db8::1]"))
        #expect(six.host == "2001:db8::1" && six.port == 443 && six.path == "/" && six.query == nil)
        #expect(six.place == "[2001:db8::1]:443" && six.hostField == "[2001:db8::1]")
        #expect(six.text == "https://[2001:db8::1]/")
        let plain = try #require(URLText("http://h:8080?q"))
        #expect(plain.path == "/" && plain.query == "q" && plain.hostField == "h:8080")
        #expect(URLText("http://h:80")?.hostField == "h")
    }

    @Test(arguments: [
        "", "http", "http://", "http:///a", "//host", "ftp://h", "javascript://h", "http://h:", "http://h:0",
        "http://h:65536", "http://h:8x", "http://h:-1", "http://a@b@c", "http://[::1", "http://[]", "http://[h]",
        "http://[::1]x", "http://h ost", "http://h\\@evil", "http://h\n", "http://h%2f", "http://ähh", "http://h\0",
        "http://[fe80::1%25eth0]", "http://evil\u{FF0E}test",
    ])
    func whatIsRefused(text: String) { #expect(URLText(text) == nil) }

    // RFC 3986 section 5.4, with http for the scheme.
    @Test(arguments: [
        ("g", "/b/c/g"), ("./g", "/b/c/g"), ("g/", "/b/c/g/"), ("/g", "/g"), ("?y", "/b/c/d;p?y"), ("g?y", "/b/c/g?y"),
        ("", "/b/c/d;p?q"), ("#s", "/b/c/d;p?q"), (".", "/b/c/"), ("..", "/b/"), ("../g", "/b/g"), ("../..", "/"),
        ("../../../g", "/g"), ("/./g", "/g"), ("/../g", "/g"), ("g.", "/b/c/g."), ("..g", "/b/c/..g"),
        ("./../g", "/b/g"), ("g/../h", "/b/c/h"), ("g?y/../x", "/b/c/g?y/../x"), ("g#s/../x", "/b/c/g"),
    ])
    func relativeReferences(reference: String, expected: String) throws {
        let base = try #require(URLText("http://a/b/c/d;p?q"))
        #expect(base.resolve(reference)?.text == "http://a" + expected)
    }

    @Test func absoluteReferences() throws {
        let base = try #require(URLText("https://a:1/b"))
        #expect(base.resolve("//c/d")?.text == "https://c/d")
        #expect(base.resolve("http://c")?.text == "http://c/")
        #expect(base.resolve("file:///etc/passwd") == nil && base.resolve("data:x") == nil)
        #expect(base.resolve("/\\evil") == nil)
    }

    @Test func encoding() {
        #expect(URLText.encodeSegment("a/b c:é%~-._") == "a%2Fb%20c%3A%C3%A9%25~-._")
        #expect(URLText.encodeQuery([("label", "a=b,c"), ("x", "")]) == "label=a%3Db%2Cc&x=")
        #expect(URLText.encodeQuery([]) == "")
    }

    @Test func whatIsEncodedComesBackWhole() throws {
        for seed in 0..<300 {
            var random = SeededGenerator(seed: seed)
            let text = String(
                String.UnicodeScalarView(
                    (0..<20).compactMap { _ in Unicode.Scalar(UInt32.random(in: 0...0x2FF, using: &random)) }))
            let url = try #require(
                URLText("http://h/\(URLText.encodeSegment(text))?\(URLText.encodeQuery([("n", text)]))"))
            #expect(url.path.dropFirst() == URLText.encodeSegment(text))
            #expect(!url.path.dropFirst().contains("/") && url.query == "n=" + URLText.encodeSegment(text))
        }
    }

    @Test func noiseNeverTraps() {
        let alphabet = Array("htps:/@[]?#.%ab01 \\é")
        for seed in 0..<3000 {
            var random = SeededGenerator(seed: seed)
            let noise = String(
                (0..<Int.random(in: 0...20, using: &random)).compactMap { _ in alphabet.randomElement(using: &random) })
            if let url = URLText("http://" + noise) {
                #expect(URLText(url.text) == url, "seed \(seed)")
                if let next = url.resolve(noise) { #expect(URLText(next.text) == next, "seed \(seed)") }
            }
        }
    }
}
