import Catalog

/// The order of a platform: components in waves, each edge with its reason, each provider with its gates. Read off the resolution.
public struct Plan: Sendable {
    /// Why one component comes after another.
    public struct Edge: Sendable, Hashable {
        /// What kind of reason it is.
        public enum Kind: String, Sendable { case binding, definitions, secrets, delivery }
        /// The component that waits.
        public var from: String
        /// The component it waits for.
        public var to: String
        /// What kind of reason it is.
        public var kind: Kind
        /// The reason in words.
        public var reason: String
        /// Late edges carry values and credentials but no order.
        public var late: Bool
    }
    /// Every edge, sorted by waiting component, then by what it waits for.
    public let edges: [Edge]
    /// Components by wave. Wave 0 is the bootstrap: what delivers the rest.
    public let waves: [[String]]

    private let waveByName: [String: Int]

    /// The wave of a component.
    public func wave(of name: String) -> Int? { waveByName[name] }

    /// What a component waits for.
    public func edges(from name: String) -> [Edge] { edges.filter { $0.from == name } }

    /// Makes the plan.
    ///
    /// - Parameter resolution: the platform's graph; without circles of edges that are not late.
    public init(_ resolution: Resolution) {
        var edges: Set<Edge> = []
        let owners = Self.definitionOwners(resolution)
        for binding in resolution.bindings {
            let kind: Edge.Kind = binding.requirement.capability == "secret-delivery" ? .secrets : .binding
            edges.insert(
                Edge(
                    from: binding.consumer, to: binding.provider, kind: kind, reason: Self.reason(binding, resolution),
                    late: binding.isLate))
        }
        let ordered = Reachability(edges)
        let engine = resolution.deliverer?.name
        for member in resolution.members {
            for (owner, group) in Self.definitionsUsed(member, owners: owners)
            where !ordered.reaches(owner, member.name) {
                edges.insert(
                    Edge(
                        from: member.name, to: owner, kind: .definitions, reason: "it has objects of \(group)",
                        late: member.name == engine))
            }
            if let engine, member.name != engine {
                edges.insert(
                    Edge(from: member.name, to: engine, kind: .delivery, reason: "it is delivered by it", late: false))
            }
        }
        self.edges = edges.sorted {
            ($0.from, $0.to, $0.kind.rawValue, $0.reason) < ($1.from, $1.to, $1.kind.rawValue, $1.reason)
        }
        waves = Self.waves(resolution.members.map(\.name), edges: self.edges)
        waveByName = Dictionary(
            waves.enumerated().flatMap { wave in wave.element.map { ($0, wave.offset) } }, uniquingKeysWith: { $1 })
    }

    private static func reason(_ binding: Binding, _ resolution: Resolution) -> String {
        let what =
            binding.requirement.reason
            ?? resolution.capabilities[binding.requirement.capability].map {
                $0.summary.prefix(1).lowercased() + $0.summary.dropFirst().trimmingDot
            }
        return [binding.requirement.capability, what].compactMap { $0 }.joined(separator: ": ")
    }

    private static func definitionOwners(_ resolution: Resolution) -> [String: String] {
        var owners: [String: String] = [:]
        // Definitions that are a chart of their own are there before the first wave.
        for member in resolution.members where member.component.definitions.chart == nil {
            for group in member.component.definitions.groups { owners[group] = member.name }
        }
        return owners
    }

    /// API groups of other members that a member's own templates name. The group is read from the text of the template, because
    /// which objects a template yields is known only later.
    private static func definitionsUsed(_ member: Member, owners: [String: String]) -> [(owner: String, group: String)]
    {
        var used: [String: String] = [:]
        for file in member.component.files.manifests {
            for line in file.text.utf8.split(separator: UInt8(ascii: "\n")) where line.starts(with: "apiVersion:".utf8)
            {
                let version = line.dropFirst("apiVersion:".utf8.count).drop { $0 == UInt8(ascii: " ") }
                guard let slash = version.firstIndex(of: UInt8(ascii: "/")) else { continue }
                let group = String(Substring(version[..<slash]))
                if let owner = owners[group], owner != member.name { used[owner] = group }
            }
        }
        return used.keys.sorted().map { ($0, used[$0] ?? "") }
    }

    /// Kahn's algorithm over edges that carry order; what is left in a circle (which the resolver refuses) goes last.
    private static func waves(_ names: [String], edges: [Edge]) -> [[String]] {
        var waiting = Dictionary(uniqueKeysWithValues: names.map { ($0, 0) })
        var dependents: [String: [String]] = [:]
        for edge in Set(edges.filter { !$0.late }.map { [$0.from, $0.to] }) where waiting[edge[1]] != nil {
            waiting[edge[0], default: 0] += 1
            dependents[edge[1], default: []].append(edge[0])
        }
        var waves: [[String]] = []
        var ready = names.filter { waiting[$0] == 0 }.sorted()
        var placed = 0
        while !ready.isEmpty {
            waves.append(ready)
            placed += ready.count
            var next: [String] = []
            for name in ready {
                for dependent in dependents[name] ?? [] {
                    waiting[dependent, default: 0] -= 1
                    if waiting[dependent] == 0 { next.append(dependent) }
                }
            }
            ready = next.sorted()
        }
        if placed < names.count { waves.append(names.filter { (waiting[$0] ?? 0) > 0 }.sorted()) }
        return waves
    }
}

/// Who waits for whom over edges that carry order.
private struct Reachability {
    private let next: [String: [String]]

    init(_ edges: Set<Plan.Edge>) {
        next = Dictionary(grouping: edges.filter { !$0.late }, by: \.from).mapValues { $0.map(\.to) }
    }

    /// Whether `from` waits for `to`, directly or through others.
    func reaches(_ from: String, _ to: String) -> Bool {
        var seen: Set<String> = [from]
        var stack = [from]
        while let name = stack.popLast() {
            if name == to { return true }
            for other in next[name] ?? [] where seen.insert(other).inserted { stack.append(other) }
        }
        return false
    }
}

extension Substring {
    fileprivate var trimmingDot: Substring { hasSuffix(".") ? dropLast() : self }
}
