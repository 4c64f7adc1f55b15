import Catalog
import CommandTree
import Diagnostics
import Host
import Platform
import Values

extension Command {
    static let initialise = Command(
        "init",
        summary: "Write a first platform file.",
        discussion:
            "A small platform with chat, a model gateway and document search. Edit it; `fairlead schema` helps your editor.",
        group: "Write",
        examples: [
            .init("fairlead init", "writes ./platform.yaml"),
            .init("fairlead init --name demo --domain ai.example.org --contact ops@example.org", "with your own names"),
        ],
        options: [
            Option("name", value: "NAME", help: "Name of the platform.", defaultText: "my-platform"),
            Option("domain", value: "DOMAIN", help: "Domain of every host.", defaultText: "example.org"),
            Option(
                "contact", value: "EMAIL", help: "Who gets certificate warnings and alerts.",
                defaultText: "ops@<domain>"),
            Option("repository", value: "URL", help: "Git repository that will hold the tree."),
        ],
        arguments: [CommonOptions.file]
    ) { invocation in
        let file = Path(invocation.argument("FILE") ?? "platform.yaml")
        guard !Files.exists(file) else {
            throw CommandFailure(
                "\(file) is there already", hint: "nothing was changed; give another name to write a second one")
        }
        let domain = invocation.option("domain") ?? "example.org"
        let text = StarterFile.text(
            name: invocation.option("name") ?? "my-platform", domain: domain,
            contact: invocation.option("contact") ?? "ops@\(domain)",
            repository: invocation.option("repository") ?? "https://git.\(domain)/ops/platform.git")
        try StarterFile.check(text)
        if file.string.contains("/") { try Files.makeDirectories(file.parent) }
        try Files.writeAtomically(file, Array(text.utf8))
        invocation.say("wrote \(file)\nnext: edit it, then run `fairlead plan \(file)`")
        return .success
    }
}

/// The file that `init` writes.
enum StarterFile {
    /// Refuses names that the file could not be used with: a first file that does not pass would be a poor start.
    ///
    /// - Parameter text: the file.
    /// - Throws: `UsageError` with the first thing that is wrong.
    static func check(_ text: String) throws {
        var sources = Sources()
        let (catalog, _) = try Catalog.load(sources: &sources)
        let node = try YAML.parseSingle(Array(text.utf8), file: "platform.yaml")
        let (_, findings) = try SpecificationReader(catalog: catalog).read(node)
        guard let finding = findings.first(where: { $0.severity == .error }) else { return }
        throw UsageError(finding.message, hint: finding.hint)
    }

    /// A text as a YAML scalar that is right in a flow mapping too.
    private static func scalar(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte)
                || [UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "@")].contains(byte)
        }
        let startsWithLetter = text.utf8.first.map { (0x61...0x7A).contains($0) || (0x41...0x5A).contains($0) } ?? false
        return isPlain && startsWithLetter && !["true", "false", "null"].contains(text.lowercased())
            ? text : JSON.write(Node(.string(text)))
    }

    /// The text of the file.
    static func text(name: String, domain: String, contact: String, repository: String) -> String {
        """
        apiVersion: fairlead.dev/v1alpha1
        kind: Platform
        metadata: {name: \(scalar(name))}
        spec:
          domain: \(scalar(domain))                 # every host is <name>.<domain>
          contact: \(scalar(contact))               # certificates, alerts, the first administrator
          profile: small                    # laptop | small | ha
          delivery: {engine: argocd, repository: \(JSON.write(Node(.string(repository))))}
          cluster:
            kubernetes: "1.33"
            # storage: {block: my-class}    # the cluster's default class if left out
            gpus: [{product: NVIDIA-A100-80GB, count: 2, memory: 80Gi}]
          models:                           # declared once, known everywhere
            assistant: {weights: Qwen/Qwen2.5-7B-Instruct, context: 16384}
            embeddings: {weights: intfloat/multilingual-e5-large}
          components:                       # what people use; `fairlead plan` says what follows, and why
            open-webui: {host: chat}
            searxng: {}

        """
    }
}
