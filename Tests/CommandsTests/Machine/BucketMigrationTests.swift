import Crypto
import Host
import Testing
import Values

/// Objects of a bucket on this machine go into a bucket of a cluster. Both are moto's S3 service; botocore checks each signature.
@Suite(
    .needsHelm, .enabled(if: ObjectServer.isThere, "SKIPPED: no moto: pip install -r Tests/Interop/requirements.txt"))
struct BucketMigrationTests {
    @Test func bucketsGoAlong() throws {
        try MachineBench.with(bucket: true) { machine throws in
            let folder = machine.bench.folder
            // Where the store will be is known once its containers are made.
            _ = try machine.fairlead("up", "--yes", "--timeout", "2s")
            let made =
                try machine.calls().filter { $0.first == "create" && $0.contains("corner.minio.minio") }.last ?? []
            let addresses = made.compactMap { word in word.firstRange(of: ":ip=").map { String(word[$0.upperBound...]) }
            }
            try #require(!addresses.isEmpty, "\(made)")
            let secret = try machine.value("minio/bucket/box-files/secret-key")
            let here = try ObjectServer(folder / "s3-here", at: addresses, port: 9000, key: secret)
            defer { here.stop() }
            _ = try machine.up()
            try #require(try machine.fairlead("render", "--delivery", "helm", "--out", "there").status == 0)
            try here.fill(objects: 11)

            let saved = try machine.fairlead("migrate", "--to", "helm", "--save", "move.tar")
            try #require(saved.status == 0, "\(saved)")
            #expect(saved.out.contains("1 databases, 1 buckets"), "\(saved)")
            #expect(saved.error.contains("box.files: 16 objects"), "\(saved)")
            let there = try ObjectServer(folder / "s3-there", at: ["127.0.0.1"], port: nil, key: secret)
            defer { there.stop() }
            func load(_ more: String...) throws -> Outcome {
                try machine.bench.shell(
                    binary.string,
                    [
                        "migrate", "--to", "helm", "--load", "move.tar", "--target",
                        "box.files=127.0.0.1:\(there.port)",
                        "--catalog", "catalog",
                    ] + more)
            }
            // The service goes away in the middle; the next run goes on, and writes only what is not there.
            try there.cut(after: 12)
            let cut = try load()
            #expect(cut.status == 1 && cut.error.contains("answered 503"), "\(cut)")
            try there.cut(after: nil)
            let before = try there.objects().count
            #expect(before > 0)
            let first = try load()
            try #require(first.status == 0 && first.out == "box.files: restored\n", "\(first)")
            #expect(
                first.error.contains("16 objects") && first.error.contains("\(16 - before) of them written"), "\(first)"
            )
            #expect(try there.objects() == here.objects())
            // Nothing is left to do: not one object is written.
            try there.forget()
            let again = try load()
            #expect(again.status == 0 && again.out == "box.files: done\n", "\(again)")
            #expect(try !there.log().contains { $0.hasPrefix("PUT") || $0.hasPrefix("POST") })
            // Somebody works there now.
            try there.put("of somebody else", "x")
            try there.put("number 003", "other content")
            let refused = try load()
            #expect(
                refused.status == 1 && refused.error.contains("has number 003 already, with other content"),
                "\(refused)")
            let over = try load("--overwrite")
            #expect(over.status == 0 && over.error.contains("1 other objects are in that bucket"), "\(over)")
            #expect(try there.objects().filter { $0.key != "of somebody else" } == here.objects())
            // Who has another key is not let in, and the message says so.
            there.stop()
            let closed = try ObjectServer(folder / "s3-closed", at: ["127.0.0.1"], port: there.port, key: "another")
            defer { closed.stop() }
            let stranger = try load()
            #expect(stranger.status == 1 && stranger.error.contains("403"), "\(stranger)")
            // The plan names what goes and what stays.
            let plan = try machine.fairlead("migrate", "--to", "helm")
            for text in [
                "box.files: the objects of the bucket", "the volume corner.box.things",
                "--target box.database=HOST:PORT",
            ] { #expect(plan.out.contains(text), "\(text): \(plan)") }
            #expect(!plan.out.contains("corner.minio."), "its objects all go along: \(plan)")
            for text in [saved, cut, first, again, refused, over, stranger].map(\.text) {
                #expect(!text.contains(secret))
            }
            let archive = try Files.read(folder / "move.tar", limit: 64 << 20)
            #expect(archive.firstRange(of: Array("content of number".utf8)) == nil)
        }
    }
}

/// moto's S3 service with one bucket.
final class ObjectServer {
    /// The Python that has moto.
    private static let python = "python3"
    static let isThere: Bool =
        (try? Processes.run(python, ["-c", "import flask, moto.s3"], timeoutSeconds: 60).succeeded) == true

    let port: Int
    private let folder: Path
    private let address: String

    init(_ folder: Path, at addresses: [String], port: Int?, key: String) throws {
        self.folder = folder
        self.port = port ?? 20_000 + Int.random(in: 0..<20_000)
        address = addresses.first ?? "127.0.0.1"
        try Files.makeDirectories(folder)
        let script = Path(#filePath).parent / "s3.py"
        let line =
            "'\(Self.python)' '\(script)' \(addresses.joined(separator: ",")) \(self.port) '\(key)' > '\(folder)/out' 2>&1 & echo $! > '\(folder)/pid'"
        let begun = try Processes.run("sh", ["-c", line], directory: folder, timeoutSeconds: 10)
        try #require(begun.succeeded)
        for _ in 0..<600 where try !Files.readText(folder / "out").contains("ready") {
            _ = try Processes.run("sleep", ["0.1"])
        }
        let said = try Files.readText(folder / "out")
        try #require(said.contains("ready"), "\(said)")
    }

    func stop() {
        _ = try? Processes.run(
            "sh", ["-c", "kill $(cat pid) && while kill -0 $(cat pid) 2>/dev/null; do sleep 0.1; done"],
            directory: folder)
    }

    /// Objects of all kinds: small ones, an empty one, odd names, one of several pieces, one with everything that is said of objects.
    func fill(objects: Int) throws { _ = try ask("fill?\(objects)") }
    func put(_ name: String, _ content: String) throws {
        _ = try ask("put?\(name.replacing(" ", with: "%20"))=\(content.replacing(" ", with: "%20"))")
    }

    /// Digest, type and notes of each object, by name.
    func objects() throws -> [String: String] {
        let node = try JSON.parse(Array(try ask("objects").utf8), file: "objects")
        return Dictionary(node.mapping?.entries.map { ($0.key, $0.value.string ?? "") } ?? [], uniquingKeysWith: { $1 })
    }

    /// So many requests are still answered.
    func cut(after count: Int?) throws { _ = try ask("cut?\(count ?? -1)") }
    func forget() throws { _ = try Files.remove(folder / "log") }
    func log() throws -> [String] {
        Files.exists(folder / "log") ? try Files.readText(folder / "log").split(separator: "\n").map(String.init) : []
    }

    private func ask(_ what: String) throws -> String {
        let result = try Processes.run(
            "curl",
            ["--silent", "--show-error", "--fail", "--max-time", "60", "http://\(address):\(port)/test/\(what)"],
            timeoutSeconds: 70, outputLimit: 8 << 20)
        try #require(result.succeeded, "\(what): \(String(decoding: result.stderr, as: UTF8.self))")
        return String(decoding: result.stdout, as: UTF8.self)
    }
}
