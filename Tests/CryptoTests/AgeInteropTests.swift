import Crypto
import Testing

@Suite("age and we read each other", .enabled(if: Command.find("age") != nil, "SKIPPED: the age command is absent"))
struct AgeInteropTests {
    static let sizes = [0, 1, 65536, 65537, 200_000]
    let folder: Folder
    let entropy = SystemEntropy()

    init() throws {
        folder = try Folder()
    }

    func plain(_ count: Int) -> [UInt8] { SeededEntropy(seed: UInt64(count)).bytes(count) }

    func open(_ file: [UInt8], with identity: AgeIdentity) throws -> Command {
        let path = try folder.write("ours.age", file)
        let key = try folder.write("ours.key", identity.file.revealed)
        return try Command.run("age", ["--decrypt", "--identity", key, path], in: folder)
    }

    @Test("age opens what we write", arguments: sizes, [true, false])
    func theyOpen(size: Int, armored: Bool) throws {
        let identities = try (0..<3).map { _ in try AgeIdentity.generate(entropy: entropy) }
        let file = try AgeFile.encrypt(
            SecretBytes(plain(size)), to: identities.map(\.recipient), armored: armored, entropy: entropy)
        for identity in identities {
            let opened = try open(file, with: identity)
            #expect(opened.status == 0 && opened.output == plain(size))
        }
    }

    @Test("we open what age writes", arguments: sizes, [true, false])
    func weOpen(size: Int, armored: Bool) throws {
        let identities = try (0..<2).map { _ in try AgeIdentity.generate(entropy: entropy) }
        let path = try folder.write("plain", plain(size))
        let recipients = identities.flatMap { ["--recipient", $0.recipient.description] }
        let written = try Command.run("age", recipients + (armored ? ["--armor"] : []) + [path], in: folder)
        #expect(written.status == 0)
        for identity in identities {
            #expect(try AgeFile.decrypt(written.output, with: [identity]).revealed == plain(size))
        }
    }

    @Test(
        "we read age-keygen's file and agree on the recipient",
        .enabled(if: Command.find("age-keygen") != nil, "SKIPPED: age-keygen is absent"))
    func keygen() throws {
        let path = folder.path("their.key")
        let made = try Command.run("age-keygen", ["--output", path], in: folder)
        #expect(made.status == 0)
        let identities = try AgeIdentity.parse(file: SecretBytes(try folder.read(path)))
        #expect(made.text.contains(try #require(identities.first).recipient.description))
        let ours = try folder.write("ours.key", try #require(identities.first).file.revealed)
        let shown = try Command.run("age-keygen", ["-y", ours], in: folder)
        #expect(shown.text == "\(try #require(identities.first).recipient)\n")
    }

    // age asks for passphrases on a terminal, so a pseudo-terminal answers.
    @Test(
        "passphrases go both ways",
        .enabled(if: Command.find("python3") != nil, "SKIPPED: python3 is absent, which plays the terminal"))
    func passphrase() throws {
        let words = "correct — battery"
        let passphrase = try AgePassphrase(SecretBytes(text: words))
        let script = try folder.write("terminal.py", Array(AgeInteropTests.terminal.utf8))
        let value = plain(70_000)
        for armored in [true, false] {
            let file = try AgeFile.encrypt(
                SecretBytes(value), passphrase: passphrase, scryptLogarithm: 12, armored: armored, entropy: entropy)
            let ours = try folder.write("ours.age", file)
            let opened = folder.path("opened")
            let run = try Command.run(
                "python3", [script, words, "age", "--decrypt", "--output", opened, ours], in: folder)
            #expect(run.status == 0, "\(run.text)")
            #expect(try folder.read(opened) == value)
        }
        let theirs = folder.path("theirs.age")
        let path = try folder.write("plain", value)
        let run = try Command.run(
            "python3", [script, words, "age", "--passphrase", "--armor", "--output", theirs, path], in: folder)
        #expect(run.status == 0, "\(run.text)")
        #expect(try AgeFile.decrypt(try folder.read(theirs), passphrase: passphrase).revealed == value)
    }

    /// Runs a command on a terminal of its own and answers each question that ends with a colon.
    static let terminal = """
        import os, pty, sys
        words, command = sys.argv[1], sys.argv[2:]
        child, terminal = pty.fork()
        if child == 0:
            os.execvp(command[0], command)
        seen = b""
        while True:
            try:
                part = os.read(terminal, 4096)
            except OSError:
                break
            if not part:
                break
            seen += part
            if seen.rstrip().endswith(b":") or b"autogenerate a secure one):" in seen:
                seen = b""
                os.write(terminal, words.encode() + b"\\n")
        sys.stdout.buffer.write(seen)
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
        """
}
