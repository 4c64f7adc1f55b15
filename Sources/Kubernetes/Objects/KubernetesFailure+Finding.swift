public import Diagnostics

extension KubernetesFailure {
    /// The failure as people see it.
    ///
    /// - Parameter component: the component that it is about.
    public func finding(component: String? = nil) -> Finding {
        // Conflicts have their causes in the message already.
        let told = kind == .conflict ? [] : causes.map { $0.field.isEmpty ? $0.message : "\($0.field): \($0.message)" }
        let cause = told.isEmpty ? nil : told.prefix(8).joined(separator: "; ")
        return Finding(
            code: code, message: description, component: component,
            cause: cause.flatMap { message.contains($0) ? nil : $0 }, hint: hint)
    }

    /// The code of its kind.
    public var code: Code {
        switch kind {
        case .access: .clusterAccess
        case .unreachable, .timeout: .clusterUnreachable
        case .unauthenticated, .forbidden: .clusterForbids
        case .notFound, .notServed, .conflict, .alreadyExists, .invalid, .webhook: .objectRefused
        case .expired, .tooManyRequests, .server, .malformed: .clusterFails
        }
    }
}
