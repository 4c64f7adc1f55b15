import TestSupport
import Testing

import Values

struct TextSearchTests {
    @Test(arguments: [
        ("", "", true), ("a", "", true), ("", "a", false), ("ab", "abc", false), ("xabab", "abab", true),
        ("aaab", "aab", true),
        ("a { b {{", "{{", true), ("e\u{301}", "\u{E9}", false), ("caf\u{E9}", "\u{E9}", true),
    ])
    func known(_ text: String, _ part: String, _ isThere: Bool) {
        #expect(text.hasBytes(of: part) == isThere)
    }

    @Test(arguments: 0..<20)
    func asWithArrays(_ seed: Int) {
        var random = SeededGenerator(seed: seed)
        func text(_ length: Int) -> String {
            String(
                (0..<Int.random(in: 0...length, using: &random)).map { _ in
                    ["a", "b", "é"].randomElement(using: &random) ?? "a"
                })
        }
        for _ in 0..<200 {
            let (whole, part) = (text(12), text(4))
            let (bytes, word) = (Array(whole.utf8), Array(part.utf8))
            let isThere = word.isEmpty || bytes.indices.contains { bytes[$0...].starts(with: word) }
            #expect(whole.hasBytes(of: part) == isThere, "seed \(seed): \(whole), \(part)")
        }
    }
}
