import Host
import Testing

@Suite struct PathTests {
    @Test(arguments: [
        ("a/./b//c", "a/b/c"), ("a/../b", "b"), ("../a/..", ".."), ("/..", "/"), ("/../a", "/a"), ("", "."),
        ("a/..", "."),
        ("/", "/"), ("a/b/", "a/b"),
    ]) func normalises(written: String, expected: String) {
        #expect(Path(written).normalised.string == expected)
    }

    @Test(arguments: [
        ("a/b", "a"), ("a", "."), ("/a", "/"), ("/", "/"), (".", ".."), ("..", "../.."),
    ]) func parent(of path: String, is expected: String) {
        #expect(Path(path).parent.string == expected)
    }

    @Test func appends() {
        #expect((Path("a") / "b/c").string == "a/b/c")
        #expect((Path("a/") / "/b").string == "a/b")
        #expect((Path("/") / "b").string == "/b")
        #expect((Path(".") / "b").string == "b")
        #expect((Path("a") / "").string == "a")
    }

    @Test func namesAndExtensions() {
        #expect(Path("x/platform.yaml").stem == "platform")
        #expect(Path("x/a.tar.gz").fileExtension == "gz")
        #expect(Path(".profile").fileExtension == nil)
        #expect(Path("a.").fileExtension == nil)
        #expect(Path("/").lastComponent == nil)
    }

    @Test func relative() {
        #expect(Path("/a/b/c").relative(to: "/a/d")?.string == "../b/c")
        #expect(Path("a").relative(to: "a")?.string == ".")
        #expect(Path("a").relative(to: "/a") == nil)
        #expect(Path("a").relative(to: "../b") == nil)
    }

    @Test(arguments: ["../x", "a/../../x", "/etc/passwd", "/root-of-it/outx", ".."]) func refusesToEscape(path: String)
    {
        #expect(throws: FileFailure.self) { try Path(path).contained(in: "/root-of-it/out") }
        #expect(throws: FileFailure.self) { try Path(path).contained(in: "out") }
    }

    @Test func staysInside() throws {
        #expect(try Path("a/../b").contained(in: "out").string == "out/b")
        #expect(try Path("/r/out/b").contained(in: "/r/out/").string == "/r/out/b")
        #expect(try Path("b").contained(in: ".").string == "b")
        #expect(try Path("a").contained(in: "../x").string == "../x/a")
    }

    @Test func comparesBytes() {
        #expect(Path("e\u{301}") != Path("\u{E9}"))
        #expect(Set([Path("e\u{301}"), Path("\u{E9}")]).count == 2)
    }
}
