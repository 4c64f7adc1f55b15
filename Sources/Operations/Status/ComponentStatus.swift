public import Kubernetes

/// How one component does in the cluster.
public struct ComponentStatus: Sendable {
    /// The answers.
    public enum State: String, Sendable, CaseIterable {
        /// Everything of it that was looked at does its work.
        case ready
        /// It is on its way, and waiting may be all it needs.
        case progressing
        /// Waiting alone will hardly help.
        case failed
        /// Nothing of it is there.
        case missing
        /// What would tell may not be read.
        case unknown
        /// Nothing is installed for it.
        case none

        /// Whether nothing more is to be wished for.
        public var isWell: Bool { self == .ready || self == .none }
    }

    /// So many of so many.
    public struct Count: Sendable, Equatable {
        /// How many are ready.
        public var ready: Int
        /// How many there should be.
        public var desired: Int

        /// A count.
        ///
        /// - Parameters:
        ///   - ready: how many are ready.
        ///   - desired: how many there should be.
        public init(ready: Int = 0, desired: Int = 0) {
            self.ready = ready
            self.desired = desired
        }

        /// `2/3`.
        public var text: String { "\(ready)/\(desired)" }
    }

    /// What Helm's record says.
    public struct Release: Sendable, Equatable {
        /// The release's name.
        public var name: String
        /// Its namespace.
        public var namespace: String
        /// The state of its last revision, as Helm writes it; `missing` where there is none.
        public var state: String
        /// The number of its last revision.
        public var revision: Int
    }

    /// What the GitOps engine says, in the words of Argo CD.
    public struct Application: Sendable, Equatable {
        /// The application's name.
        public var name: String
        /// `Synced`, `OutOfSync` or `Unknown`; empty where it does not say.
        public var sync: String
        /// `Healthy`, `Progressing`, `Degraded`, `Suspended`, `Missing` or `Unknown`; empty where it does not say.
        public var health: String
        /// The revision of the Git repository that it compared with.
        public var revision: String
    }

    /// Something of it that is not as it should be.
    public struct Problem: Sendable {
        /// The object.
        public var reference: ObjectReference
        /// How far it is.
        public var state: State
        /// Why, in words.
        public var sentence: String
        /// Since when, in seconds since 1970.
        public var since: Int64?
    }

    /// The component's name, or `ground`.
    public var name: String
    /// What people call it.
    public var title: String
    /// Its namespace; empty for the ground.
    public var namespace: String
    /// Its wave; nil for the ground.
    public var wave: Int?
    /// How it does.
    public var state: State
    /// Why it is not ready, or what else should be known; nil where there is nothing to say.
    public var why: String?
    /// What is not as it should be, the worst first; at most twenty.
    public var problems: [Problem] = []
    /// The components that it waits for and that are not ready.
    public var waitsFor: [String] = []
    /// Deployments, stateful sets, daemon sets and jobs.
    public var workloads = Count()
    /// The pods that its workloads ask for.
    public var pods = Count()
    /// The objects that Fairlead renders for it; ready means that they are there and do their work.
    public var objects = Count()
    /// The version of its chart that the platform wants; nil without a chart.
    public var wantedVersion: String?
    /// The version of its chart that its workloads bear; nil where none says it.
    public var deployedVersion: String?
    /// Its release; nil where Helm does not bring it.
    public var release: Release?
    /// Its application or Kustomization, the last one; nil where no engine brings it.
    public var application: Application?
    /// How often its containers were started again in the last hour, at least.
    public var restarts = 0
    /// Since when it is in its state, in seconds since 1970; nil where nothing says it.
    public var since: Int64?
    /// When the oldest of its objects was made, in seconds since 1970.
    public var created: Int64?
}
