import ClusterSupport
import Delivery
import Glibc
import Host
import Kubernetes
import Operations
import Synchronization
import Values

/// Flux, as far as it can be seen from outside: a thread that reads a bare repository on this machine, applies what Kustomizations name after those
/// that they depend on, and writes their states.
final class FluxPlayer: Sendable {
    let remote: Path
    private let root: Path
    private nonisolated(unsafe) let trial: UpTrial
    private let fixture: UpFixture
    private let cluster: Cluster
    private let state = Mutex((isBlind: false, trouble: "", isOver: false, isRunning: true, seen: ""))
    private static let finalizer: Node = ["finalizers.fluxcd.io"]

    init(_ trial: UpTrial, _ root: Path) throws {
        self.trial = trial
        self.root = root
        fixture = trial.fixture
        cluster = trial.test.cluster
        remote = root / "remote.git"
        _ = try Processes.run("git", ["init", "--quiet", "--bare", "--initial-branch=main", remote.string])
        for (group, version, kind, plural) in [
            ("source", "v1", "GitRepository", "gitrepositories"),
            ("source", "v1", "HelmRepository", "helmrepositories"),
            ("kustomize", "v1", "Kustomization", "kustomizations"), ("helm", "v2", "HelmRelease", "helmreleases"),
        ] { define("\(group).toolkit.fluxcd.io", version, kind, plural) }
        var thread = pthread_t()
        _ = pthread_create(
            &thread, nil,
            { raw in
                if let raw { Unmanaged<FluxPlayer>.fromOpaque(raw).takeRetainedValue().play() }
                return nil
            }, Unmanaged.passRetained(self).toOpaque())
        pthread_detach(thread)
    }

    private func define(_ group: String, _ version: String, _ kind: String, _ plural: String) {
        let definition: Node = [
            "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
            "metadata": ["name": Node(.string("\(plural).\(group)"))],
            "spec": [
                "group": Node(.string(group)), "scope": "Namespaced",
                "names": [
                    "kind": Node(.string(kind)), "plural": Node(.string(plural)),
                    "singular": Node(.string(kind.lowercased())), "listKind": Node(.string("\(kind)List")),
                ],
                "versions": [
                    [
                        "name": Node(.string(version)), "served": true, "storage": true,
                        "schema": [
                            "openAPIV3Schema": ["type": "object", "x-kubernetes-preserve-unknown-fields": true]
                        ],
                    ]
                ],
            ],
        ]
        _ = try? cluster.create(definition)
    }

    /// Whether it looks at Git no more.
    var isBlind: Bool {
        get { state.withLock { $0.isBlind } }
        set { state.withLock { $0.isBlind = newValue } }
    }
    /// What it says of the repository instead of reading it.
    var trouble: String {
        get { state.withLock { $0.trouble } }
        set { state.withLock { $0.trouble = newValue } }
    }

    func stop() {
        state.withLock { $0.isOver = true }
        while state.withLock({ $0.isRunning }) { usleep(5000) }
    }

    private func git(_ arguments: [String]) -> String {
        let result = try? Processes.run("git", ["-C", remote.string] + arguments)
        return result.map { String(decoding: $0.stdout, as: UTF8.self) } ?? ""
    }

    func files() -> [String] { git(["ls-tree", "-r", "--name-only", "main"]).split(separator: "\n").map(String.init) }

    private func play() {
        while !state.withLock({ $0.isOver }) {
            let (isBlind, trouble) = state.withLock { ($0.isBlind, $0.trouble) }
            try? round(isBlind: isBlind, trouble: trouble)
            usleep(60_000)
        }
        state.withLock { $0.isRunning = false }
    }

    private func all(_ apiVersion: String, _ kind: String) throws -> [Node] {
        try cluster.list(
            try cluster.resource(apiVersion, kind), labels: "fairlead.dev/platform=\(fixture.name)"
        ).items
    }

    private func round(isBlind: Bool, trouble: String) throws {
        for release in try all("helm.toolkit.fluxcd.io/v2", "HelmRelease") { try self.release(release) }
        guard let source = try all("source.toolkit.fluxcd.io/v1", "GitRepository").first,
            let place = ObjectReference(source)
        else { return }
        if !trouble.isEmpty {
            return try say(place, source, ready("False", "GitOperationFailed", trouble))
        }
        let head =
            isBlind
            ? state.withLock { $0.seen }
            : git(["rev-parse", "main"]).split(separator: "\n").first.map(String.init) ?? ""
        guard !head.isEmpty else { return }
        state.withLock { $0.seen = head }
        var status = ready("True", "Succeeded", "stored")
        status["artifact"] = ["revision": Node(.string("main@sha1:\(head)"))]
        try say(place, source, status)
        let kustomizations = try all("kustomize.toolkit.fluxcd.io/v1", "Kustomization")
        let done = Set(
            kustomizations.filter { commit($0) == head }.compactMap { $0.at("metadata", "name")?.string })
        for kustomization in kustomizations { try apply(kustomization, head, done) }
    }

    private func commit(_ kustomization: Node) -> String {
        FluxInventory.commit(kustomization.at("status", "lastAppliedRevision")?.string)
    }

    private func ready(_ status: String, _ reason: String, _ message: String) -> Node {
        [
            "conditions": [
                [
                    "type": "Ready", "status": Node(.string(status)), "reason": Node(.string(reason)),
                    "message": Node(.string(message)),
                ]
            ]
        ]
    }

    private func say(_ reference: ObjectReference, _ live: Node, _ status: Node) throws {
        guard live["status"] != status else { return }
        _ = try cluster.patch(reference, merge: ["status": status])
    }

    private func apply(_ kustomization: Node, _ head: String, _ done: Set<String>) throws {
        guard let reference = ObjectReference(kustomization), commit(kustomization) != head else { return }
        let needed = (kustomization.at("spec", "dependsOn")?.list ?? []).compactMap { $0["name"]?.string }
        if let missing = needed.first(where: { !done.contains($0) }) {
            return try say(
                reference, kustomization, ready("False", "DependencyNotReady", "dependency '\(missing)' is not ready"))
        }
        var entries: [Node] = []
        for object in try objects(String((kustomization.at("spec", "path")?.string ?? "").dropFirst(2))) {
            guard let own = ObjectReference(object) else { continue }
            if try cluster.get(own) == nil { _ = try cluster.create(object) }
            let id = [own.namespace ?? "", own.name.replacing(":", with: "__"), own.group, own.kind]
            entries.append(["id": Node(.string(id.joined(separator: "_"))), "v": "v1"])
        }
        var status = ready("True", "ReconciliationSucceeded", "Applied")
        status["lastAppliedRevision"] = Node(.string("main@sha1:\(head)"))
        status["lastAttemptedRevision"] = Node(.string("main@sha1:\(head)"))
        status["inventory"] = ["entries": Node(.list(entries))]
        try say(reference, kustomization, status)
    }

    /// What a folder's kustomization leads to.
    private func objects(_ folder: String) throws -> [Node] {
        let file = "\(folder)/kustomization.yaml"
        let names =
            try YAML.parseSingle(Array(git(["show", "main:\(file)"]).utf8), file: file)["resources"]?.list ?? []
        return try names.compactMap(\.string).flatMap { name -> [Node] in
            if name.hasSuffix(".yaml") {
                return try YAML.parse(Array(git(["show", "main:\(folder)/\(name)"]).utf8), file: name)
            }
            return try objects(
                name.hasPrefix("../") ? Path(folder).parent.string + name.dropFirst(2) : "\(folder)/\(name)")
        }
    }

    /// A release is a Deployment of its name; it goes with it, unless the release is suspended.
    private func release(_ release: Node) throws {
        guard let reference = ObjectReference(release), let namespace = reference.namespace else { return }
        let workload = ObjectReference("apps/v1", "Deployment", namespace: namespace, name: reference.name)
        if release.at("metadata", "deletionTimestamp") != nil {
            if release.at("spec", "suspend")?.bool != true { _ = try cluster.delete(workload) }
            _ = try cluster.patch(reference, merge: ["metadata": ["finalizers": Node(.null)]])
            return
        }
        // The engine's own release is there already.
        if namespace != fixture.argo, try cluster.get(workload) == nil {
            var made = UpFixture.deployment(reference.name, in: namespace)
            made.set(Node(.string(reference.name)), at: ["metadata", "annotations", "meta.helm.sh/release-name"])
            made.set(Node(.string(namespace)), at: ["metadata", "annotations", "meta.helm.sh/release-namespace"])
            _ = try cluster.create(made)
        }
        guard release.at("metadata", "finalizers") == nil else { return }
        _ = try cluster.patch(
            reference,
            merge: [
                "metadata": ["finalizers": Self.finalizer], "status": ready("True", "InstallSucceeded", "installed"),
            ])
    }

    @discardableResult
    func up(_ shape: UpFixture.Shape? = nil, diary: UpDiary = UpDiary(), change: (inout UpContext) -> Void = { _ in })
        throws -> Int
    {
        let shape = shape ?? .init(engine: "flux")
        let input = try fixture.input(shape)
        // Git itself leads the address to the folder (git-config(1), `url.<base>.insteadOf`).
        let environment = Environment(
            Environment.process.variables.merging([
                "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "url.\(remote).insteadOf",
                "GIT_CONFIG_VALUE_0": shape.repository,
            ]) { $1 })
        let publisher = GitPublisher(
            repository: shape.repository, branch: "main", path: "platform", platform: fixture.name,
            tree: Flux().tree(input), lock: Lock(),
            folder: root / "out", cache: root / "cache", environment: environment)
        return try trial.up(shape, diary: diary) { context in
            context.publisher = publisher
            change(&context)
        }
    }
}
