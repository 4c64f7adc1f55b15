extension Component {
    /// Whether it can run on one machine, where there is no chart's engine, no operator and no API server.
    public var runsOnMachine: Bool { onMachine() != nil }

    /// The component as it is on one machine: `machine/` stands in for chart and manifests, `offers/<offer>/machine/` for claims.
    ///
    /// Everything after the resolver sees only this form, so that nothing else has to know of two.
    ///
    /// - Returns: nil for a component that needs a cluster: one with a chart, or with definitions, and nothing in their place.
    public func onMachine() -> Component? {
        let hasForm = !files.machine.isEmpty
        guard hasForm || (chart == nil && definitions.groups.isEmpty && definitions.chart == nil) else { return nil }
        var copy = self
        copy.chart = nil
        copy.definitions = Definitions(groups: [], kinds: [], chart: nil)
        if hasForm { copy.files.manifests = files.machine }
        copy.files.values = nil
        copy.files.machine = []
        copy.files.machineClaims = [:]
        copy.files.repository = []
        copy.files.claims.merge(files.machineClaims) { _, own in own }
        // What a cluster's objects say of themselves; here every workload is waited for.
        copy.gates = gates.filter { if case .http = $0.test { true } else { false } }
        return copy
    }
}
