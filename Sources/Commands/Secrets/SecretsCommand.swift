import Catalog
import CommandTree
import Crypto
import Diagnostics
import Host
import Platform
import Rendering
import Secrets
import Values

extension Command {
    static let secrets = Command(
        "secrets",
        summary: "List, show, set and rotate credentials; share the store with a team.",
        discussion: """
            The store is one file in the age format beside the platform file. It is made for Git; the identity that opens it is not. A value
            is shown only by `secrets show NAME --reveal`.
            """,
        group: "Secrets",
        examples: [
            .init("fairlead secrets list", "names, owners and holders, never values"),
            .init("fairlead secrets show litellm/master-key --reveal", "one value"),
            .init("fairlead secrets bootstrap | kubectl apply -f -", "bring the sealing key to a new cluster"),
        ],
        subcommands: [
            .secretsList, .secretsShow, .secretsSet, .secretsRotate, .secretsPush, .secretsRecipients,
            .secretsBootstrap, .secretsCertificate,
        ])

    static let secretsOptions = CommonOptions.platform + CommonOptions.store
    static let secretsPlatformFile = Option(
        "file", short: "f", value: "FILE", help: "The platform file.", defaultText: "./platform.yaml", completion: .file
    )
    private static let name = Positional("NAME", help: "A credential, such as litellm/master-key.")

    private static let secretsList = Command(
        "list",
        summary: "List credentials: how each is made, whose it is and who holds it.",
        examples: [.init("fairlead secrets list", "all"), .init("fairlead secrets list -o json", "as data")],
        options: secretsOptions + [secretsPlatformFile, .output]
    ) { invocation in
        let (workspace, vault) = try openedStore(invocation)
        let platform = try Pipeline.render(
            workspace, answered: workspace.answered(vault.store, environment: invocation.environment), invocation)
        let holders = Dictionary(grouping: platform.rendering.holders, by: \.credential)
        let needs = platform.resolution.credentials
        let stray = vault.store.ids.filter { id in !needs.contains { $0.id == id } }
        let rows = needs.map { need -> (CredentialNeed, String) in
            (
                need,
                vault.store.value(need.id) != nil
                    ? "made" : need.isOptional ? "not given" : need.isAskedFor ? "missing" : "at render"
            )
        }
        let node: Node = [
            "credentials": Node(
                .list(
                    rows.map { need, state in
                        [
                            "name": Node(.string(need.id.description)), "how": Node(.string(need.how)),
                            "owner": Node(.string(need.owner)),
                            "state": Node(.string(state)),
                            "holders": Node(
                                .list(
                                    (holders[need.id] ?? []).map {
                                        Node(.string("\($0.namespace)/\($0.secret):\($0.key)"))
                                    })),
                        ]
                    })),
            "unused": Node(.list(stray.map { Node(.string($0.description)) })),
        ]
        try invocation.emit(node) {
            var table = TextTable(["CREDENTIAL", "STATE", "HOW", "HOLDERS"])
            for (need, state) in rows {
                table.add([
                    need.id.description, state, need.how,
                    (holders[need.id] ?? []).map { "\($0.namespace)/\($0.secret):\($0.key)" }.joined(separator: " "),
                ])
            }
            for id in stray { table.add([id.description, "unused", "", ""]) }
            return table.render(style: invocation.style)
        }
        return .success
    }

    private static let secretsShow = Command(
        "show",
        summary: "Show a credential; its value only with --reveal.",
        examples: [
            .init("fairlead secrets show open-webui/admin-password --reveal", "the value"),
            .init(
                "fairlead secrets show sealed-secrets/sealing-key --field certificate --reveal", "one field of several"),
        ],
        options: secretsOptions + [
            secretsPlatformFile, Option("reveal", help: "Print the value."),
            Option("field", value: "FIELD", help: "A field of a credential with several, such as certificate."),
        ],
        arguments: [name]
    ) { invocation in
        let (_, vault) = try openedStore(invocation)
        let id = try known(try invocation.required("NAME"), in: vault.store)
        guard let value = vault.store.value(id) else { throw unknown(id.description, in: vault.store) }
        guard invocation.flag("reveal") else {
            let fields = value.fieldNames.isEmpty ? "" : ", fields: " + value.fieldNames.joined(separator: ", ")
            try invocation.print("\(id) is in \(vault.file.path)\(fields); --reveal prints it")
            return .success
        }
        guard let secret = value.field(invocation.option("field")) else {
            throw CommandFailure(
                "`\(id)` has no field `\(invocation.option("field") ?? "")`", status: .usage,
                hint: "it has: " + value.fieldNames.joined(separator: ", "))
        }
        try secret.withBytes {
            try invocation.terminal.out.write($0 + (invocation.terminal.isOutputTerminal ? [0x0A] : []))
        }
        return .success
    }

    private static let secretsSet = Command(
        "set",
        summary: "Give a credential a value: from a prompt, or from standard input.",
        discussion:
            "For what only a person can give, such as a Hugging Face token. The value is never an argument: those can be seen by others.",
        examples: [
            .init("fairlead secrets set vllm/hugging-face-token", "asks for it"),
            .init("pass show hf | fairlead secrets set vllm/hugging-face-token", "takes it from a pipe"),
        ],
        options: secretsOptions + [secretsPlatformFile],
        arguments: [name]
    ) { invocation in
        var (workspace, vault) = try openedStore(invocation, making: true)
        let name = try invocation.required("NAME")
        // What comes with a binding has a name only in this platform.
        let (resolved, _) = Resolver.resolve(
            catalog: workspace.catalog, specification: workspace.specification,
            answered: workspace.answered(vault.store, environment: invocation.environment))
        let bound = (resolved?.credentials ?? []).map(\.id.description)
        let asked =
            workspace.catalog.components.flatMap { component in
                component.credentials.map { "\(component.name)/\($0.name)" }
            } + bound
        guard asked.contains(name) || vault.store.value(CredentialID(text: name)) != nil else {
            throw CommandFailure(
                "there is no credential `\(name)`", status: .badInput,
                hint: Suggestion.closest(to: name, among: asked).map { "did you mean `\($0)`?" }
                    ?? "`fairlead secrets list` shows all")
        }
        let value: SecretBytes
        if invocation.mayAsk {
            value = SecretBytes(try Prompt.passphrase("\(name): "))
        } else {
            var bytes = try StandardInput.read(limit: 1 << 20)
            while bytes.last == 0x0A || bytes.last == 0x0D { bytes.removeLast() }
            value = SecretBytes(wiping: &bytes)
        }
        guard !value.isEmpty else { throw CommandFailure("no value was given; nothing was changed") }
        vault.store.set(CredentialID(text: name), .single(value))
        try vault.save()
        invocation.say("\(name) is kept in \(vault.file.path); run `fairlead render` to deliver it")
        return .success
    }

    private static let secretsRotate = Command(
        "rotate",
        summary: "Make a new value for a credential and say who is affected.",
        examples: [.init("fairlead secrets rotate litellm/master-key", "then render and commit")],
        options: secretsOptions + [secretsPlatformFile],
        arguments: [name]
    ) { invocation in
        var (workspace, vault) = try openedStore(invocation)
        let platform = try Pipeline.render(
            workspace, answered: workspace.answered(vault.store, environment: invocation.environment), invocation)
        let name = try invocation.required("NAME")
        let needs = platform.resolution.credentials
        guard let need = needs.first(where: { $0.id.description == name }) else { throw unknown(name, in: vault.store) }
        let maker = CredentialMaker(
            answers: Vault.answers(invocation), entropy: SystemEntropy(), clock: invocation.clock)
        let completion = try maker.rotate(need.id, needs: needs, store: vault.store)
        try Findings(completion.findings).throwIfErrors(sources: workspace.sources)
        vault.store = completion.store
        try vault.save()
        invocation.say("\(name) has a new value; `fairlead render` delivers it to:")
        let order = Dictionary(uniqueKeysWithValues: platform.plan.waves.joined().enumerated().map { ($1, $0) })
        let holders = platform.rendering.holders.filter { completion.made.contains($0.credential) }
        for holder in holders.sorted(by: { (order[$0.component] ?? 0, $0) < (order[$1.component] ?? 0, $1) }) {
            invocation.say("  \(holder.component)  \(holder.namespace)/\(holder.secret):\(holder.key)")
        }
        return .success
    }

    private static let secretsRecipients = Command(
        "recipients",
        summary: "List who can open the store, or add and remove somebody.",
        examples: [
            .init("fairlead secrets recipients", "who can open it"),
            .init("fairlead secrets recipients --add age1…", "a colleague; `age-keygen` makes such keys"),
        ],
        options: secretsOptions + [
            secretsPlatformFile,
            Option("add", value: "AGE1…", help: "Let this recipient open the store.", isRepeatable: true),
            Option(
                "remove", value: "AGE1…", help: "Encrypt to this recipient no more; rotate what it knew.",
                isRepeatable: true), .output,
        ]
    ) { invocation in
        var (_, vault) = try openedStore(invocation)
        var changed = false
        for text in invocation.options("add") { changed = vault.store.add(recipient: try recipient(text)) || changed }
        for text in invocation.options("remove") {
            guard vault.store.recipients.count > 1 else {
                throw CommandFailure("the last recipient cannot be removed: nobody could open the store")
            }
            changed = vault.store.remove(recipient: try recipient(text)) || changed
        }
        if changed { try vault.save() }
        let recipients = vault.store.recipients.map(\.description)
        try invocation.emit(Node(.list(recipients.map { Node(.string($0)) }))) { recipients.joined(separator: "\n") }
        return .success
    }

    private static let secretsBootstrap = Command(
        "bootstrap",
        summary: "Print the sealing key as a Kubernetes Secret, for a pipe into kubectl.",
        discussion:
            "The controller takes it as its own key, so that what was sealed offline opens in the cluster. Refused on a terminal.",
        examples: [
            .init("fairlead secrets bootstrap | kubectl apply -f -", "once, before anything brings the controller")
        ],
        options: secretsOptions + [secretsPlatformFile, Option("reveal", help: "Print it on a terminal too.")]
    ) { invocation in
        guard !invocation.terminal.isOutputTerminal || invocation.flag("reveal") else {
            throw CommandFailure(
                "this would print the platform's most valuable secret on your screen", status: .usage,
                hint: "pipe it: `fairlead secrets bootstrap | kubectl apply -f -`")
        }
        let (workspace, vault) = try openedStore(invocation)
        let (resolved, findings) = Resolver.resolve(
            catalog: workspace.catalog, specification: workspace.specification,
            answered: workspace.answered(vault.store, environment: invocation.environment))
        guard let resolved else { throw FindingsError(findings: findings, sources: workspace.sources) }
        guard
            let provider = resolved.members.first(where: { $0.component.secretDeliveryKind == SealedSecrets.kind })
        else {
            throw CommandFailure(
                "nothing is sealed in this platform", status: .badInput,
                hint: "`fairlead secrets push` writes the values to the store that its delivery reads")
        }
        let secret = try SealingKeySecret.manifest(
            store: vault.store, provider: provider.name, namespace: provider.namespace, entropy: SystemEntropy())
        try secret.withBytes { try invocation.terminal.out.write($0) }
        return .success
    }

    private static let secretsCertificate = Command(
        "certificate",
        summary: "Print the sealing certificate, which is public.",
        examples: [.init("fairlead secrets certificate > sealing.pem", "for kubeseal --cert sealing.pem")],
        options: secretsOptions + [secretsPlatformFile]
    ) { invocation in
        let (_, vault) = try openedStore(invocation)
        guard
            let id = vault.store.ids.first(where: { $0.description.hasSuffix("/\(SealingCertificate.credentialName)") }
            ),
            let certificate = vault.store.get(id, field: "certificate")
        else { throw CommandFailure("there is no sealing key yet", hint: "`fairlead render` makes it") }
        try certificate.withBytes { try invocation.terminal.out.write($0) }
        return .success
    }

    static func openedStore(_ invocation: Invocation, making: Bool = false) throws -> (Workspace, Vault) {
        let workspace = try Workspace.open(invocation)
        if making { return (workspace, try Vault.open(workspace, invocation)) }
        guard let vault = try Vault.openIfPossible(workspace, invocation) else {
            throw CommandFailure(
                "there is no credential store yet", status: .badInput, hint: "`fairlead render` makes it on first use")
        }
        return (workspace, vault)
    }

    private static func recipient(_ text: String) throws -> AgeRecipient {
        do { return try AgeRecipient(text) } catch {
            throw CommandFailure(
                "`\(text)` is no age recipient: \(error)", status: .usage,
                hint: "it begins with age1; `age-keygen` prints it")
        }
    }

    private static func known(_ name: String, in store: CredentialStore) throws -> CredentialID {
        let id = CredentialID(text: name)
        guard store.value(id) != nil else { throw unknown(name, in: store) }
        return id
    }

    private static func unknown(_ name: String, in store: CredentialStore) -> FindingsError {
        FindingsError(findings: [
            Finding(
                code: Code.unknownCredential, message: "there is no credential `\(name)`",
                hint: Suggestion.closest(to: name, among: store.ids.map(\.description)).map { "did you mean `\($0)`?" }
                    ?? "`fairlead secrets list` shows all")
        ])
    }
}
