public import Kubernetes

/// What is to be removed of a platform, in order, and what stays. Read by looking only.
public struct DownPlan: Sendable {
    /// The platform's name.
    public let platform: String
    /// The phases in order. One begins when the one before it is done and really gone.
    public let phases: [DownPhase]
    /// What is the platform's and stays.
    public let kept: [DownLeft]
    /// What stands in the platform's namespaces and is somebody else's; it is left.
    public let foreign: [DownLeft]
    /// Kinds that could not be listed, with the reason. Namespaces stay as long as there are any.
    public let unseen: [String]

    /// Whether there is nothing to remove.
    public var isEmpty: Bool { phases.isEmpty }
    /// Every step in order.
    public var steps: [DownStep] { phases.flatMap { $0.lanes.flatMap { $0 } } }

    /// How many single objects go, definitions and namespaces among them.
    public var objectCount: Int {
        steps.reduce(0) { sum, step in
            switch step.work {
            case .objects(let objects): sum + objects.count
            case .definitions(_, let objects): sum + objects.count
            case .namespace: sum + 1
            case .release, .application: sum
            }
        }
    }

    /// How many releases of Helm go.
    public var releaseCount: Int { steps.count { if case .release = $0.work { true } else { false } } }

    /// How many applications of the GitOps engine go.
    public var applicationCount: Int { steps.count { if case .application = $0.work { true } else { false } } }
}

/// Steps that have nothing to do with each other's order: lanes run side by side, the steps of a lane one after the other.
public struct DownPhase: Sendable {
    /// What the phase is, such as `wave 2`.
    public let title: String
    /// The lanes.
    public let lanes: [[DownStep]]
}

/// One step. Each may be done again: who finds everything gone does nothing.
public struct DownStep: Sendable, Identifiable {
    /// What is done.
    public enum Work: Sendable {
        /// Single objects go.
        case objects([DownObject])
        /// Definitions of these members go, as far as no object of their kind is left; with those that are known now.
        case definitions(components: [String], [DownObject])
        /// A release of Helm goes.
        case release(namespace: String, name: String)
        /// An application of the GitOps engine goes.
        case application(DownObject, DownApplicationWay)
        /// A namespace goes, if nothing is left in it that is not Kubernetes' own.
        case namespace(DownObject)
    }

    /// Unique in the plan, such as `litellm/chart`.
    public let id: String
    /// What goes, for people.
    public let title: String
    /// What is done.
    public let work: Work
}

/// How an application goes.
public enum DownApplicationWay: String, Sendable {
    /// The engine removes what it brought, and the application after it.
    case cascade
    /// What it brought is removed from here, and the application after it.
    case byHand
    /// The application alone.
    case alone
}

/// An object that goes.
public struct DownObject: Sendable, Equatable {
    /// The object.
    public let reference: ObjectReference
    /// Which very object; one that was made anew under its name stays.
    public let uid: String?
    /// The member it belongs to, or `ground`.
    public let component: String
    /// Whether the platform's label was on it; if it is gone when the object's turn comes, the object stays.
    public let isLabelled: Bool
}

/// An object that stays.
public struct DownLeft: Sendable, Equatable {
    /// The object.
    public let reference: ObjectReference
    /// Why it stays; lower case, no full stop.
    public let reason: String
}
