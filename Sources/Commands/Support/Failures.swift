import CommandTree
import Crypto
import Diagnostics
import Helm
import Host

/// Gives thrown errors their findings and exit status.
enum Failures {
    /// What is shown of an error; nil leaves it to the command framework.
    static func describe(_ error: any Error) -> Program.ErrorReport? {
        switch error {
        case let failure as HelmFailure:
            let findings = failure.findings()
            return Program.ErrorReport(status: .failure, findings: Findings(findings))
        default: return nil
        }
    }
}
