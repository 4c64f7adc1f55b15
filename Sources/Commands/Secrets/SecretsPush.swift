import Catalog
import CommandTree
import Crypto
import Diagnostics
import HTTP
import Host
import Operations
import Platform
import Rendering
import Secrets
import Values

extension Command {
    static let secretsPush = Command(
        "push",
        summary: "Write the values into the OpenBao or Vault that the cluster's Secrets are read from.",
        discussion: """
            One path for each Secret. Mount, login, policies and roles too: each member may read its own paths and nothing else. What is there
            already is left alone. The token comes from BAO_TOKEN or VAULT_TOKEN, or from a file, never from an argument; no value is shown.
            """,
        examples: [
            .init("fairlead secrets push --dry-run", "what would be written, by name"),
            .init("fairlead secrets push --address https://bao.example.org --token-file token", "after a render"),
            .init(
                "kubectl -n openbao port-forward svc/openbao-active 8200 &",
                "the way in without a host, then --address http://127.0.0.1:8200"),
        ],
        options: secretsOptions + [
            secretsPlatformFile,
            Option(
                "address", value: "URL", help: "Where the store is reached from here.",
                defaultText: "$BAO_ADDR, then $VAULT_ADDR"),
            Option(
                "token-file", value: "FILE", help: "The file with the token.",
                defaultText: "$BAO_TOKEN, then $VAULT_TOKEN", completion: .file),
            Option(
                "ca", value: "FILE", help: "Authorities to trust, PEM.", defaultText: "$BAO_CACERT, then the system's",
                completion: .file),
            Option("values-only", help: "Leave mount, login, policies and roles to others."),
            Option("dry-run", help: "Say what would be written, and write nothing."), .output,
        ]
    ) { invocation in
        let (workspace, vault) = try openedStore(invocation)
        let platform = try Pipeline.render(
            workspace, answered: workspace.answered(vault.store, environment: invocation.environment), invocation)
        guard let layout = StoreLayout(platform.resolution, platform.rendering) else {
            throw CommandFailure(
                "this platform's Secrets are not read from a store", status: .badInput,
                hint: "`choose: {secret-delivery: vault-secrets-operator}` or external-secrets would do that")
        }
        let entries = try StoreEntry.all(platform.rendering.secrets, layout: layout, store: vault.store)
        guard layout.kind == .vault else {
            guard invocation.flag("dry-run") else {
                throw CommandFailure(
                    "only Vault and OpenBao can be written to", status: .badInput,
                    hint:
                        "--dry-run lists the items and their fields, `fairlead secrets show NAME --reveal` shows a value"
                )
            }
            return try shown(
                entries.map { (layout.mount + "/" + $0.path, "values", "wanted", $0.values.map(\.key)) }, invocation)
        }
        var scope = SecretPush.Scope()
        scope.isDry = invocation.flag("dry-run")
        scope.isValuesOnly = invocation.flag("values-only")
        scope.isInCluster = platform.rendering.facts.contains {
            $0.binding.offer.capability == "secret-store" && $0.binding.offer.location != .external
        }
        let push = SecretPush(
            try StoreAccess.api(invocation), layout: layout,
            grants: StoreGrant.all(platform.rendering.secrets, layout: layout), entries: entries, scope: scope)
        let items = try push.run { item in
            if invocation.terminal.showsProgress, item.action != .none, !scope.isDry {
                invocation.say("\(item.kind.rawValue) \(item.name)")
            }
        }
        return try shown(
            items.map { ($0.name, $0.kind.rawValue, word($0.action, isDry: scope.isDry), $0.keys) }, invocation)
    }

    private static func word(_ action: SecretPush.Item.Action, isDry: Bool) -> String {
        switch action {
        case .none: "unchanged"
        case .create: isDry ? "would be made" : "made"
        case .change: isDry ? "would change" : "changed"
        }
    }

    private static func shown(
        _ rows: [(name: String, kind: String, state: String, keys: [String])], _ invocation: Invocation
    ) throws -> ExitStatus {
        let node = Node(
            .list(
                rows.map { row in
                    [
                        "name": Node(.string(row.name)), "kind": Node(.string(row.kind)),
                        "state": Node(.string(row.state)),
                        "keys": Node(.list(row.keys.map { Node(.string($0)) })),
                    ]
                }))
        try invocation.emit(["apiVersion": "fairlead.dev/v1alpha1", "kind": "SecretPush", "items": node]) {
            var table = TextTable(["WHAT", "NAME", "STATE", "KEYS"])
            for row in rows { table.add([row.kind, row.name, row.state, row.keys.joined(separator: " ")]) }
            return table.render(style: invocation.style)
        }
        return .success
    }
}

/// How a store of secrets is reached and who asks: by the variables that its own command line knows.
enum StoreAccess {
    static func api(_ invocation: Invocation) throws -> VaultAPI {
        let environment = invocation.environment
        func variable(_ name: String) -> String? {
            environment.nonEmpty("BAO_" + name) ?? environment.nonEmpty("VAULT_" + name)
        }
        guard let address = invocation.option("address") ?? variable("ADDR") else {
            throw CommandFailure(
                "where the store is reached from here is not known", status: .usage,
                hint: "give --address URL or BAO_ADDR")
        }
        guard let url = URLText(address), url.userInfo == nil else {
            throw CommandFailure("`\(address)` is no http or https URL without a user", status: .usage)
        }
        let isNear = url.host == "localhost" || url.host == "::1" || url.host.hasPrefix("127.")
        guard url.scheme == "https" || isNear else {
            throw CommandFailure(
                "the token and every value could be read on the way to \(url.place)", status: .usage,
                hint: "use https, or `kubectl port-forward` and http://127.0.0.1")
        }
        var tls = TLSSettings()
        tls.authorities = try (invocation.option("ca") ?? variable("CACERT")).map {
            try Files.read(Path($0), limit: 1 << 20)
        }
        return VaultAPI(
            address: address, token: try token(invocation, variable("TOKEN")), namespace: variable("NAMESPACE"),
            transport: Curl(tls: tls, userAgent: "fairlead/\(Fairlead.version)"))
    }

    private static func token(_ invocation: Invocation, _ variable: String?) throws -> SecretBytes {
        if let file = invocation.option("token-file") {
            var bytes = try Files.read(Path(file), limit: 64 << 10)
            while bytes.last == 0x0A || bytes.last == 0x0D { bytes.removeLast() }
            guard !bytes.isEmpty else { throw CommandFailure("there is no token in `\(file)`", status: .badInput) }
            return SecretBytes(wiping: &bytes)
        }
        guard let variable else {
            throw CommandFailure(
                "there is no token for the store", status: .usage, hint: "give BAO_TOKEN, or --token-file FILE")
        }
        return SecretBytes(text: variable)
    }
}
