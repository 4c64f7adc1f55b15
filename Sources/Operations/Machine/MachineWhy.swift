import Delivery
import Platform
public import Kubernetes

extension ComponentWhy {
    /// Why a component is not ready on one machine: its containers, each with the last lines of its log, and who it waits for.
    ///
    /// - Parameters:
    ///   - name: the component.
    ///   - status: the platform's status, just read.
    ///   - desired: what the platform is to have.
    ///   - reasons: what is the matter with each container, as ``MachineControl/reasons(_:)`` gives it.
    /// - Returns: nil if there is no such component.
    public static func machine(
        _ name: String, status: PlatformStatus, desired: DesiredPlatform, reasons: [Reason]
    ) -> ComponentWhy? {
        guard let own = status.component(name) else { return nil }
        let edges = desired.input.plan.edges
        return ComponentWhy(
            status: own, reasons: own.state.isWell ? [] : reasons.compactMap { WhyTree([$0]) },
            providers: neighbours(edges.filter { $0.from == name && !$0.late }, \.to, status),
            consumers: neighbours(edges.filter { $0.to == name && !$0.late && $0.kind != .delivery }, \.from, status))
    }
}
