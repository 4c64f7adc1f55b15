import Catalog
import CommandTree
import Crypto
import Delivery
import Diagnostics
import Host
import Pictures
import Platform
import Rendering
import Secrets
import Values

/// Everything between a rendering and the files of its delivery: secret values, seals, pictures.
enum TreeBuilder {
    /// A delivery in memory.
    struct Built {
        /// What the tree is made from.
        var input: DeliveryInput
        let platform: RenderedPlatform
        var lock: Lock
        var findings: Findings
        /// Credentials that were made now.
        var made: [CredentialID]
        /// Values that were sealed anew, of all.
        var sealed: (renewed: Int, all: Int)
        /// Who may read what in a store of secrets.
        var grants: [StoreGrant]

        /// The files, laid out when they are asked for: who only looks at a cluster needs none.
        func tree() -> FileTree {
            var tree = DeliveryEngines.named(platform.resolution.specification.delivery.engine).tree(input)
            let topology = Topology(platform.resolution, plan: platform.plan)
            tree.add("topology.svg", topology.svg)
            for file in input.rendering.components.flatMap(\.repository) {
                tree.add(file.path, documents: file.documents)
            }
            for grant in grants {
                tree.add("secret-store/policies/\(grant.name).hcl", grant.policy)
                tree.add("secret-store/roles/\(grant.name).json", JSON.write(grant.role, pretty: true))
            }
            tree.add("report.html", Report.html(TreeBuilder.reportInput(platform, findings: findings)))
            return tree
        }
    }

    /// The folder of the tree.
    static func folder(_ workspace: Workspace, _ invocation: Invocation) -> Path {
        if let out = invocation.option("out") { return Path(out) }
        let name = workspace.specification.name + (workspace.environment.map { "-" + $0 } ?? "")
        return Path("out") / name
    }

    /// Makes missing credentials, seals what changed, and lays out the files.
    ///
    /// - Parameters:
    ///   - platform: the rendered platform.
    ///   - vault: the opened store; gets the values that are made. It is not saved here.
    ///   - folder: where the tree is, for what was sealed before.
    ///   - invocation: for `--certificate` and for asking.
    /// - Throws: `FindingsError` if a credential is missing or a certificate cannot be used.
    static func build(
        _ platform: RenderedPlatform, vault: inout Vault, folder: Path, _ invocation: Invocation
    ) throws -> Built {
        var findings = platform.findings
        let maker = CredentialMaker(
            answers: Vault.answers(invocation), entropy: SystemEntropy(), clock: invocation.clock)
        let completion = try maker.complete(needs: platform.resolution.credentials, store: vault.store)
        // What was left out is known from the rendering; the rest is news.
        findings.add(contentsOf: completion.findings.filter { $0.code != Code.optionalLeftOut.rawValue })
        try findings.throwIfErrors(sources: platform.workspace.sources)
        vault.store = completion.store

        let lock = try Lock.read(folder)
        let previous = PreviousSeals.read(folder, lock: lock)
        let delivered = try SecretDeliveries.deliver(
            platform, store: vault.store, previous: previous, invocation)
        return assemble(platform, delivered: delivered, findings: findings, made: completion.made)
    }

    /// The delivery of a platform that has no credential store yet: as it will be, but without its Secrets. It is not for writing.
    static func buildWithoutStore(_ platform: RenderedPlatform) -> Built {
        assemble(platform, delivered: .none, findings: platform.findings, made: [])
    }

    private static func assemble(
        _ platform: RenderedPlatform, delivered: DeliveredSecrets, findings: Findings, made: [CredentialID]
    ) -> Built {
        let secrets =
            zip(platform.rendering.secrets, delivered.objects).map {
                DeliveryInput.DeliverableSecret(component: $0.component, object: $1)
            }
            + delivered.companions.map {
                DeliveryInput.DeliverableSecret(component: $0.component, object: $0.object)
            }
        let input = DeliveryInput(
            resolution: platform.resolution, plan: platform.plan, rendering: platform.rendering, secrets: secrets,
            findings: platform.workspace.portable(findings.sorted()))
        return Built(
            input: input, platform: platform, lock: newLock(platform, seals: delivered.seals), findings: findings,
            made: made, sealed: (delivered.renewed, delivered.seals.count), grants: delivered.grants)
    }

    static func reportInput(_ platform: RenderedPlatform, findings: Findings) -> ReportInput {
        ReportInput(
            resolution: platform.resolution, plan: platform.plan, rendering: platform.rendering,
            credentials: platform.resolution.credentials.map { .init(id: $0.id, how: $0.how, owner: $0.owner) },
            findings: platform.workspace.portable(findings.sorted()),
            version: Fairlead.version)
    }

    private static func newLock(_ platform: RenderedPlatform, seals: Seals) -> Lock {
        var lock = Lock()
        for member in platform.resolution.members {
            for chart in [member.chart, member.component.definitions.chart].compactMap({ $0 }) {
                lock.charts.append(
                    .init(
                        component: member.name, repository: chart.repository, name: chart.name, version: chart.version))
            }
        }
        for secret in platform.rendering.secrets {
            for (key, _) in secret.data {
                if let seal = seals[secret.namespace, secret.name, key] {
                    lock.seals["\(secret.namespace)/\(secret.name)", default: [:]][key] = seal.fingerprint
                }
            }
        }
        return lock
    }
}
