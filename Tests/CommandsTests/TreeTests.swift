import Crypto
import Host
import Platform
import Secrets
import Testing
import Values

/// The example's tree, looked at as Argo CD and the controllers would.
@Suite(.needsHelm) struct TreeTests {
    let example: Example

    init() throws { example = try Example.get() }

    @Test func everyFileParsesAndEveryObjectIsOne() throws {
        for (file, node) in try example.objects() where !file.hasSuffix("/values.yaml") {
            #expect(node["apiVersion"]?.string != nil && node["kind"]?.string != nil, "\(file)")
            #expect(!node.name.isEmpty, "\(file)")
            #expect(node["kind"]?.string != "Secret", "\(file) holds a Secret")
        }
    }

    @Test func namesAreUnique() throws {
        var seen: [String: String] = [:]
        for (file, node) in try example.objects() where !file.hasSuffix("/values.yaml") && !file.hasPrefix("bootstrap/")
        {
            let group = node["apiVersion"]?.string?.split(separator: "/").dropLast().first ?? ""
            let identity = "\(group) \(node["kind"]?.string ?? "") \(node.namespace ?? "")/\(node.name)"
            #expect(seen[identity] == nil, "\(identity) is in \(seen[identity] ?? "") and in \(file)")
            seen[identity] = file
        }
    }

    @Test func applicationsHaveWhatArgoCDNeeds() throws {
        let applications = try kind("Application")
        let projects = Set(try kind("AppProject").map(\.name))
        #expect(applications.count > 15)
        for application in applications {
            let name = application.name
            #expect(projects.contains(application.at("spec", "project")?.string ?? ""), "\(name)")
            #expect(application.at("spec", "destination", "server")?.string == "https://kubernetes.default.svc")
            #expect(application.at("spec", "destination", "namespace")?.string != nil, "\(name)")
            #expect(application.at("spec", "syncPolicy", "automated", "prune")?.bool == true, "\(name)")
            let sources = application.at("spec", "sources")?.list ?? []
            #expect(!sources.isEmpty, "\(name)")
            for source in sources {
                for key in ["repoURL", "targetRevision"] { #expect((source[key]?.string ?? "") != "", "\(name)") }
                #expect(source["chart"] != nil || source["path"] != nil || source["ref"] != nil, "\(name)")
                #expect(source["chart"] == nil || source["path"] == nil, "\(name): a source is a chart or a folder")
                if let path = source["path"]?.string {
                    #expect(example.tree.keys.contains { $0.hasPrefix(path + "/") }, "\(name): \(path) is empty")
                }
                for file in source.at("helm", "valueFiles")?.list ?? [] {
                    let path = file.string?.dropFirst("$values/".count).description ?? ""
                    #expect(example.tree[path] != nil, "\(name): \(path) is not there")
                    #expect(sources.contains { $0["ref"]?.string == "values" }, "\(name)")
                }
            }
        }
        let folders = Set(example.tree.keys.filter { $0.hasPrefix("components/") }.map { $0.split(separator: "/")[1] })
        #expect(folders.isSubset(of: Set(applications.map { Substring($0.name) })), "a folder that nothing delivers")
    }

    @Test func wavesAreThoseOfThePlan() throws {
        let plan = example.bench.run(
            "plan", example.bench.platform.string, "--out", example.bench.out.string, "-o", "json")
        #expect(plan.status == 0, "\(plan)")
        let node = try JSON.parse(Array(plan.out.utf8), file: "plan")
        let waves = try #require(node["waves"]?.list)
        let delivered = Dictionary(uniqueKeysWithValues: try kind("Application").map { ($0.name, $0.wave) })
        for (number, wave) in waves.enumerated() {
            for name in wave.namesOfWave where delivered[name] != nil { #expect(delivered[name] == number, "\(name)") }
        }
        #expect(waves.flatMap(\.namesOfWave).count == Set(waves.flatMap(\.namesOfWave)).count)
        #expect(waves.flatMap(\.namesOfWave).contains("open-webui"))
        let changed = node.at("changes", "changed")?.list ?? []
        #expect(changed.isEmpty)
    }

    /// Both ways: what a project allows is what its component's manifests need, and what they need is allowed.
    @Test func projectsAllowExactlyWhatIsNeeded() throws {
        for project in try kind("AppProject") {
            let name = project.name
            let allowed = Set((project.at("spec", "destinations")?.list ?? []).compactMap { $0["namespace"]?.string })
            #expect(!allowed.contains("*"), "\(name)")
            let kinds = Set(
                (project.at("spec", "clusterResourceWhitelist")?.list ?? []).map {
                    "\($0["group"]?.string ?? "")/\($0["kind"]?.string ?? "")"
                })
            #expect(!kinds.contains { $0.contains("*") }, "\(name)")
            let folder = name == "ground" ? "ground/" : "components/\(name)/manifests/"
            let objects = try example.objects(below: folder).map(\.node)
            let namespaces = Set(objects.compactMap(\.namespace))
            #expect(namespaces.isSubset(of: allowed), "\(name) needs \(namespaces.subtracting(allowed))")
            let needed = Set(objects.filter { $0.namespace == nil }.map { "\($0.group)/\($0["kind"]?.string ?? "")" })
            #expect(needed.isSubset(of: kinds), "\(name) needs \(needed.subtracting(kinds))")
            let hasChart = try kind("Application").contains { node in
                node.name == name && (node.at("spec", "sources")?.list ?? []).contains { $0["chart"] != nil }
            }
            guard !hasChart, name != "platform" else { continue }
            // Without a chart nothing but the manifests is delivered, so more than they need is too much.
            let destination = try kind("Application").first { $0.name == name }?.at("spec", "destination", "namespace")
            let excess = allowed.subtracting(namespaces).subtracting([destination?.string ?? ""])
            #expect(excess.isEmpty, "\(name) may write to too many")
            #expect(kinds == needed, "\(name) may make \(kinds.subtracting(needed))")
        }
    }

    @Test func everyNamespaceOfAnObjectIsThere() throws {
        let made = Set(
            try example.objects(below: "ground/").map(\.node).filter { $0["kind"]?.string == "Namespace" }.map(\.name))
        for namespace in made {
            #expect(example.tree["ground/network-\(namespace).yaml"] != nil, "\(namespace) is open")
        }
        for (file, node) in try example.objects(below: "components/") where !file.hasSuffix("/values.yaml") {
            guard let namespace = node.namespace, namespace != "kube-system" else { continue }
            #expect(made.contains(namespace) || namespace == "rook-ceph", "\(file): \(namespace) is made by nobody")
        }
    }

    @Test func everySealedValueOpensToItsCredential() throws {
        let key = try KeyPair(
            privateKeyPEM: try #require(
                example.store.get(CredentialID(component: "sealed-secrets", name: "sealing-key"), field: "private")))
        var opened = 0
        var values: [String: [UInt8]] = [:]
        for (file, node) in try example.objects() where node["kind"]?.string == "SealedSecret" {
            let label = SealedSecretsScope.strict.label(namespace: node.namespace ?? "", name: node.name)
            for entry in node.at("spec", "encryptedData")?.mapping?.entries ?? [] {
                let bytes = try #require(Base64.decode(entry.value.string ?? ""))
                let value = try SealedSecretsBox.open(ciphertext: bytes, privateKey: key, label: label)
                #expect(!value.isEmpty, "\(file) \(entry.key)")
                values["\(node.namespace ?? "")/\(node.name):\(entry.key)"] = value.withBytes { $0 }
                opened += 1
                // Bound to its own name: under another it must not open.
                let other = SealedSecretsScope.strict.label(namespace: node.namespace ?? "", name: node.name + "x")
                #expect(throws: SealedSecretsError.self) {
                    try SealedSecretsBox.open(ciphertext: bytes, privateKey: key, label: other)
                }
            }
        }
        #expect(opened > 30)
        try expectComposed(values)
    }

    private func expectComposed(_ values: [String: [UInt8]]) throws {
        let listing = example.bench.run("secrets", "list", "-f", example.bench.platform.string, "-o", "json")
        #expect(listing.status == 0, "\(listing)")
        var held = 0
        for credential in try JSON.parse(Array(listing.out.utf8), file: "list")["credentials"]?.list ?? [] {
            let id = CredentialID(text: credential["name"]?.string ?? "")
            guard let value = example.store.value(id) else { continue }
            let fields = value.fieldNames.isEmpty ? [nil] : value.fieldNames.map(Optional.some)
            let parts = fields.compactMap { value.field($0)?.withBytes { $0 } }
            for holder in credential["holders"]?.list ?? [] {
                let place = holder.string ?? ""
                let delivered = try #require(values[place], "\(place) is not sealed")
                let forms = parts.flatMap { part in
                    [
                        part, Array(Hex.encode(Hash.sha256(part)).utf8), urlEncoded(part),
                        Array(Base64.encode(part).utf8),
                    ]
                }
                #expect(forms.contains { delivered.firstRange(of: $0) != nil }, "\(place) does not hold \(id)")
                held += 1
            }
        }
        #expect(held > 30)
    }

    /// The consumer's key is its own and reaches the gateway only as a hash.
    @Test func theChatHasAKeyOfItsOwn() throws {
        func value(_ name: String) throws -> [UInt8] {
            try #require(example.store.get(CredentialID(text: name)), "\(name)").withBytes { $0 }
        }
        let master = try value("litellm/master-key")
        let own = try value("litellm/llm/open-webui-llm/key")
        #expect(own != master)
        let key = try KeyPair(
            privateKeyPEM: try #require(
                example.store.get(CredentialID(text: "sealed-secrets/sealing-key"), field: "private")))
        let keys = try #require(
            try example.objects(below: "components/litellm/").map(\.node).first {
                $0["kind"]?.string == "SealedSecret" && $0.name == "litellm-keys"
            })
        let label = SealedSecretsScope.strict.label(namespace: "litellm", name: "litellm-keys")
        let hashes = try (keys.at("spec", "encryptedData")?.mapping?.entries ?? []).map { entry in
            try SealedSecretsBox.open(
                ciphertext: try #require(Base64.decode(entry.value.string ?? "")), privateKey: key, label: label
            ).withBytes { $0 }
        }
        #expect(hashes.contains(Array(Hex.encode(Hash.sha256(own)).utf8)))
        #expect(!hashes.contains(Array(Hex.encode(Hash.sha256(master)).utf8)))
    }

    private func kind(_ kind: String) throws -> [Node] {
        let below = try example.objects(below: "applications/") + example.objects(below: "bootstrap/root")
        return below.map(\.node).filter { $0["kind"]?.string == kind }
    }
}

/// Every byte but the unreserved ones of RFC 3986 as %XX.
func urlEncoded(_ bytes: [UInt8]) -> [UInt8] {
    bytes.flatMap { byte -> [UInt8] in
        let isPlain =
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            || Array("-._~".utf8).contains(byte)
        return isPlain ? [byte] : Array("%".utf8) + Array(Hex.encode([byte]).uppercased().utf8)
    }
}

extension Node {
    var name: String { at("metadata", "name")?.string ?? "" }
    var namespace: String? { at("metadata", "namespace")?.string }
    var group: String {
        let parts = self["apiVersion"]?.string?.split(separator: "/") ?? []
        return parts.count > 1 ? String(parts[0]) : ""
    }
    var wave: Int {
        Int(at("metadata", "annotations", "argocd.argoproj.io/sync-wave")?.string ?? "0") ?? 0
    }
    /// The components of a wave of `plan -o json`.
    var namesOfWave: [String] {
        (list ?? self["components"]?.list ?? []).compactMap { $0.string ?? $0["name"]?.string }
    }
}
