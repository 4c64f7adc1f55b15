public import Charts
import Crypto
import Diagnostics
public import Kubernetes
import Values

/// A plan that was decided on, to be carried out exactly or not at all.
public struct SavedPlan: Sendable, Equatable {
    /// The version of the file's form.
    public static let apiVersion = "fairlead.dev/v1alpha1"

    /// Which cluster it was made for.
    public struct ClusterIdentity: Sendable, Equatable {
        /// The URL of its API server; for people, since one cluster may have several.
        public var server: String
        /// The uid of the namespace `kube-system`, which lives as long as the cluster; empty where it may not be read.
        public var uid: String

        /// An identity.
        public init(server: String, uid: String) {
            self.server = server
            self.uid = uid
        }

        /// The identity of a cluster.
        ///
        /// - Parameter cluster: the cluster.
        /// - Throws: `KubernetesFailure`, `Interrupted`.
        public static func of(_ cluster: Cluster) throws -> ClusterIdentity {
            var uid = ""
            do {
                let namespace = try cluster.get(ObjectReference("v1", "Namespace", name: "kube-system"))
                uid = namespace?.at("metadata", "uid")?.string ?? ""
            } catch let failure as KubernetesFailure where failure.kind == .forbidden {}
            return ClusterIdentity(server: cluster.access.server, uid: uid)
        }
    }

    /// An object that was looked at.
    public struct Object: Sendable, Equatable {
        /// The object.
        public var reference: ObjectReference
        /// The member it belongs to, or `ground`.
        public var owner: String
        /// The wave; nil for what is to go.
        public var wave: Int?
        /// What is to happen.
        public var action: ObjectChange.Action
        /// Why, where the action alone does not say it.
        public var reason: String?
        /// The fields that differ.
        public var fields: [String]
        /// What it was when that was decided; nil if it was not there.
        public var state: LiveState?
        /// What the change puts at risk.
        public var risks: [Risk]

        /// An object.
        ///
        /// - Parameters: as the properties say.
        public init(
            reference: ObjectReference, owner: String, wave: Int?, action: ObjectChange.Action, reason: String? = nil,
            fields: [String] = [], state: LiveState? = nil, risks: [Risk] = []
        ) {
            self.reference = reference
            self.owner = owner
            self.wave = wave
            self.action = action
            self.reason = reason
            self.fields = fields
            self.state = state
            self.risks = risks
        }
    }

    /// The platform's name.
    public var platform: String
    /// The environment that was merged; nil without one.
    public var environment: String?
    /// The version of Fairlead that made it.
    public var version: String
    /// Which cluster it was made for.
    public var cluster: ClusterIdentity
    /// A digest of each wanted object and release, by its identity: no secret can be had from it, since Secrets come sealed.
    public var wanted: [String: String]
    /// Every object that was looked at, those to which nothing is to happen too.
    public var objects: [Object]
    /// Releases whose objects were not compared because their charts were not at hand, as `namespace/name`.
    public var notCompared: [String]

    /// The objects to which something is to happen.
    public var changes: [Object] { objects.filter { $0.action != .none } }

    /// A plan.
    ///
    /// - Parameters: as the properties say.
    public init(
        platform: String, environment: String?, version: String, cluster: ClusterIdentity, wanted: [String: String],
        objects: [Object], notCompared: [String]
    ) {
        self.platform = platform
        self.environment = environment
        self.version = version
        self.cluster = cluster
        self.wanted = wanted
        self.objects = objects
        self.notCompared = notCompared
    }

    /// The plan that a comparison comes to.
    ///
    /// - Parameters:
    ///   - comparison: the comparison.
    ///   - desired: what was compared.
    ///   - cluster: with what.
    ///   - charts: what the charts bring.
    ///   - environment: the environment that was merged.
    ///   - version: the version of Fairlead.
    /// - Throws: `KubernetesFailure`, `Interrupted`; `HelmFailure` if a chart can no longer be read.
    public init(
        _ comparison: PlatformComparison, desired: DesiredPlatform, cluster: Cluster, charts: [RenderedRelease],
        environment: String?, version: String
    ) throws {
        let compared = Set(charts.map { "\($0.release.namespace)/\($0.release.name)" })
        let releases = desired.members.flatMap { [$0.definitions, $0.release] }.compactMap { $0 }.map {
            "\($0.namespace)/\($0.name)"
        }
        self.init(
            platform: desired.name, environment: environment, version: version,
            cluster: try ClusterIdentity.of(cluster),
            wanted: try WantedDigests.of(desired, charts: charts),
            objects: comparison.entries.map { entry in
                Object(
                    reference: entry.change.reference, owner: entry.change.owner, wave: entry.wanted?.wave,
                    action: entry.change.action, reason: entry.change.reason,
                    fields: entry.change.differences.map(\.path),
                    state: entry.live ?? Self.state(entry.change), risks: entry.risks)
            },
            notCompared: releases.filter { !compared.contains($0) }.sorted {
                $0.utf8.lexicographicallyPrecedes($1.utf8)
            })
    }

    /// What is to go was seen by its metadata only.
    private static func state(_ change: ObjectChange) -> LiveState? {
        change.uid.map { LiveState(uid: $0, resourceVersion: change.resourceVersion ?? "", content: nil) }
    }
}

/// Digests of everything that is wanted.
enum WantedDigests {
    /// One digest for each object that Fairlead renders, and one for each release: of its chart and values, since some charts render anew each time.
    static func of(_ desired: DesiredPlatform, charts: [RenderedRelease]) throws -> [String: String] {
        var digests: [String: String] = [:]
        for object in desired.objects { digests[object.reference.identity] = digest(JSON.canonical(object.node)) }
        for rendered in charts {
            let chart = Hex.encode(try rendered.release.shelved.digest())
            digests["release/\(rendered.release.namespace)/\(rendered.release.name)"] = digest(
                chart + JSON.canonical(rendered.release.values))
        }
        return digests
    }

    private static func digest(_ text: String) -> String { Hex.encode(Hash.sha256(Array(text.utf8)).prefix(16)) }
}
