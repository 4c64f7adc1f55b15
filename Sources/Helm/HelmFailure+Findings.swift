public import Diagnostics
public import Values

extension HelmFailure {
    /// The failure as findings: one per violation of a schema, else one.
    ///
    /// - Parameters:
    ///   - component: the component whose chart it is.
    ///   - values: the values that Helm was given, to say where a refused one was written.
    /// - Returns: at least one finding.
    public func findings(component: String? = nil, values: Node = [:]) -> [Finding] {
        if !violations.isEmpty { return violations.map { $0.finding(values: values, component: component) } }
        let place = template.map { Place(file: $0, line: line ?? 1, column: column ?? 1) }
        return [Finding(code: code, message: message, place: place, component: component, hint: hint)]
    }

    private var code: Code {
        switch kind {
        case .libraryMissing: .helmMissing
        case .notFound, .repository: .chartMissing
        case .values: .valuesRefused
        case .chartLoad, .chartInvalid, .render, .io, .cancelled, .timeout, .kube, .storage, .release, .panic,
            .other:
            .chartFails
        }
    }
}
