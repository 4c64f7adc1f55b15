import Crypto
import Diagnostics
import Helm
import Host
import Secrets
import Values

/// A file with a list of contents and streams in it: a tar of age files, which stock `tar` and `age` open too.
///
/// Streams are cut into pieces while they are written, because an age file is handled in memory here: however long a stream is, a few pieces are
/// all that is in the memory.
struct SealedArchive: Sendable {
    private let key: StoreKey
    private let recipients: [AgeRecipient]
    private let entropy: any EntropySource
    private static let piece = 16 << 20
    private static let manifestName = "manifest.age"

    init(key: StoreKey, recipients: [AgeRecipient], entropy: any EntropySource) {
        self.key = key
        self.recipients = recipients
        self.entropy = entropy
    }

    /// Writes a file.
    ///
    /// - Parameters:
    ///   - file: the file; it must not exist.
    ///   - body: writes the streams and gives the list of contents.
    func write(_ file: Path, _ body: (Writer) throws -> Node) throws {
        guard !Files.exists(file) else { throw ArchiveFailure("\(file) is there already") }
        let target = try Files.real(file.parent).appending(file.lastComponent ?? "archive")
        // Beside the file: there must be room for it anyway, and folders for temporary files may be in the memory.
        let place = Environment(["TMPDIR": target.parent.string])
        try Files.withTemporaryDirectory(environment: place) { folder in
            let manifest = try body(Writer(archive: self, folder: folder))
            try Files.writeAtomically(
                folder / Self.manifestName, try seal(Array(JSON.write(manifest).utf8)), permissions: 0o600)
            let names = try Files.list(folder, depth: 1).filter { $0.kind == .file }.map(\.path.string).sorted()
            // Names from a pipe: of a long stream there are more pieces than a command line takes.
            let packed = try Processes.run(
                "tar", ["-cf", target.string, "-C", folder.string, "--remove-files", "--files-from", "-"],
                input: Array((names.joined(separator: "\n") + "\n").utf8), timeoutSeconds: 24 * 3600)
            guard packed.succeeded else {
                _ = try? Files.remove(target)
                let words = DisplayWidth.printable(String(decoding: packed.stderr.suffix(500), as: UTF8.self))
                throw ArchiveFailure("\(file) could not be written: \(words)")
            }
            try Files.setPermissions(target, 0o600)
        }
    }

    /// Takes streams.
    struct Writer {
        fileprivate let archive: SealedArchive
        fileprivate let folder: Path

        /// Writes a stream.
        ///
        /// - Parameters:
        ///   - name: its name in the file.
        ///   - produce: hands the stream out.
        /// - Returns: the number of pieces.
        func add(_ name: String, _ produce: ((ArraySlice<UInt8>) throws -> Void) throws -> Void) throws -> Int {
            var count = 0
            var pending: [UInt8] = []
            func put() throws {
                let packed = try Archive.pack([("piece", pending)])
                try Files.writeAtomically(
                    folder / SealedArchive.name(name, count), try archive.seal(packed), permissions: 0o600)
                count += 1
                pending = []
            }
            try produce { bytes in
                pending += bytes
                if pending.count >= SealedArchive.piece { try put() }
            }
            if !pending.isEmpty || count == 0 { try put() }
            return count
        }

        /// Reads a stream that was just written.
        func source(_ name: String, pieces: Int) -> () throws -> [UInt8]? {
            archive.source(name, pieces: pieces) { try Files.read(folder / $0, limit: 64 << 20) }
        }
    }

    /// The list of contents.
    func manifest(_ file: Path) throws -> Node {
        try JSON.parse(try open(try member(file, Self.manifestName)), file: Self.manifestName)
    }

    /// The pieces of a stream, one after the other; nil at its end.
    func source(_ file: Path, _ name: String, pieces: Int) -> () throws -> [UInt8]? {
        source(name, pieces: pieces) { try member(file, $0) }
    }

    private func source(
        _ name: String, pieces: Int, _ read: @escaping (String) throws -> [UInt8]
    ) -> () throws -> [UInt8]? {
        var piece = 0
        return {
            guard piece < pieces else { return nil }
            defer { piece += 1 }
            guard let part = Archive.unpack(try open(try read(Self.name(name, piece))))?.first else {
                throw ArchiveFailure("a piece of \(name) is damaged")
            }
            return part.bytes
        }
    }

    private static func name(_ stream: String, _ piece: Int) -> String { "\(stream)-\(piece).age" }

    private func member(_ file: Path, _ name: String) throws -> [UInt8] {
        // The first of the name is all that there is: no need to read on.
        let result = try Processes.run(
            "tar", ["-xOf", try Files.real(file).string, "--occurrence=1", name], timeoutSeconds: 3600)
        guard result.succeeded else { throw ArchiveFailure("\(file) is none of Fairlead's, or not whole") }
        return result.stdout
    }

    private func seal(_ bytes: [UInt8]) throws -> [UInt8] {
        switch key {
        case .passphrase(let phrase):
            // Many pieces, and the work of a passphrase for each: it is long since done for the store.
            return try AgeFile.encrypt(
                SecretBytes(bytes), passphrase: phrase, scryptLogarithm: 14, armored: false, entropy: entropy)
        case .identities:
            return try AgeFile.encrypt(SecretBytes(bytes), to: recipients, armored: false, entropy: entropy)
        }
    }

    private func open(_ file: [UInt8]) throws -> [UInt8] {
        do {
            switch key {
            case .passphrase(let phrase): return try AgeFile.decrypt(file, passphrase: phrase).withBytes { $0 }
            case .identities(let identities): return try AgeFile.decrypt(file, with: identities).withBytes { $0 }
            }
        } catch {
            throw ArchiveFailure("it does not open: \(error.description)")
        }
    }
}

/// Why a file with copies cannot be used.
public struct ArchiveFailure: Error, Sendable, CustomStringConvertible {
    /// The reason.
    public let description: String

    init(_ description: String) { self.description = description }
}
