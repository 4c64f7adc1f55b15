import Glibc
package import Kubernetes
import Synchronization
package import Values

/// Plays kubelet and controllers on a real API server: it writes statuses as a script says, on a thread of its own.
///
///     let simulator = Simulator(cluster, script: [.init("Deployment", .ready)], namespaces: [namespace])
///     simulator.start()
///     defer { simulator.stop() }
package final class Simulator: Sendable {
    /// What becomes of an object.
    package enum Fate: Sendable {
        /// It becomes ready at once.
        case ready
        /// It becomes ready after this many looks at it.
        case readyAfter(looks: Int)
        /// Its controller says that it is on its way, for ever.
        case stuck
        /// Ready and not ready by turns, a look each.
        case flapping
        /// It fails in the way of its kind.
        case failing
        /// A workload's pod ends again and again; the pod, its warning and its state are there.
        case crashLoop
        /// A workload's pod does not get its image.
        case imagePull
        /// A workload's pod finds no node.
        case unschedulable
        /// Nobody looks at it: it gets no status.
        case silent
        /// This very status.
        case status(Node)
    }

    /// A line of the script. The first that fits an object counts.
    package struct Rule: Sendable {
        /// The kind; `*` for every kind.
        package var kind: String
        /// The name; nil for every name.
        package var name: String?
        /// What becomes of it.
        package var fate: Fate

        /// A line.
        package init(_ kind: String, name: String? = nil, _ fate: Fate) {
            self.kind = kind
            self.name = name
            self.fate = fate
        }
    }

    struct State {
        var script: [Rule]
        var looks: [String: Int] = [:]
        var failures: [String] = []
        var isStopping = false
        var isRunning = false
    }

    let cluster: Cluster
    let namespaces: [String]
    /// What stands in the namespaces of an Application when it has synced, by the Application's name.
    let applications: [String: [ObjectReference]]
    let interval: Int
    let state: Mutex<State>

    /// The kinds that are looked at where they are served.
    package static let kinds: [(apiVersion: String, kind: String)] = [
        ("apps/v1", "Deployment"), ("apps/v1", "StatefulSet"), ("apps/v1", "DaemonSet"), ("batch/v1", "Job"),
        ("v1", "PersistentVolumeClaim"), ("v1", "Service"), ("networking.k8s.io/v1", "Ingress"),
        ("argoproj.io/v1alpha1", "Application"), ("bitnami.com/v1alpha1", "SealedSecret"),
        ("cert-manager.io/v1", "Certificate"), ("cert-manager.io/v1", "Issuer"),
        ("cert-manager.io/v1", "ClusterIssuer"),
        ("postgresql.cnpg.io/v1", "Cluster"), ("postgresql.cnpg.io/v1", "Database"),
        ("objectbucket.io/v1alpha1", "ObjectBucketClaim"), ("monitoring.coreos.com/v1", "Prometheus"),
    ]

    /// A simulator.
    ///
    /// - Parameters:
    ///   - cluster: the API server.
    ///   - script: what becomes of objects; what no line fits stays silent. Empty: everything becomes ready.
    ///   - namespaces: where it looks, besides objects without a namespace; nowhere else is anything written.
    ///   - applications: what stands in the cluster when an Application has synced, by the Application's name.
    ///   - interval: milliseconds between two looks.
    package init(
        _ cluster: Cluster, script: [Rule] = [], namespaces: [String],
        applications: [String: [ObjectReference]] = [:], interval: Int = 100
    ) {
        self.cluster = cluster
        self.namespaces = namespaces
        self.applications = applications
        self.interval = interval
        state = Mutex(State(script: script.isEmpty ? [Rule("*", .ready)] : script))
    }

    /// Another script from now on.
    package func play(_ script: [Rule]) { state.withLock { $0.script = script } }

    /// What it could not write, for a test that wants to know; conflicts are tried again and not told.
    package var failures: [String] { state.withLock { $0.failures } }

    /// Starts the thread.
    package func start() {
        let isNew = state.withLock { state in
            defer { state.isRunning = true }
            return !state.isRunning
        }
        guard isNew else { return }
        var thread = pthread_t()
        let made = pthread_create(
            &thread, nil,
            { raw in
                if let raw { Unmanaged<Simulator>.fromOpaque(raw).takeRetainedValue().run() }
                return nil
            }, Unmanaged.passRetained(self).toOpaque())
        if made == 0 { pthread_detach(thread) }
    }

    /// Stops the thread and waits until it has.
    package func stop() {
        state.withLock { $0.isStopping = true }
        while state.withLock({ $0.isRunning }) { usleep(5_000) }
    }

    private func run() {
        while !state.withLock({ $0.isStopping }) {
            look()
            usleep(UInt32(interval) * 1_000)
        }
        state.withLock { $0.isRunning = false }
    }

    /// Looks at everything once; ``start()`` does so again and again.
    package func look() {
        for (apiVersion, kind) in Self.kinds {
            guard let type = try? cluster.resource(apiVersion, kind) else { continue }
            for namespace in type.isNamespaced ? namespaces.map(Optional.some) : [nil] {
                for object in (try? cluster.list(type, namespace: namespace).items) ?? [] {
                    if state.withLock({ $0.isStopping }) { return }
                    attend(object, type)
                }
            }
        }
        // Kinds that came meanwhile are looked at next time.
        cluster.forgetResources()
    }

    private func attend(_ object: Node, _ type: ResourceType) {
        guard let reference = ObjectReference(object), let fate = fate(reference) else { return }
        do {
            if object.at("metadata", "deletionTimestamp") != nil {
                if reference.kind == "Application" { try prune(object, reference) }
                return
            }
            try apply(fate, object, reference, type)
        } catch let failure as KubernetesFailure where failure.kind == .conflict || failure.kind == .notFound {
            return
        } catch {
            state.withLock { $0.failures.append("\(reference): \(error)") }
        }
    }

    private func fate(_ reference: ObjectReference) -> Fate? {
        state.withLock { state in
            let rule = state.script.first {
                ($0.kind == "*" || $0.kind == reference.kind) && ($0.name == nil || $0.name == reference.name)
            }
            guard let rule else { return nil }
            state.looks[reference.identity, default: 0] += 1
            return rule.fate
        }
    }

    func looks(_ reference: ObjectReference) -> Int { state.withLock { $0.looks[reference.identity] ?? 0 } }
}
