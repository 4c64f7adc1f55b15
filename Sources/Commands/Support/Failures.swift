import CommandTree
import Crypto
import Diagnostics
import Helm
import Host
import Kubernetes
import Operations

/// Gives thrown errors their findings and exit status.
enum Failures {
    /// What is shown of an error; nil leaves it to the command framework.
    static func describe(_ error: any Error) -> Program.ErrorReport? {
        switch error {
        case let failure as HelmFailure:
            let findings = failure.findings()
            return Program.ErrorReport(status: .failure, findings: Findings(findings))
        case let failure as PodmanFailure:
            return Program.ErrorReport(status: .failure, findings: Findings([failure.finding]))
        case let failure as VaultFailure:
            return Program.ErrorReport(status: status(failure), findings: Findings([failure.finding]))
        case let failure as KubernetesFailure:
            return Program.ErrorReport(status: status(failure), findings: Findings([failure.finding()]))
        default: return nil
        }
    }

    private static func status(_ failure: VaultFailure) -> ExitStatus {
        switch failure.kind {
        case .unreachable, .sealed, .uninitialised: .unreachable
        case .denied: .denied
        case .conflict, .refused: .failure
        }
    }

    private static func status(_ failure: KubernetesFailure) -> ExitStatus {
        switch failure.kind {
        case .access: .badInput
        case .unreachable, .timeout: .unreachable
        case .unauthenticated, .forbidden: .denied
        default: .failure
        }
    }
}
