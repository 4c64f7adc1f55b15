import Rendering

/// One step of an installation: what is brought or waited for. Each may be done again: who finds everything as it should be does nothing.
public struct UpStep: Sendable, Identifiable {
    /// What is done.
    public enum Work: Sendable {
        /// Objects are applied, then waited for if `waits`.
        case objects([DesiredObject], waits: Bool)
        /// The key that opens sealed values is given to the cluster, unless it is there.
        case sealingKey(namespace: String)
        /// A chart is installed or changed.
        case release(DesiredRelease)
        /// The tree goes into Git.
        case publish
        /// The member's gates and workloads are waited for; its own objects too, unless somebody else brings them later.
        case ready(DesiredMember, withObjects: Bool)
        /// The GitOps engine brings one of its units: an application or a Kustomization.
        case follow(unit: String)
        /// What nobody wants any more is removed.
        case leftovers
        /// What is done on one machine, where there is no cluster.
        case machine(MachineTask)
    }

    /// Unique in the course, such as `litellm/secrets`.
    public let id: String
    /// What is done, for people.
    public let title: String
    /// The member it is done for; nil for the platform as a whole.
    public let member: String?
    /// What is done.
    public let work: Work

    package init(id: String, title: String, member: String?, work: Work) {
        self.id = id
        self.title = title
        self.member = member
        self.work = work
    }
}

/// Steps that have nothing to do with each other's order: lanes run side by side, the steps of a lane one after the other.
public struct UpPhase: Sendable {
    /// What the phase is, such as `wave 2`.
    public let title: String
    /// The wave; nil for what comes before and after the waves.
    public let wave: Int?
    /// The lanes.
    public let lanes: [[UpStep]]

    package init(title: String, wave: Int?, lanes: [[UpStep]]) {
        self.title = title
        self.wave = wave
        self.lanes = lanes
    }
}
