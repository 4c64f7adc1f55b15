import Crypto
import Diagnostics
import Host
import Secrets
import Testing

@Suite("Where the key comes from")
struct IdentitySourceTests {
    let entropy = SystemEntropy()

    func find(_ option: Path? = nil, _ variables: [String: String], exists: Bool = false) throws -> IdentitySource.Found
    {
        try IdentitySource(option: option, environment: Environment(variables)).resolve(
            storeExists: exists, store: "secrets.age", entropy: entropy)
    }

    func write(_ identity: AgeIdentity, to path: Path) throws {
        try Files.writeAtomically(path, identity.file.withBytes { $0 }, permissions: 0o600)
    }

    @Test("an identity is made once, readable by its owner only, and used from then on")
    func made() throws {
        try Files.withTemporaryDirectory { folder in
            let home = ["HOME": folder.string, "XDG_CONFIG_HOME": "relative/is/ignored"]
            let path = folder / ".config/fairlead/identity.txt"
            let first = try find(nil, home)
            #expect(first.note?.contains(path.string) == true)
            #expect(try Files.status(path)?.permissions == 0o600)
            let text = try Files.readText(path)
            #expect(text.hasPrefix("# public key: \(first.key.recipients[0])\nAGE-SECRET-KEY-1"))
            let second = try find(nil, home, exists: true)
            #expect(second.note == nil && second.key.recipients == first.key.recipients)
        }
    }

    @Test("with a store and no key nothing is made")
    func missing() throws {
        try Files.withTemporaryDirectory { folder in
            let error = failure(IdentityFailure.self) {
                _ = try find(nil, ["XDG_CONFIG_HOME": folder.string], exists: true)
            }
            let path = folder / "fairlead/identity.txt"
            #expect(error == .missing(store: "secrets.age", looked: path))
            #expect(error?.finding.message == "there is no key for the credential store `secrets.age`")
            #expect(!Files.exists(path) && !Files.exists(path.parent))
            #expect(failure(IdentityFailure.self) { _ = try find(nil, [:]) } == .noHome)
        }
    }

    @Test("the option comes first, then the variables in their order")
    func order() throws {
        try Files.withTemporaryDirectory { folder in
            let identities = try (1...3 as ClosedRange<UInt64>).map { try identity($0) }
            try write(identities[0], to: folder / "option")
            try write(identities[1], to: folder / "variable")
            var variables = [
                "HOME": folder.string, "FAIRLEAD_IDENTITY": (folder / "variable").string,
                "FAIRLEAD_AGE_KEY": identities[2].text.revealed, "FAIRLEAD_PASSPHRASE": "words",
            ]
            #expect(try find(folder / "option", variables).key.recipients == [identities[0].recipient])
            #expect(try find(nil, variables).key.recipients == [identities[1].recipient])
            variables["FAIRLEAD_IDENTITY"] = ""
            #expect(try find(nil, variables).key.recipients == [identities[2].recipient])
            variables["FAIRLEAD_AGE_KEY"] = nil
            guard case .passphrase = try find(nil, variables).key else {
                Issue.record("the passphrase was not taken")
                return
            }
        }
    }

    @Test("what was named and is missing or no key is an error and is never made")
    func unusable() throws {
        try Files.withTemporaryDirectory { folder in
            let absent = folder / "absent"
            #expect(failure(IdentityFailure.self) { _ = try find(absent, ["HOME": folder.string]) } != nil)
            #expect(!Files.exists(absent))
            try Files.writeAtomically(folder / "broken", Array("AGE-SECRET-KEY-1CANARY\n".utf8))
            let secret = try identity().text.revealed
            for (option, variables) in [
                (folder / "broken", [:]), (nil, ["FAIRLEAD_AGE_KEY": "CANARY"]),
                (nil, ["FAIRLEAD_IDENTITY": secret]), (Path(secret), [:]),
            ] as [(Path?, [String: String])] {
                let error = try #require(failure(IdentityFailure.self) { _ = try find(option, variables) })
                #expect(
                    !"\(error) \(error.finding)".contains("CANARY") && !"\(error) \(error.finding)".contains(secret))
                #expect(error.finding.code == Code.storeUnreadable.rawValue)
            }
        }
    }
}
