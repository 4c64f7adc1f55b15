import Catalog
import Testing

/// Composed text and the ways values are written into it.
@Suite struct ReferenceTextTests {
    @Test(
        arguments: [
            ("", []), ("plain", [.literal("plain")]), ("$", [.literal("$")]), ("a$b$$c", [.literal("a$b$$c")]),
            ("${a}", [.reference("a", .plain)]),
            ("x${a.b:url}y", [.literal("x"), .reference("a.b", .url), .literal("y")]),
            ("$${a}", [.literal("${a}")]), ("${a}${b:base64}", [.reference("a", .plain), .reference("b", .base64)]),
            ("é${a}ø", [.literal("é"), .reference("a", .plain), .literal("ø")]),
        ] as [(String, [ReferenceText.Part])])
    func parts(_ text: String, _ parts: [ReferenceText.Part]) throws {
        #expect(try ReferenceText(text).parts == parts)
    }

    @Test(arguments: ["${", "${a", "${}", "${:url}", "${a:}", "${a:rot13}", "x${a}${"])
    func mistakes(_ text: String) { #expect(throws: ReferenceTextError.self) { try ReferenceText(text) } }

    @Test func encodings() {
        #expect(Encodings.encode("a/b c:@é~-._", .url) == "a%2Fb%20c%3A%40%C3%A9~-._")
        // The examples of RFC 4648, section 10.
        for (text, encoded) in [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            #expect(Encodings.encode(text, .base64) == encoded)
        }
        #expect(Encodings.encode("${x}", .plain) == "${x}")
    }
}
