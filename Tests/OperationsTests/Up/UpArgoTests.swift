import ClusterSupport
import Delivery
import Glibc
import Helm
import Host
import Kubernetes
import Operations
import Synchronization
import Testing
import Values

/// With Argo CD: a bare repository on this machine stands for the remote, and a thread plays Argo CD.
@Suite(.needsCluster, .needsHelmLibrary)
struct UpArgoTests {
    @Test func installsPushesAndFollows() throws {
        try UpTrial.run { trial throws in
            try Files.withTemporaryDirectory { (root: Path) throws in
                let argo = try Argo(trial, root)
                defer { argo.stop() }
                let first = try argo.up()
                #expect(first > 3)
                #expect(argo.files().contains("platform/applications/base.yaml"))
                let record = try trial.state().filter { $0.contains("record") }
                // Only Argo CD itself is installed from here.
                #expect(record.isEmpty)
                let writes = trial.faults.writes.count
                let again = try argo.up()
                #expect(again == 0)
                #expect(trial.faults.writes.count == writes, "\(trial.faults.writes.dropFirst(writes))")
            }
        }
    }

    @Test func doesNotTakeTheOldStateForTheNew() throws {
        try UpTrial.run { trial throws in
            try Files.withTemporaryDirectory { (root: Path) throws in
                let argo = try Argo(trial, root)
                defer { argo.stop() }
                try argo.up()
                argo.isBlind = true
                let diary = UpDiary()
                let before = trial.faults.writes.count
                let failure = try #require(throws: GateFailure.self) {
                    try argo.up(.init(engine: "argocd", colour: "blue"), diary: diary) { $0.patienceSeconds = 1 }
                }
                #expect(failure.reasons.first?.sentence.contains("knows commit") == true, "\(failure.reasons)")
                // How often depends on how long it waits.
                let nudged = trial.faults.writes.dropFirst(before).filter { $0.contains("/applications/platform?") }
                #expect(!nudged.isEmpty)
                argo.isBlind = false
                let colour = UpFixture.Shape(engine: "argocd", colour: "blue")
                try argo.up(colour)
                let again = try argo.up(colour)
                #expect(again == 0)
            }
        }
    }

    @Test func saysWhyArgoCannotRead() throws {
        try UpTrial.run { trial throws in
            try Files.withTemporaryDirectory { (root: Path) throws in
                let argo = try Argo(trial, root)
                defer { argo.stop() }
                argo.trouble = "Failed to load target state: rpc error: authentication required: Repository not found"
                let failure = try #require(throws: GateFailure.self) { try argo.up { $0.patienceSeconds = 2 } }
                #expect(
                    failure.reasons.contains { $0.sentence.contains("give it a token or key") }, "\(failure.reasons)")
            }
        }
    }
}

/// Argo CD, as far as it can be seen from outside.
private final class Argo: Sendable {
    let remote: Path
    private let root: Path
    private nonisolated(unsafe) let trial: UpTrial
    private let fixture: UpFixture
    private let cluster: Cluster
    private let state = Mutex((isBlind: false, trouble: "", isOver: false, isRunning: true, seen: ""))

    init(_ trial: UpTrial, _ root: Path) throws {
        self.trial = trial
        self.root = root
        fixture = trial.fixture
        cluster = trial.test.cluster
        remote = root / "remote.git"
        _ = try Processes.run("git", ["init", "--quiet", "--bare", "--initial-branch=main", remote.string])
        for (kind, plural) in [("Application", "applications"), ("AppProject", "appprojects")] {
            let definition: Node = [
                "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
                "metadata": ["name": Node(.string("\(plural).argoproj.io"))],
                "spec": [
                    "group": "argoproj.io", "scope": "Namespaced",
                    "names": [
                        "kind": Node(.string(kind)), "plural": Node(.string(plural)),
                        "singular": Node(.string(kind.lowercased())), "listKind": Node(.string("\(kind)List")),
                    ],
                    "versions": [
                        [
                            "name": "v1alpha1", "served": true, "storage": true,
                            "schema": [
                                "openAPIV3Schema": ["type": "object", "x-kubernetes-preserve-unknown-fields": true]
                            ],
                        ]
                    ],
                ],
            ]
            if let reference = ObjectReference(definition), try cluster.get(reference) == nil {
                _ = try? cluster.create(definition)
            }
        }
        var thread = pthread_t()
        _ = pthread_create(
            &thread, nil,
            { raw in
                if let raw { Unmanaged<Argo>.fromOpaque(raw).takeRetainedValue().play() }
                return nil
            }, Unmanaged.passRetained(self).toOpaque())
        pthread_detach(thread)
    }

    /// Whether it looks at Git no more.
    var isBlind: Bool {
        get { state.withLock { $0.isBlind } }
        set { state.withLock { $0.isBlind = newValue } }
    }
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

    private func round(isBlind: Bool, trouble: String) throws {
        let root = ObjectReference("argoproj.io/v1alpha1", "Application", namespace: fixture.argo, name: "platform")
        guard let live = try cluster.get(root) else { return }
        if !trouble.isEmpty {
            _ = try cluster.patch(
                root,
                merge: ["status": ["conditions": [["type": "ComparisonError", "message": Node(.string(trouble))]]]])
            return
        }
        let head =
            isBlind
            ? state.withLock { $0.seen }
            : git(["rev-parse", "main"]).split(separator: "\n").first.map(String.init) ?? ""
        state.withLock { $0.seen = head }
        try settle(root, live, head)
        for file in files() where file.hasPrefix("platform/applications/") {
            for document in try YAML.parse(Array(git(["show", "main:\(file)"]).utf8), file: file) {
                guard let reference = ObjectReference(document) else { continue }
                if let child = try cluster.get(reference) {
                    if reference.kind == "Application" { try settle(reference, child, head) }
                } else {
                    _ = try cluster.create(document)
                }
            }
        }
    }

    private func settle(_ reference: ObjectReference, _ live: Node, _ head: String) throws {
        let revisions = (live.at("spec", "sources")?.list ?? []).map {
            $0["chart"] == nil ? Node(.string(head)) : $0["targetRevision"] ?? ""
        }
        var status: Node = ["sync": ["status": "Synced"], "health": ["status": "Healthy"]]
        status.set(Node(.list(revisions.map { Node($0.value) })), at: ["sync", "revisions"])
        if live["status"]?.at("sync", "revisions")?.list?.map(\.string) == revisions.map(\.string),
            live.at("metadata", "annotations")?["argocd.argoproj.io/refresh"] == nil
        {
            return
        }
        _ = try cluster.patch(
            reference,
            merge: ["metadata": ["annotations": ["argocd.argoproj.io/refresh": Node(.null)]], "status": status])
    }

    @discardableResult
    func up(_ shape: UpFixture.Shape? = nil, diary: UpDiary = UpDiary(), change: (inout UpContext) -> Void = { _ in })
        throws -> Int
    {
        let shape = shape ?? .init(engine: "argocd")
        let input = try fixture.input(shape)
        // Git itself leads the address to the folder (git-config(1), `url.<base>.insteadOf`).
        let environment = Environment(
            Environment.process.variables.merging([
                "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "url.\(remote).insteadOf",
                "GIT_CONFIG_VALUE_0": shape.repository,
            ]) { $1 })
        let publisher = GitPublisher(
            repository: shape.repository, branch: "main", path: "platform", platform: fixture.name,
            tree: ArgoCD().tree(input), lock: Lock(),
            folder: root / "out", cache: root / "cache", environment: environment)
        return try trial.up(shape, diary: diary) { context in
            context.publisher = publisher
            change(&context)
        }
    }
}
