import Testing
import Values

struct WriterTests {
    @Test func treesAreWrittenInBlockStyle() {
        let tree: Node = [
            "name": "web", "empty": [:], "none": [], "nothing": nil, "ports": [80, 443],
            "nested": [["a": 1, "b": ["c"]], [1, [2, 3]], []],
            "script": "#!/bin/sh\n\n  exit 0\n", "cut": "a\nb", "open": "a\n\n", "indented": " a\nb\n",
            "quoted": ["yes", "12", "a: b", "", "it's", "x\ty"], "ratio": 1.0, "large": 1e21,
            "annotations": ["example.org/role": "--flag=1", "on": "10.0.0.0/8", "": "1.2.3"],
        ]
        #expect(
            YAML.write(tree) == """
                name: web
                empty: {}
                none: []
                nothing: null
                ports:
                  - 80
                  - 443
                nested:
                  - a: 1
                    b:
                      - c
                  - - 1
                    - - 2
                      - 3
                  - []
                script: |
                  #!/bin/sh

                    exit 0
                cut: |-
                  a
                  b
                open: |+
                  a

                indented: |2
                   a
                  b
                quoted:
                  - "yes"
                  - "12"
                  - "a: b"
                  - ""
                  - it's
                  - "x\\ty"
                ratio: 1.0
                large: 1.0e+21
                annotations:
                  example.org/role: --flag=1
                  "on": 10.0.0.0/8
                  "": 1.2.3

                """)
    }

    @Test func documentsAreSeparated() throws {
        let documents: [Node] = [["a": 1], "x\n\n", nil, [], "---\n"]
        let text = YAML.write(documents: documents)
        #expect(text == "a: 1\n---\n|+\n  x\n\n---\nnull\n---\n[]\n---\n|\n  ---\n")
        #expect(try YAML.parse(Array(text.utf8), file: "f") == documents)
        #expect(YAML.write(documents: []) == "")
    }

    @Test(arguments: [
        "yes", "Off", "y", "N", "null", "~", "0123", "0o7", "1e3", "1_000", "1,000", "1:20", "2001-12-14", ".inf", "=",
        "<<", "-", "? a", "a:",
        "a: b", "a #b", " a", "a ", "&a", "*a", "!a", "%a", "@a", "`a", "[a", "{a", "#a", "|", ">", "'a", "\"a", "---",
        "...", "0x1F", "123e4567",
    ])
    func whatReadersMisreadIsQuoted(_ text: String) {
        #expect(YAML.write(Node(.string(text))).hasPrefix("\""))
    }

    @Test(arguments: [
        "a", "a b", "a:b", "http://example.org/#a", "a#b", "--flag", "1.2.3", "127.0.0.1", "10Gi", "100m", "v1", "a, b",
        "å", "/a", "(a)",
    ])
    func whatIsClearIsNotQuoted(_ text: String) {
        #expect(YAML.write(Node(.string(text))) == text + "\n")
    }

    @Test func specialCharactersAreEscaped() {
        let text = "\u{0}\u{7}\u{1B}\u{7F}\u{85}\u{2028}\u{2029}\u{FEFF}\u{FFFE}é😀\"\\\r\n"
        #expect(
            YAML.write(Node(.string(text)))
                == "\"\\u0000\\u0007\\u001b\\u007f\\u0085\\u2028\\u2029\\ufeff\\ufffeé😀\\\"\\\\\\r\\n\"\n")
    }

    @Test func doublesStayDoubles() {
        let numbers: [(Double, String)] = [
            (1, "1.0"), (-0.0, "-0.0"), (1e21, "1.0e+21"), (1.5e-7, "1.5e-07"), (.nan, ".nan"), (.infinity, ".inf"),
            (-.infinity, "-.inf"),
        ]
        for (number, text) in numbers { #expect(YAML.write(Node(.double(number))) == text + "\n") }
    }

    @Test func keysBeyondTheLookAheadAreExplicit() throws {
        let long = String(repeating: "k", count: 5000)
        let tree: Node = .init(
            .mapping([long: 1, "a": .init(.mapping([long + ": ": [1, ["b": 2]]])), long + "\n": "x\ny\n"]))
        #expect(try yaml(YAML.write(tree)) == tree)
    }
}
