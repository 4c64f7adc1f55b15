import Testing
import Values

struct HelmDocumentTests {
    private func split(_ text: String) -> [String] {
        YAML.splitHelmDocuments(text).map { "\($0.firstLine)|\($0.text)" }
    }

    @Test func linesThatBeginWithDashesSeparate() {
        #expect(split("a: 1\n---\nb: 2\n") == ["1|a: 1\n", "3|b: 2\n"])
        #expect(split("---\n# Source: x\na: 1\n--- # note\nb: 2") == ["2|# Source: x\na: 1\n", "4|# note\nb: 2"])
        #expect(split("a: 1\n---apiVersion: v1\nkind: A\n") == ["1|a: 1\n", "2|apiVersion: v1\nkind: A\n"])
        #expect(split("---\r\na: 1\r\n---\r\nb: 2\r\n") == ["2|a: 1\r\n", "4|b: 2\r\n"])
        #expect(split("a: |\n  ---\n  x\nb: ---\n") == ["1|a: |\n  ---\n  x\nb: ---\n"])
        #expect(split("---\n\n---\n---\n \t\r\n---\na") == ["7|a"])
        #expect(split("-----BEGIN") == ["1|--BEGIN"])
        #expect(split("").isEmpty && split("---").isEmpty && split("\n---\n\n").isEmpty)
    }

    @Test func indentationOfTheNextLineStays() throws {
        let documents = YAML.splitHelmDocuments("---\n\n  a: 1\n  b: 2\n")
        #expect(documents.map(\.firstLine) == [2])
        let document = try #require(documents.first)
        let tree = try YAML.parseSingle(Array(document.text.utf8), file: "f", firstLine: document.firstLine)
        #expect(tree.at("b")?.place == Place(file: "f", line: 4, column: 6))
    }
}
