@testable import Delivery
@testable import Operations
import Testing
import Values

/// Objects as a stream, and lists as services write them.
@Suite struct ObjectStreamTests {
    private typealias Header = ObjectStream.Header

    private func header(_ key: String, _ size: Int, _ headers: [(name: String, value: String)] = []) -> Header {
        Header(key: key, seen: .init(size: Int64(size), tag: "\"t\"", headers: headers))
    }

    /// A source that gives pieces of a length.
    private func source(_ bytes: [UInt8], by length: Int) -> () throws -> [UInt8]? {
        var rest = bytes[...]
        return {
            guard !rest.isEmpty else { return nil }
            defer { rest = rest.dropFirst(length) }
            return Array(rest.prefix(length))
        }
    }

    @Test(arguments: [1, 7, 4096]) func whatGoesInComesOut(_ length: Int) throws {
        let objects = [
            (
                header("a \n\"b\" \u{1F600}", 5, [("content-type", "text/html"), ("x-amz-meta-a", "ü\n")]),
                Array("a\nb{}".utf8)
            ),
            (header("empty", 0), []), (header("last", 3000), [UInt8](repeating: 10, count: 3000)),
        ]
        let bytes = objects.flatMap { $0.0.line + $0.1 } + ObjectStream.end(objects: 3)
        var reader = ObjectStream.Reader(source(bytes, by: length))
        for (header, content) in objects {
            #expect(try reader.next() == header)
            var read: [UInt8] = []
            while let piece = try reader.read(upTo: 999) {
                #expect(piece.count <= 999 && !piece.isEmpty)
                read += piece
            }
            #expect(read == content)
        }
        #expect(try reader.next() == nil)
        // What nobody reads is passed over.
        var hasty = ObjectStream.Reader(source(bytes, by: length))
        #expect(try [hasty.next(), hasty.next(), hasty.next()].compactMap { $0?.key } == objects.map(\.0.key))
        #expect(try hasty.next() == nil)
    }

    /// Wherever it is cut off, and whatever is lost of it, it is not taken for whole.
    @Test func whatIsNotWholeIsRefused() throws {
        let bytes = header("a", 3).line + Array("abc".utf8) + header("b", 0).line + ObjectStream.end(objects: 2)
        func read(_ bytes: [UInt8]) throws {
            var reader = ObjectStream.Reader(source(bytes, by: 5))
            while try reader.next() != nil {}
        }
        try read(bytes)
        for count in 0..<bytes.count {
            #expect(throws: (any Error).self, "\(count)") { try read(Array(bytes.prefix(count))) }
        }
        let lost = header("a", 3).line + Array("abc".utf8) + ObjectStream.end(objects: 2)
        for text in [
            lost, Array("{}\n".utf8), Array(#"{"key":"a","size":-1}"#.utf8) + [10], Array("\n".utf8), [0xFF, 10],
        ] {
            #expect(throws: ArchiveFailure.self) { try read(text) }
        }
        #expect(throws: ArchiveFailure.self) { try read([UInt8](repeating: 0x20, count: 1 << 20)) }
    }

    @Test func listsAreRead() throws {
        let list = """
            <?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name><ContentsX/>
            <Contents><Key>a%20b+c%2B%C3%BC</Key><Size>12</Size><ETag>&quot;x&amp;&#x79;&#122;&nbsp;&quot;</ETag></Contents>
            <Contents></Contents><Contents/><IsTruncated>true</IsTruncated>
            <NextContinuationToken>1&lt;2</NextContinuationToken></ListBucketResult>
            """
        let bytes = Array(list.utf8)[...]
        let entries = XMLScan.elements("Contents", in: bytes)
        #expect(entries.count == 3)
        #expect(XMLScan.text("Key", in: entries[0]).flatMap(ObjectStore.decoded) == "a b c+ü")
        #expect(XMLScan.text("ETag", in: entries[0]) == "\"x&yz&nbsp;\"")
        #expect(XMLScan.text("NextContinuationToken", in: bytes) == "1<2")
        #expect(XMLScan.text("Missing", in: bytes) == nil)
        #expect(
            ObjectStore.decoded("%4") == nil && ObjectStore.decoded("%FF") == nil && ObjectStore.decoded("%zz") == nil)
    }

    /// Nonsense gives something or nothing, and never a trap.
    @Test func nonsenseIsHarmless() {
        var seed: UInt64 = 7
        let words = [
            "<Key>", "</Key>", "<Key", "/>", ">", "<", "&", "&#x;", "&#1114112;", "&amp", ";", "Key", "<Key/>", " ",
            "é", "%",
        ]
        for _ in 0..<2000 {
            var text = ""
            for _ in 0..<12 {
                seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                text += words[Int(seed >> 33) % words.count]
            }
            for element in XMLScan.elements("Key", in: Array(text.utf8)[...]) {
                #expect(element.count <= text.utf8.count)
                _ = XMLScan.text("Key", in: element)
            }
            _ = XMLScan.text("Key", in: Array(text.utf8)[...])
            _ = ObjectStore.decoded(text)
        }
    }

    /// A piece of the largest object fits into the memory, and there are never more than a service takes.
    @Test(arguments: [0, 8 << 20, (8 << 20) + 1, 80 << 30, 200 << 30, BucketCopy.largest] as [Int64])
    func piecesAreNeitherTooManyNorTooLarge(_ size: Int64) {
        let piece = Int64(BucketCopy.piece(of: size))
        #expect(piece >= 5 << 20 && piece <= 64 << 20)
        #expect((size + piece - 1) / piece <= 10_000)
    }

    /// Consumers before their providers; those of one wave together; what nobody knows any more first.
    @Test func containersStopInGroups() {
        #expect(StopOrder.groups([], []) == [])
        #expect(StopOrder.groups(["b", "a"], []) == [["a", "b"]])
        let units = [("chat", 2), ("gateway", 1), ("database", 0), ("cache", 0)].map { name, wave in
            var unit = MachineUnit(
                name: name, component: name, namespace: name, workload: name, labels: [],
                main: MachineContainer(name: name, image: "example.org/x:1"))
            unit.wave = wave
            return unit
        }
        #expect(
            StopOrder.groups(["cache", "old", "database", "chat"], units) == [
                ["old"], ["chat"], ["cache", "database"],
            ])
    }
}
