import Catalog
import Charts
import CommandTree
import Crypto
import Delivery
import Diagnostics
import Helm
import Host
import Kubernetes
import Operations
import Platform
import Secrets
import Values

/// What `up` needs beside the platform: charts, Helm's library, Git, keys.
enum UpPreparation {
    /// Everything at hand, or findings that say what is not. Nothing is written.
    static func context(_ session: LiveSession, _ invocation: Invocation) throws -> UpContext {
        let helm = HelmAccess(engine: session.platform.engine, access: session.cluster.access)
        var context = UpContext(
            desired: session.desired, cluster: session.cluster, helm: { try helm.cluster() },
            releases: try releases(session, invocation),
            sealingKey: { try sealingKey($0, session, isForeign: invocation.option("certificate") != nil) },
            publisher: publisher(session, invocation))
        context.adopts = invocation.flag("adopt")
        context.clock = invocation.clock
        context.secrets = session.store.map { store in store.ids.flatMap { secrets(store, $0) } } ?? []
        return context
    }

    private static func secrets(_ store: CredentialStore, _ id: CredentialID) -> [SecretBytes] {
        // Short ones, such as the name `admin`, would mask half of every log.
        [store.get(id), store.get(id, field: "private")].compactMap { $0 }.filter { $0.count >= 8 }
    }

    /// The charts that are installed from here: all of them, or the engine's alone.
    private static func releases(_ session: LiveSession, _ invocation: Invocation) throws -> [PlannedRelease] {
        let engine = session.platform.engine
        let downloads = !invocation.flag("no-pull")
        let folder = invocation.option("charts").map {
            ChartShelf(folder: Path($0), engine: engine, downloads: downloads)
        }
        guard
            let shelf = folder
                ?? ChartShelf.cache(environment: invocation.environment, engine: engine, downloads: downloads)
        else {
            throw CommandFailure(
                "there is no folder for charts", status: .usage,
                hint: "name one with --charts, or set HOME or XDG_CACHE_HOME")
        }
        let (releases, findings) = PlannedRelease.all(
            session.platform.resolution, session.platform.rendering, shelf: shelf,
            members: !session.desired.isGitOps
                ? nil : Set([session.desired.engineMember?.name].compactMap { $0 })
        ) { what in
            if invocation.terminal.showsProgress { invocation.say(what) }
        }
        try Interrupt.check()
        if findings.contains(where: { $0.severity == .error }) { throw FindingsError(findings: findings) }
        return releases
    }

    private static func sealingKey(_ namespace: String, _ session: LiveSession, isForeign: Bool) throws -> Node {
        // Who sealed to the certificate of a running controller has no key for it.
        guard !isForeign, let store = session.store,
            let provider = session.platform.resolution.members.first(where: {
                $0.component.secretDeliveryKind == SealedSecrets.kind
            })
        else { return Node(.null) }
        let text = try SealingKeySecret.manifest(
            store: store, provider: provider.name, namespace: namespace, entropy: SystemEntropy())
        return try text.withBytes { try YAML.parse($0, file: "sealing key").first } ?? Node(.null)
    }

    private static func publisher(_ session: LiveSession, _ invocation: Invocation) -> GitPublisher? {
        guard session.desired.engine != "helm" else { return nil }
        let delivery = session.platform.resolution.specification.delivery
        let home = invocation.environment.nonEmpty("HOME").map { Path($0) / ".cache" }
        return GitPublisher(
            repository: delivery.repository, branch: delivery.revision, path: delivery.path,
            platform: session.desired.name,
            tree: session.built.tree(), lock: session.built.lock, folder: session.folder,
            cache: invocation.environment.nonEmpty("XDG_CACHE_HOME").map { Path($0) } ?? home ?? session.folder
                / ".fairlead",
            environment: invocation.environment, isInteractive: invocation.mayAsk)
    }
}
