import Crypto
import Host
import Testing

/// A store that cannot be used is never replaced, and the tree stays as it is.
@Suite(.needsHelm) struct StoreTests {
    @Test(arguments: [
        "another identity", "cut short", "empty", "no age file", "no identity", "identity is no key", "changed",
    ])
    func unusable(_ kind: String) throws {
        try SmallPlatform.with { bench in
            #expect(bench.run(bench.render()).status == 0)
            let store = try Files.read(bench.store)
            switch kind {
            case "another identity":
                try bench.write(
                    try AgeIdentity.generate(entropy: SystemEntropy()).file.withBytes { $0 },
                    to: "home/.config/fairlead/identity.txt")
            case "cut short": try bench.write(Array(store.prefix(store.count / 2)), to: "secrets.age")
            case "empty": try bench.write([], to: "secrets.age")
            case "no age file": try bench.write("hello\n", to: "secrets.age")
            case "no identity": try Files.remove(bench.identity)
            case "identity is no key": try bench.write("not a key\n", to: "home/.config/fairlead/identity.txt")
            default:
                var bytes = store
                let middle = bytes.count * 3 / 4
                bytes[middle] = bytes[middle] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
                try bench.write(bytes, to: "secrets.age")
            }
            let before = try whole(bench)
            try bench.write(SmallPlatform.platform(shop: "{greeting: other}"), to: "platform.yaml")
            for words in [
                bench.render(),
                ["secrets", "list", "-f", bench.platform.string, "--catalog", (bench.folder / "catalog").string],
            ] {
                let result = bench.run(words)
                #expect(result.status != 0, "\(kind): \(result)")
                #expect(result.codes == ["FL0602"], "\(kind): \(result)")
                #expect(result.error.contains("hint:"), "\(kind): \(result)")
            }
            try expectWhole(bench, before)
        }
    }

    @Test func noHomeDirectory() throws {
        try SmallPlatform.with { bench in
            bench.variables["HOME"] = ""
            let result = bench.run(bench.render())
            #expect(result.status != 0 && result.codes == ["FL0602"], "\(result)")
            #expect(result.error.contains("FAIRLEAD_IDENTITY"), "\(result)")
            let check = bench.run("catalog", "list")
            #expect(check.status == 0, "\(check)")
            bench.variables["FAIRLEAD_IDENTITY"] = bench.identity.string
            #expect(bench.run(bench.render()).status == 0)
        }
    }

    @Test func certificates() throws {
        try SmallPlatform.with { bench in
            #expect(bench.run(bench.render()).status == 0)
            let now = Clock.system.now()
            let key = try KeyPair.generate(.rsa2048)
            let good = try Certificate.selfSigned(
                commonName: "c", dnsNames: [], notBefore: now - 60, notAfter: now + 3600, key: key,
                entropy: SystemEntropy())
            let old = try Certificate.selfSigned(
                commonName: "c", dnsNames: [], notBefore: now - 7200, notAfter: now - 3600, key: key,
                entropy: SystemEntropy())
            let other = try Certificate.selfSigned(
                commonName: "c", dnsNames: [], notBefore: now - 60, notAfter: now + 3600,
                key: try KeyPair.generate(.ed25519),
                entropy: SystemEntropy())
            let before = try whole(bench)
            for (name, text, says) in [
                ("old", old.pem, "expired"), ("ed25519", other.pem, "RSA"), ("text", "hello", ""), ("empty", "", ""),
                ("key", String(decoding: try key.privateKeyPEM().withBytes { $0 }, as: UTF8.self), ""),
            ] {
                try bench.write(text, to: "certificate.pem")
                let result = bench.run(bench.render("--certificate", (bench.folder / "certificate.pem").string))
                #expect(result.status == 65 && result.codes == ["FL0604"], "\(name): \(result)")
                #expect(result.error.contains(says), "\(name): \(result)")
                #expect(!result.error.contains("MII"), "\(name)")
                try expectWhole(bench, before)
            }
            #expect(bench.run(bench.render("--certificate", (bench.folder / "none.pem").string)).codes == ["FL0604"])
            // Another certificate seals everything anew, once.
            try bench.write(good.pem, to: "certificate.pem")
            let words = bench.render("--certificate", (bench.folder / "certificate.pem").string)
            let changed = bench.run(words)
            #expect(changed.status == 0 && !changed.out.contains(" 0 of them anew"), "\(changed)")
            #expect(bench.run(words).out.contains(" 0 of them anew"))
        }
    }
}
