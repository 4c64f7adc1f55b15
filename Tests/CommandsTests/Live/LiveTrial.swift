import ClusterSupport
import Glibc
import Host
import Kubernetes
import Synchronization
import Testing
import Values

/// A platform's folder, the API server, and somebody who plays the controllers.
struct LiveTrial {
    let test: TestCluster
    let files: LivePlatform
    let bench: Workbench
    let simulator: Simulator
    var name: String { files.name }

    /// Lends one, and takes it away afterwards.
    static func run(
        on own: TestCluster? = nil, script: [Simulator.Rule] = [], _ body: (LiveTrial) throws -> Void
    ) throws {
        let test = try own ?? TestCluster.shared
        let files = LivePlatform(name: "e\(String(UInt32.random(in: 0 ... .max), radix: 36))")
        try Files.withTemporaryDirectory { (folder: Path) throws in
            var bench = Workbench(folder: folder)
            bench.variables["KUBECONFIG"] = test.kubeconfig.string
            try files.write(to: bench)
            let simulator = Simulator(test.cluster, script: script, namespaces: files.namespaces, interval: 60)
            let trial = LiveTrial(test: test, files: files, bench: bench, simulator: simulator)
            let claims = ClaimPlayer(test.cluster, files.namespaces)
            simulator.start()
            claims.start()
            defer {
                simulator.stop()
                claims.stop()
                trial.cleanUp()
            }
            try body(trial)
        }
    }

    private func cleanUp() {
        for namespace in files.namespaces {
            _ = try? test.cluster.delete(ObjectReference("v1", "Namespace", name: namespace))
        }
        for reference in [
            ObjectReference("rbac.authorization.k8s.io/v1", "ClusterRole", name: "fairlead-\(name)-shop"),
            ObjectReference("coordination.k8s.io/v1", "Lease", namespace: "kube-system", name: "fairlead-\(name)"),
            ObjectReference(
                "apiextensions.k8s.io/v1", "CustomResourceDefinition", name: "sealedsecrets.bitnami.com"),
        ] { _ = try? test.cluster.delete(reference) }
    }

    /// What every verb is told.
    let common = ["--catalog", "catalog"]

    /// Runs the program to its end.
    func fairlead(_ words: String..., charts: Bool = false, set: [String: String] = [:]) throws -> Outcome {
        try bench.shell(
            binary.string, words + common + (charts ? ["--charts", "charts", "--no-pull"] : []),
            environment: bench.environment.merging(set) { $1 })
    }

    /// Brings it up.
    func up(_ words: String..., set: [String: String] = [:]) throws -> Outcome {
        try bench.shell(
            binary.string, ["up", "--yes", "--charts", "charts", "--no-pull"] + common + words,
            environment: bench.environment.merging(set) { $1 })
    }

    /// The words of `up` for a shell.
    var upLine: String { "'\(binary)' up --yes --charts charts --no-pull --catalog catalog" }

    /// Runs a line of bash.
    func bash(_ line: String) throws -> Outcome { try bench.shell("bash", ["-c", line]) }

    /// Starts a line with the program and sends it a signal after so many lines of its output.
    ///
    /// - Returns: what it wrote to the end; status 0 if it ended by itself.
    func signalled(_ line: String, afterLines count: Int, signal: String = "KILL") throws -> Outcome {
        try bash(
            """
            exec 3< <(exec \(line) 2>error.txt); pid=$!
            for ((i = 0; i < \(count); i++)); do IFS= read -r text <&3 || break; echo "$text"; done
            kill -\(signal) $pid; cat <&3; wait $pid; status=$?; cat error.txt >&2; exit $status
            """)
    }

    /// An object as it is.
    func live(_ apiVersion: String, _ kind: String, _ namespace: String?, _ name: String) throws -> Node? {
        test.cluster.forgetResources()
        return try test.cluster.get(ObjectReference(apiVersion, kind, namespace: namespace, name: name))
    }

    /// Waits until something is so.
    func wait(seconds: Int = 30, _ condition: () throws -> Bool) throws -> Bool {
        for _ in 0..<(seconds * 10) {
            if try condition() { return true }
            try Pause.wait(milliseconds: 100)
        }
        return false
    }

    /// Everything that bears the platform's label, with Helm's records and the Lease: what it is called, and its version.
    func versions() throws -> [String: String] {
        test.cluster.forgetResources()
        var found: [String: String] = [:]
        func take(_ items: [Node], _ kind: String) {
            for item in items {
                let metadata = item["metadata"]
                let key =
                    "\(kind) \(metadata?["namespace"]?.string ?? "")/\(metadata?["name"]?.string ?? "")"
                found[key.replacing(name, with: "X")] = metadata?["resourceVersion"]?.string
            }
        }
        for type in try test.cluster.preferredResources() where type.verbs.contains("list") {
            if ["Event", "Endpoints", "EndpointSlice", "ReplicaSet", "Pod", "Lease"].contains(type.kind) { continue }
            let items = try? test.cluster.list(type, labels: "fairlead.dev/platform=\(name)", metadataOnly: true).items
            take(items ?? [], type.kind)
        }
        for namespace in files.namespaces {
            take(
                try test.cluster.list(
                    try test.cluster.resource("v1", "Secret"), namespace: namespace, labels: "owner=helm",
                    metadataOnly: true
                ).items, "Record")
        }
        if let lease = try live("coordination.k8s.io/v1", "Lease", "kube-system", "fairlead-\(name)") {
            take([lease], "Lease")
        }
        return found
    }

    /// What is in the namespaces, without what differs from run to run.
    func state() throws -> [String] {
        var lines: [String] = []
        test.cluster.forgetResources()
        for (apiVersion, kind) in [
            ("v1", "ConfigMap"), ("apps/v1", "Deployment"), ("v1", "PersistentVolumeClaim"), ("v1", "Secret"),
            ("networking.k8s.io/v1", "NetworkPolicy"), ("bitnami.com/v1alpha1", "SealedSecret"),
        ] {
            for namespace in files.namespaces {
                let type = try test.cluster.resource(apiVersion, kind)
                for object in try test.cluster.list(type, namespace: namespace).items {
                    if let line = Self.line(object, kind, namespace) { lines.append(line) }
                }
            }
        }
        return lines.map { $0.replacing(name, with: "X") }.sorted()
    }

    private static func line(_ object: Node, _ kind: String, _ namespace: String) -> String? {
        let name = object.at("metadata", "name")?.string ?? ""
        let labels = object.at("metadata", "labels")
        if name == "kube-root-ca.crt" || object["type"]?.string == "kubernetes.io/service-account-token" { return nil }
        if object["type"]?.string == "helm.sh/release.v1" {
            // How often Helm had to try differs.
            guard labels?["status"]?.string == "deployed" else { return nil }
            return "record \(namespace) \(labels?["name"]?.string ?? "")"
        }
        var content = object["data"] ?? object["spec"] ?? Node(.null)
        if kind == "Secret" || kind == "SealedSecret" {
            // Sealed anew each time.
            let keys = (object["data"] ?? object.at("spec", "encryptedData"))?.mapping?.keys ?? []
            content = Node(.list(keys.sorted().map { Node(.string($0)) }))
        }
        if kind == "PersistentVolumeClaim" { content = object.at("spec", "accessModes") ?? Node(.null) }
        let shown = name.hasPrefix("sealed-secrets-key") ? "sealing key" : name
        return "\(kind) \(namespace)/\(shown) \(JSON.write(labels ?? Node(.null))) \(JSON.write(content))"
    }
}

/// Lets disks go that are being removed, as the controller does that this server comes without.
final class ClaimPlayer: Sendable {
    private let cluster: Cluster
    private let namespaces: [String]
    private let state = Mutex((isOver: false, isRunning: false))

    init(_ cluster: Cluster, _ namespaces: [String]) {
        self.cluster = cluster
        self.namespaces = namespaces
    }

    func start() {
        state.withLock { $0.isRunning = true }
        var thread = pthread_t()
        let made = pthread_create(
            &thread, nil,
            { raw in
                if let raw { Unmanaged<ClaimPlayer>.fromOpaque(raw).takeRetainedValue().run() }
                return nil
            }, Unmanaged.passRetained(self).toOpaque())
        if made == 0 { pthread_detach(thread) }
    }

    func stop() {
        state.withLock { $0.isOver = true }
        while state.withLock({ $0.isRunning }) { usleep(5_000) }
    }

    private func run() {
        while !state.withLock({ $0.isOver }) {
            for namespace in namespaces { release(namespace) }
            usleep(150_000)
        }
        state.withLock { $0.isRunning = false }
    }

    private func release(_ namespace: String) {
        guard let type = try? cluster.resource("v1", "PersistentVolumeClaim") else { return }
        for claim in (try? cluster.list(type, namespace: namespace).items) ?? []
        where claim.at("metadata", "deletionTimestamp") != nil {
            guard let reference = ObjectReference(claim) else { continue }
            _ = try? cluster.patch(reference, merge: ["metadata": ["finalizers": Node(.null)]])
        }
    }
}
