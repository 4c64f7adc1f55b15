import Kubernetes
import Values

/// Collects what is wrong with a component, and how it does on the whole.
struct ProblemList {
    /// Which of two problems tells more; the smaller one comes first.
    enum Rank: Int { case pod, workload, object, release, application, absence }

    private var found: [(rank: Rank, problem: ComponentStatus.Problem)] = []
    /// How many things are there.
    private(set) var present = 0
    /// How many could not be looked at.
    var unseen = 0
    private var changes: [Int64] = []

    mutating func add(_ reference: ObjectReference, _ state: ReadinessState, rank: Rank) {
        present += 1
        if let since = state.condition?.since { changes.append(since) }
        switch state.level {
        case .ready, .unknown: return
        case .progressing: note(reference, .progressing, state.sentence, state.condition?.since, rank)
        case .failed: note(reference, .failed, state.sentence, state.condition?.since, rank)
        }
    }

    mutating func note(
        _ reference: ObjectReference, _ state: ComponentStatus.State, _ sentence: String, _ since: Int64? = nil,
        _ rank: Rank
    ) {
        let problem = ComponentStatus.Problem(reference: reference, state: state, sentence: sentence, since: since)
        found.append((rank, problem))
    }

    mutating func missing(_ reference: ObjectReference, _ sentence: String = "it is not there", _ rank: Rank = .absence)
    {
        note(reference, .missing, sentence, nil, rank)
    }

    /// The worst first: failed before missing before what is on its way, then what tells more.
    var sorted: [ComponentStatus.Problem] {
        let order: [ComponentStatus.State: Int] = [.failed: 0, .progressing: 1, .missing: 2]
        return found.enumerated().sorted { left, right in
            let (one, other) = (left.element, right.element)
            return (order[one.problem.state] ?? 3, one.rank.rawValue, left.offset)
                < (order[other.problem.state] ?? 3, other.rank.rawValue, right.offset)
        }.map(\.element.problem)
    }

    var state: ComponentStatus.State {
        let states = Set(found.map(\.problem.state))
        if states.contains(.failed) { return .failed }
        if present == 0, states.contains(.missing) { return unseen == 0 ? .missing : .unknown }
        if !states.isEmpty { return .progressing }
        return present == 0 && unseen > 0 ? .unknown : .ready
    }

    /// Fills in what follows from the problems.
    func conclude(_ status: inout ComponentStatus) {
        let problems = sorted
        status.state = state
        status.problems = Array(problems.prefix(20))
        status.since = state == .ready ? changes.max() : problems.first?.since
        switch state {
        case .ready, .none:
            if status.restarts > 0 {
                status.why = "containers were started again in the last hour, \(status.restarts) times at least"
            }
        case .missing: status.why = "nothing of it is there"
        case .unknown: status.why = "what would tell may not be read"
        case .progressing, .failed:
            status.why = problems.first.map { "\($0.reference.kind) \($0.reference.name): \($0.sentence)" }
        }
    }
}
