import Rendering
import Diagnostics
import Kubernetes
import Values

/// The nodes have room for everything that the plan asks for.
struct RoomCheck: DoctorCheck {
    let name = "room"
    let title = "Room"

    func run(_ context: DoctorContext) throws -> [DoctorResult] {
        let nodes = try context.cluster.all("", "Node") ?? []
        let pods = try context.cluster.all("", "Pod") ?? []
        let rooms = NodeRoom.all(nodes, pods: pods, ignoring: Set(context.namespaces.map(\.name)))
        let capacities = try context.cluster.all("storage.k8s.io", "CSIStorageCapacity") ?? []
        return Self.judge(
            rooms, demands: context.planned.compactMap(PodDemand.init),
            uncounted: context.charts.missing(context.desired))
            + Self.disks(DiskDemand.all(context), capacities: capacities)
    }

    static func judge(_ rooms: [NodeRoom], demands: [PodDemand], uncounted: [String]) -> [DoctorResult] {
        let open = rooms.filter(\.isOpen)
        guard !open.isEmpty else {
            return [
                .failure(
                    .roomShort, "no node takes pods (\(DoctorWords.count(rooms.count, "node")) in all)",
                    cause: "they are closed, tainted or not ready", hint: "look at `kubectl get nodes`")
            ]
        }
        var results = ["cpu", "memory"].map { sum($0, open, demands) }
        results += single(demands, rooms: rooms)
        if !uncounted.isEmpty {
            results.append(
                .skipped(
                    "what charts ask for that are not on this machine: they are not in the sums", for: uncounted,
                    hint: "fetch them with `fairlead check --charts DIR --pull`, and give --charts DIR here too"))
        }
        return results
    }

    private static func sum(_ resource: String, _ rooms: [NodeRoom], _ demands: [PodDemand]) -> DoctorResult {
        let free = rooms.reduce(0) { $0 + max($1.free[resource] ?? 0, 0) }
        let asked = demands.map { demand -> (demand: PodDemand, amount: Double) in
            let number =
                switch demand.number {
                case .pods(let number): number
                case .onePerNode: rooms.count
                }
            return (demand, Double(number) * (demand.requests[resource] ?? 0))
        }
        let needed = asked.reduce(0) { $0 + $1.amount }
        let title = resource == "cpu" ? "processor time" : "memory"
        let words = "\(title): the plan asks for \(text(needed, resource)), \(text(free, resource)) are free"
        guard needed > free else { return .ok(words) }
        let largest = asked.filter { $0.amount > 0 }.sorted { $0.amount > $1.amount }
        return .failure(
            .roomShort, words, for: DoctorWords.unique(largest.prefix(5).map(\.demand.member)),
            cause: "most is asked by "
                + DoctorWords.list(largest.prefix(3).map { "\($0.demand.title) (\(text($0.amount, resource)))" }),
            hint: "add nodes, lower what these ask for, or take a smaller profile")
    }

    /// A pod must fit onto one node as a whole.
    private static func single(_ demands: [PodDemand], rooms: [NodeRoom]) -> [DoctorResult] {
        let usable = rooms.filter { !$0.isClosed }
        let counted = demands.filter { $0.number != .pods(0) && $0.number != .onePerNode }
        let tooLarge = counted.filter { demand in
            !usable.contains { NodeRoom.fits(demand.requests, into: $0.allocatable) }
        }
        let tooTight = counted.filter { demand in
            usable.contains { NodeRoom.fits(demand.requests, into: $0.allocatable) }
                && !usable.contains { NodeRoom.fits(demand.requests, into: $0.free) }
        }
        func words(_ demand: PodDemand) -> String {
            let parts = demand.requests.sorted { $0.key < $1.key }.map { "\(text($0.value, $0.key)) \($0.key)" }
            return "\(demand.title) (\(parts.joined(separator: ", ")))"
        }
        let results: [DoctorResult] =
            tooLarge.map {
                .failure(
                    .roomShort, "a pod of \(words($0)) fits onto no node", for: [$0.member],
                    cause: "it would wait for ever", hint: "add a larger node, or lower what it asks for")
            }
            + tooTight.map {
                .warning(
                    .roomShort, "a pod of \(words($0)) fits onto no node as full as they are now", for: [$0.member],
                    cause: "it waits until other pods go", hint: "add a node, or make room on one")
            }
        return results.isEmpty && !counted.isEmpty ? [.ok("every single pod fits onto a node")] : results
    }

    static func disks(_ demands: [DiskDemand], capacities: [Node]) -> [DoctorResult] {
        var needed: [String: (bytes: Double, members: Set<String>)] = [:]
        for demand in demands {
            guard let bytes = demand.bytes, demand.number > 0 else { continue }
            let name = demand.storageClass ?? ""
            needed[name, default: (0, [])].bytes += bytes * Double(demand.number)
            needed[name, default: (0, [])].members.insert(demand.member)
        }
        return needed.sorted { $0.key < $1.key }.map { name, need in
            let title = name.isEmpty ? "the default storage class" : "the storage class \(name)"
            let words = "disks: the plan asks \(title) for \(Amount.bytes(need.bytes))"
            let left = capacities.filter { $0["storageClassName"]?.string == name }.compactMap {
                $0["capacity"]?.string.flatMap(Amount.parse)
            }
            // Several places of one class may be views of the same pool: the largest is certain, the sum is not.
            guard let sum = left.isEmpty ? nil : left.reduce(0, +) else {
                return .ok(words + "; it does not say how much it has", for: need.members.sorted())
            }
            return need.bytes <= sum
                ? .ok(words + ", \(Amount.bytes(sum)) are left", for: need.members.sorted())
                : .failure(
                    .roomShort, words + ", \(Amount.bytes(sum)) are left", for: need.members.sorted(),
                    cause: "claims would wait for disks for ever", hint: "add disks, or ask for less (`size` options)")
        }
    }

    private static func text(_ number: Double, _ resource: String) -> String {
        switch resource {
        case "cpu": "\(Amount.decimal(number)) cores"
        case "memory", "ephemeral-storage": Amount.bytes(number)
        default: Amount.decimal(number)
        }
    }
}
