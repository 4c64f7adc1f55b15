import Catalog
public import Crypto
import Delivery
public import Host
public import Kubernetes
import Platform

/// Why a component is not ready: first what the plan says of others that it waits for, then its gates, then the cluster's objects down to the one
/// that blocks.
public struct ComponentWhy: Sendable {
    /// Another component, with the reasons why one waits for the other.
    public struct Neighbour: Sendable {
        /// The component.
        public var name: String
        /// How it does.
        public var state: ComponentStatus.State
        /// The reasons, from the plan.
        public var reasons: [String]
    }

    /// The component.
    public let status: ComponentStatus
    /// The reasons; empty if it is ready.
    public let reasons: [WhyTree]
    /// What it waits for.
    public let providers: [Neighbour]
    /// What waits for it.
    public let consumers: [Neighbour]

    /// Finds out. Nothing is written.
    ///
    /// - Parameters:
    ///   - name: the component.
    ///   - status: the platform's status, just read.
    ///   - desired: what the cluster is to have.
    ///   - cluster: the cluster.
    ///   - clock: the time.
    ///   - secrets: values that are masked in whatever containers wrote.
    /// - Returns: nil if there is no such component.
    /// - Throws: `KubernetesFailure`, `Interrupted`.
    public static func find(
        _ name: String, status: PlatformStatus, desired: DesiredPlatform, cluster: Cluster, clock: Clock = .system,
        secrets: [SecretBytes] = []
    ) throws -> ComponentWhy? {
        guard let own = status.component(name), let member = desired.member(name) else { return nil }
        var search = WhySearch(status: status, desired: desired, cluster: cluster, clock: clock, secrets: secrets)
        let edges = desired.input.plan.edges
        return ComponentWhy(
            status: own, reasons: own.state.isWell ? [] : try search.reasons(of: member),
            providers: neighbours(edges.filter { $0.from == name && !$0.late }, \.to, status),
            consumers: neighbours(edges.filter { $0.to == name && !$0.late && $0.kind != .delivery }, \.from, status))
    }

    static func neighbours(
        _ edges: [Plan.Edge], _ end: (Plan.Edge) -> String, _ status: PlatformStatus
    ) -> [Neighbour] {
        let grouped = Dictionary(grouping: edges, by: end)
        return grouped.keys.sorted().compactMap { name in
            status.component(name).map { other in
                Neighbour(name: name, state: other.state, reasons: WhySearch.texts(grouped[name] ?? []))
            }
        }
    }
}

/// One search, which goes to each component and each object once.
struct WhySearch {
    let status: PlatformStatus
    let desired: DesiredPlatform
    let cluster: Cluster
    let clock: Clock
    let secrets: [SecretBytes]
    private var visited: Set<String> = []
    private var shown: Set<String> = []

    init(status: PlatformStatus, desired: DesiredPlatform, cluster: Cluster, clock: Clock, secrets: [SecretBytes]) {
        self.status = status
        self.desired = desired
        self.cluster = cluster
        self.clock = clock
        self.secrets = secrets
    }

    /// How many objects of a component are followed.
    private static let followed = 3

    mutating func reasons(of member: DesiredMember) throws -> [WhyTree] {
        let isFirst = visited.isEmpty
        visited.insert(member.name)
        let providers = try providers(of: member, tellsAll: isFirst)
        var gates = try gates(of: member)
        let others = try objects(of: member, below: &gates)
        return providers + gates + others
    }

    static func texts(_ edges: [Plan.Edge]) -> [String] {
        var seen: Set<String> = []
        return edges.map(\.reason).filter { !$0.isEmpty && seen.insert($0).inserted }
    }

    /// Who waits for what is told already elsewhere in the tree says so only at the first component.
    private mutating func providers(of member: DesiredMember, tellsAll: Bool) throws -> [WhyTree] {
        let edges = Dictionary(grouping: member.waitsFor.filter { !$0.late && $0.to != member.name }, by: \.to)
        var trees: [WhyTree] = []
        let order = edges.keys.sorted { (wave($0), $0) < (wave($1), $1) }
        for name in order where tellsAll || !visited.contains(name) {
            try Interrupt.check()
            guard let other = status.component(name), !other.state.isWell else { continue }
            var tree = WhyTree(.component, name, state: other.state, other.why ?? other.state.rawValue)
            tree.because = Self.texts(edges[name] ?? [])
            if !visited.contains(name), let provider = desired.member(name) {
                tree.children = try reasons(of: provider)
            }
            trees.append(tree)
        }
        return trees
    }

    private func wave(_ name: String) -> Int { desired.member(name)?.wave ?? 0 }

    private func gates(of member: DesiredMember) throws -> [WhyTree] {
        guard status.component(member.name)?.state != .missing else { return [] }
        let test = GateTest(cluster, clock: clock)
        var trees: [WhyTree] = []
        for gate in member.gates {
            do {
                for reason in try test.reasons(gate, of: member) {
                    var tree = WhyTree(
                        .gate, "gate \(reason.reference)", object: reason.reference,
                        state: reason.isFailure ? .failed : .progressing, reason.sentence)
                    tree.usually = gate.usually
                    trees.append(tree)
                }
            } catch let failure as KubernetesFailure {
                trees.append(WhyTree(.gate, "gate", state: .unknown, failure.message))
            }
        }
        return trees
    }

    /// The objects, those that a gate asks for below their gate.
    private mutating func objects(of member: DesiredMember, below gates: inout [WhyTree]) throws -> [WhyTree] {
        let asked = Set(gates.compactMap { $0.object?.identity })
        let problems = status.component(member.name)?.problems ?? []
        let missing = problems.filter { $0.state == .missing && !asked.contains($0.reference.identity) }
        // Pods come at the end of their workload's chain.
        let there = problems.filter { $0.state != .missing && $0.reference.kind != "Pod" }
        let blocker = Blocker(cluster, clock: clock, secrets: secrets)
        var trees: [WhyTree] = []
        for problem in there where !shown.contains(problem.reference.identity) {
            try Interrupt.check()
            let gate = gates.firstIndex { $0.object?.identity == problem.reference.identity }
            if let gate {
                gates[gate].children = [try follow(problem, blocker)]
            } else if trees.count < Self.followed {
                trees.append(try follow(problem, blocker))
            }
        }
        // What was never made needs no search; many of the same are told as one.
        if let first = missing.first {
            var tree = WhyTree(
                .object, first.reference.description, object: first.reference, state: .missing, first.sentence)
            if missing.count > 1 { tree.sentence += "; and \(missing.count - 1) more" }
            trees.append(tree)
        }
        return trees
    }

    private mutating func follow(_ problem: ComponentStatus.Problem, _ blocker: Blocker) throws -> WhyTree {
        let plain = WhyTree(
            .object, problem.reference.description, object: problem.reference, state: problem.state, problem.sentence)
        shown.insert(problem.reference.identity)
        // A release is Helm's record, no object.
        if problem.reference.group == "helm.sh" { return plain }
        do {
            let chain = try blocker.why(problem.reference)
            for link in chain { shown.insert(link.object.identity) }
            return WhyTree(chain) ?? plain
        } catch let failure as KubernetesFailure where failure.kind == .forbidden {
            return plain
        }
    }
}
