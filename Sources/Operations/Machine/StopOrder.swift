import Delivery

/// In which order containers are stopped: a consumer before its provider, and those of one wave, between which no edge leads, at the same time.
/// What ignores the request costs its patience once for a wave, not once for itself.
enum StopOrder {
    /// Containers in groups, the first to be stopped first.
    ///
    /// - Parameters:
    ///   - names: the containers.
    ///   - units: the platform. What is not among them is no longer wanted, and goes first.
    static func groups(_ names: [String], _ units: [MachineUnit]) -> [[String]] {
        let waves = Dictionary(units.map { ($0.name, $0.wave) }, uniquingKeysWith: { first, _ in first })
        let grouped = Dictionary(grouping: names) { waves[$0] ?? .max }
        return grouped.sorted { $0.key > $1.key }.map { $0.value.sorted() }
    }
}
