import Diagnostics

/// Collects what cannot be run on one machine, each thing once.
final class MachineProblems {
    private(set) var findings: [Finding] = []

    /// Takes notice of something that cannot be had here.
    func refuse(_ message: String, of component: String, hint: String) {
        add(.error, message, component, hint)
    }

    /// Takes notice of something that is left out.
    func leaveOut(_ message: String, of component: String, hint: String) {
        add(.warning, message, component, hint)
    }

    private func add(_ severity: Finding.Severity, _ message: String, _ component: String, _ hint: String) {
        if findings.contains(where: { $0.message == message && $0.component == component }) { return }
        findings.append(
            Finding(code: Code.notOnMachine, severity: severity, message: message, component: component, hint: hint))
    }
}
