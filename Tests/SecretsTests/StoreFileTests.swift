import Crypto
import Diagnostics
import Host
import Platform
import Secrets
import Testing

@Suite("The file of a store")
struct StoreFileTests {
    let key: StoreKey
    let entropy = SystemEntropy()

    init() throws {
        key = .identities([try identity()])
    }

    func sample(_ text: String = "value") throws -> CredentialStore {
        var store = try CredentialStore(for: key, entropy: entropy)
        store.set("a/b", .single(SecretBytes(text: text)))
        return store
    }

    @Test("is named after the environment")
    func names() {
        #expect(StoreFile(beside: "/x/platform.yaml").path == "/x/secrets.age")
        #expect(StoreFile(beside: "platform.yaml", environment: "test").path == "secrets.test.age")
    }

    @Test("is nothing, then written, read, changed and read again")
    func saving() throws {
        try Files.withTemporaryDirectory { folder in
            let file = StoreFile(folder / "secrets.age")
            #expect(try file.load(key) == nil)
            var store = try file.save(sample(), key, entropy: entropy)
            #expect(same(try #require(try file.load(key)), store))
            store.set("a/c", .single("more"))
            store = try file.save(store, key, entropy: entropy)
            let read = try #require(try file.load(key))
            #expect(same(read, store) && read.revision == store.revision)
            #expect(try Files.readText(file.path).hasPrefix("-----BEGIN AGE ENCRYPTED FILE-----\n"))
        }
    }

    @Test("cut off at any length it is refused, and never taken for absent or overwritten")
    func truncated() throws {
        try Files.withTemporaryDirectory { folder in
            let file = StoreFile(folder / "secrets.age")
            let store = try file.save(sample(), key, entropy: entropy)
            let whole = try Files.read(file.path)
            for length in 0..<whole.count {
                let part = Array(whole[..<length])
                try Files.writeAtomically(file.path, part)
                // Only the last line feed can be missing without harm.
                if length == whole.count - 1, let read = try? file.load(key) {
                    #expect(same(read, store))
                    continue
                }
                let error = failure(StoreFailure.self) { _ = try file.load(key) }
                #expect(error?.reason == .truncated, "\(length): \(String(describing: error))")
            }
            try Files.writeAtomically(file.path, [])
            for other in [try sample("new"), store] {
                let error = failure(StoreFailure.self) { _ = try file.save(other, key, entropy: entropy) }
                #expect(error?.reason == .changedMeanwhile)
            }
            #expect(try Files.read(file.path).isEmpty)
        }
    }

    @Test("with any byte changed it is refused or reads the same")
    func tampered() throws {
        try Files.withTemporaryDirectory { folder in
            let file = StoreFile(folder / "secrets.age")
            let store = try file.save(sample(), key, entropy: entropy)
            let whole = try Files.read(file.path)
            var refused = 0
            for index in whole.indices {
                for bit in [1, 0x20] as [UInt8] {
                    var changed = whole
                    changed[index] ^= bit
                    try Files.writeAtomically(file.path, changed)
                    if let error = failure(StoreFailure.self, { _ = try file.load(key) }) {
                        #expect(!error.finding.message.isEmpty)
                        refused += 1
                    } else {
                        let read = try #require(try file.load(key))
                        #expect(same(read, store), "byte \(index)")
                    }
                }
            }
            #expect(refused >= 2 * whole.count - 4)
        }
    }

    @Test("what is not age, is for others or too large says so")
    func reasons() throws {
        try Files.withTemporaryDirectory { folder in
            let file = StoreFile(folder / "secrets.age")
            try Files.writeAtomically(file.path, Array("credentials: {}\n".utf8))
            #expect(failure(StoreFailure.self) { _ = try file.load(key) }?.reason == .notAge)
            try Files.writeAtomically(file.path, [UInt8](repeating: 0x2D, count: StoreFile.largestFile + 1))
            let large = try #require(failure(StoreFailure.self) { _ = try file.load(key) })
            #expect(large.finding.message.contains("larger than"))
            try Files.remove(file.path)
            _ = try file.save(sample(), key, entropy: entropy)
            let other = try identity(99)
            let error = try #require(failure(StoreFailure.self) { _ = try file.load(.identities([other])) })
            #expect(error.reason == .cannotBeOpened(tried: [other.recipient]))
            #expect(error.finding.code == Code.storeUnreadable.rawValue)
            #expect(error.finding.cause?.contains(other.recipient.description) == true)
            #expect(error.finding.hint?.contains("FAIRLEAD_IDENTITY") == true)
            let directory = StoreFile(folder / "directory")
            try Files.makeDirectories(directory.path)
            #expect(failure(StoreFailure.self) { _ = try directory.load(key) } != nil)
            try Files.writeAtomically(
                folder / "newer.age",
                try AgeFile.encrypt(#"{"version": 9}"#, to: key.recipients, entropy: entropy))
            let newer = failure(StoreFailure.self) { _ = try StoreFile(folder / "newer.age").load(key) }
            #expect(newer?.reason == .content(.newerVersion(9)))
        }
    }

    @Test("where nothing can be written it says so")
    func unwritable() throws {
        let file = StoreFile("/nonexistent/secrets.age")
        let error = failure(StoreFailure.self) { _ = try file.save(sample(), key, entropy: entropy) }
        #expect(error?.finding.code == Code.cannotWrite.rawValue)
        #expect(try file.load(key) == nil)
    }

    @Test("a change by somebody else is not overwritten")
    func changed() throws {
        try Files.withTemporaryDirectory { folder in
            let file = StoreFile(folder / "secrets.age")
            let first = try file.save(sample("first"), key, entropy: entropy)
            let second = try file.save(first, key, entropy: entropy)
            let error = failure(StoreFailure.self) { _ = try file.save(first, key, entropy: entropy) }
            #expect(error?.reason == .changedMeanwhile)
            #expect(error?.finding.code == Code.storeLocked.rawValue)
            let unseen = failure(StoreFailure.self) { _ = try file.save(sample("other"), key, entropy: entropy) }
            #expect(unseen?.reason == .changedMeanwhile)
            #expect(try file.load(key)?.revision == second.revision)
            try Files.remove(file.path)
            let gone = failure(StoreFailure.self) { _ = try file.save(second, key, entropy: entropy) }
            #expect(gone?.reason == .changedMeanwhile)
        }
    }

    @Test("many writers lose nothing")
    func writers() throws {
        try Files.withTemporaryDirectory { folder in
            let file = StoreFile(folder / "secrets.age")
            _ = try file.save(sample(), key, entropy: entropy)
            let results = Parallel.map(Array(0..<12), limit: 6) { [key, entropy] index in
                while true {
                    guard var store = try file.load(key) else { return }
                    store.set(CredentialID(text: "writer/\(index)"), .single("x"))
                    do {
                        _ = try file.save(store, key, entropy: entropy)
                        return
                    } catch let error as StoreFailure where error.reason == .changedMeanwhile {
                        continue
                    }
                }
            }
            for result in results { try result.get() }
            #expect(try file.load(key)?.ids.count == 13)
        }
    }

    @Test("a held lock is said, and the file stays as it was")
    func locked() throws {
        try Files.withTemporaryDirectory { folder in
            let file = StoreFile(folder / "secrets.age")
            let store = try file.save(sample(), key, entropy: entropy)
            let before = try Files.read(file.path)
            try FileLock.withLock(file.lockPath) {
                let error = failure(StoreFailure.self) {
                    _ = try file.save(store, key, entropy: entropy, waitSeconds: 0)
                }
                #expect(error?.reason == .locked && error?.finding.code == "FL0603")
            }
            #expect(try Files.read(file.path) == before)
        }
    }

    @Test("what a killed run leaves behind does no harm")
    func killed() throws {
        try Files.withTemporaryDirectory { folder in
            let file = StoreFile(folder / "secrets.age")
            let store = try file.save(sample(), key, entropy: entropy)
            let whole = try Files.read(file.path)
            // A temporary file that was half written, and a lock file whose owner is gone.
            try Files.writeAtomically(folder / ".secrets.age.1a2b3c.tmp", Array(whole[..<100]))
            #expect(same(try #require(try file.load(key)), store))
            let saved = try file.save(store, key, entropy: entropy)
            #expect(try file.load(key)?.revision == saved.revision)
        }
    }

    @Test("nobody locks themselves out, and the team opens what it shares")
    func team() throws {
        try Files.withTemporaryDirectory { folder in
            let file = StoreFile(folder / "secrets.age")
            let (other, stranger) = (try identity(2), try identity(3))
            var store = try sample()
            store.add(recipient: other.recipient)
            store = try file.save(store, key, entropy: entropy)
            #expect(same(try #require(try file.load(.identities([stranger, other]))), store))
            var without = store
            without.remove(recipient: try identity().recipient)
            let error = failure(StoreFailure.self) { _ = try file.save(without, key, entropy: entropy) }
            #expect(error?.reason == .lockedOut)
            _ = try file.save(without, .identities([other]), entropy: entropy)
            #expect(failure(StoreFailure.self) { _ = try file.load(key) } != nil)
            #expect(try file.load(.identities([other]))?.get("a/b") == "value")
        }
    }

    @Test("a passphrase opens its own store only")
    func passphrase() throws {
        try Files.withTemporaryDirectory { folder in
            let file = StoreFile(folder / "secrets.age")
            let phrase = StoreKey.passphrase(try AgePassphrase("correct horse battery"))
            let mixed = failure(StoreFailure.self) { _ = try file.save(sample(), phrase, entropy: entropy) }
            #expect(mixed?.reason == .recipientsWithPassphrase)
            var store = try CredentialStore(for: phrase, entropy: entropy)
            store.set("a/b", .single("value"))
            store = try file.save(store, phrase, entropy: entropy)
            #expect(same(try #require(try file.load(phrase)), store))
            let wrong = StoreKey.passphrase(try AgePassphrase("wrong"))
            #expect(failure(StoreFailure.self) { _ = try file.load(wrong) }?.reason == .wrongPassphrase)
            #expect(failure(StoreFailure.self) { _ = try file.load(key) } != nil)
        }
    }
}
