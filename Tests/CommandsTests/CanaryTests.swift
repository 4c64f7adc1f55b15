import Crypto
import Host
import Platform
import Secrets
import Testing

/// No secret value reaches the disk unsealed, nor the screen.
@Suite(.needsHelm) struct CanaryTests {
    let example: Example
    let needles: [Needle]

    struct Needle: Sendable {
        var name: String
        var bytes: [UInt8]
    }

    // Made once for all tests: encoding some hundred values takes its time in a debug build.
    private static let made = Result { needles(of: try Example.get().store) }
    private static let starts = Result {
        Dictionary(grouping: try made.get()) { $0.bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) } }
    }

    init() throws {
        example = try Example.get()
        needles = try Self.made.get()
        #expect(needles.count > 60)
    }

    @Test func noValueIsInTheTree() throws {
        for (file, text) in try contents(example.folder) where !file.hasPrefix("home/") { expectClean(text, file) }
    }

    @Test func noValueIsSaid() throws {
        let bench = example.bench
        let file = bench.platform.string
        let commands = [
            ["check", file], ["check", file, "-o", "json"], ["plan", file, "--out", bench.out.string],
            ["plan", file, "--out", bench.out.string, "-o", "yaml"], ["graph", file, "-f", "html", "--all"],
            ["secrets", "list", "-f", file], ["secrets", "list", "-f", file, "-o", "json"],
            ["secrets", "show", "litellm/master-key", "-f", file],
            ["secrets", "show", "litellm/master-keys", "-f", file],
            ["secrets", "recipients", "-f", file], ["render", file, "--out", bench.out.string, "-o", "json"],
            ["secrets", "rotate", "litellm/salt-key", "-f", file],
        ]
        for command in commands { expectClean(bench.run(command).text, command.joined(separator: " ")) }
        expectClean(example.first.text, "first render")
    }

    /// The search itself works: the one command that may show a value is caught by it.
    @Test func onlyRevealShows() throws {
        let shown = example.bench.run(
            "secrets", "show", "litellm/master-key", "--reveal", "-f", example.bench.platform.string)
        #expect(shown.status == 0)
        let value = try #require(example.store.get(.init(text: "litellm/master-key"))).withBytes { $0 }
        #expect(Array(shown.out.utf8) == value && shown.error.isEmpty)
        #expect(needles.contains { Array(shown.out.utf8).firstRange(of: $0.bytes) != nil })
        let certificate = example.bench.run("secrets", "certificate", "-f", example.bench.platform.string)
        #expect(certificate.out.hasPrefix("-----BEGIN CERTIFICATE-----"))
        expectClean(certificate.text, "certificate")
    }

    private func expectClean(_ text: String, _ place: String) {
        let bytes = Array(text.utf8)
        let starts = (try? Self.starts.get()) ?? [:]
        // Most places are ruled out by two bytes; looking every one up takes its time in a debug build.
        var near = [Bool](repeating: false, count: 1 << 16)
        for start in starts.keys { near[Int(start & 0xFFFF)] = true }
        var found: [Int] = []
        bytes.withUnsafeBufferPointer { bytes in
            near.withUnsafeBufferPointer { near in
                var last = 0
                for position in bytes.indices {
                    let pair = (last << 8 | Int(bytes[position])) & 0xFFFF
                    last = pair
                    if position >= 7, near[pair] { found.append(position - 7) }
                }
            }
        }
        for position in found {
            let window = bytes[position..<(position + 8)].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            for needle in starts[window] ?? [] where bytes[position...].starts(with: needle.bytes) {
                Issue.record("\(needle.name) is in \(place)")
            }
        }
    }

    /// Every value of eight bytes and more, as it is and as it would look encoded.
    private static func needles(of store: CredentialStore) -> [Needle] {
        store.ids.flatMap { id -> [Needle] in
            guard let value = store.value(id) else { return [] }
            let fields: [String?] = value.fieldNames.isEmpty ? [nil] : value.fieldNames.filter { $0 == "private" }
            return fields.flatMap { field -> [Needle] in
                guard let bytes = value.field(field)?.withBytes({ $0 }), bytes.count >= 8 else { return [] }
                // Of a key in PEM every full line counts: quoting changes only the line ends.
                let pieces =
                    field == nil ? [bytes] : bytes.split(separator: 0x0A).map(Array.init).filter { $0.count == 64 }
                return pieces.flatMap { piece in
                    [piece, Array(Base64.encode(piece).utf8), Array(Hex.encode(piece).utf8), urlEncoded(piece)].map {
                        Needle(name: id.description, bytes: $0)
                    }
                }
            }
        }
    }
}
