import CommandTree
import Diagnostics
import Host
import Kubernetes
import Operations
import Values

/// The verbs that only look, on one machine.
enum MachineLooks {
    static func doctor(_ session: MachineSession, _ invocation: Invocation) throws -> ExitStatus {
        if invocation.option("support-bundle") != nil {
            throw UsageError("`--support-bundle` is for clusters", path: invocation.path)
        }
        let report = try MachineDoctor(session.plan, podman: session.context.podman).examine()
        try invocation.emit(report.node) { report.text(invocation.style) }
        return report.isFailed(strict: invocation.flag("strict")) ? .failure : .success
    }

    static func status(_ session: MachineSession, _ names: Set<String>, _ timeout: Int64?, _ invocation: Invocation)
        throws -> ExitStatus
    {
        let look = {
            try PlatformStatus.read(desired: session.desired, context: session.context).only(names)
        }
        if invocation.flag("watch") || invocation.flag("until-ready") {
            return try StatusWatch(invocation, server: "podman", timeoutMilliseconds: timeout).run(look)
        }
        let status = try look()
        try invocation.emit(status.node) { StatusArguments.text(status, invocation) }
        return StatusArguments.exit(status, invocation)
    }

    static func why(_ session: MachineSession, _ name: String, _ invocation: Invocation) throws -> ExitStatus {
        let status = try PlatformStatus.read(desired: session.desired, context: session.context)
        let reasons = try MachineControl(session.context).reasons(name)
        guard let found = ComponentWhy.machine(name, status: status, desired: session.desired, reasons: reasons) else {
            throw StatusArguments.unknown(name, session.desired)
        }
        try invocation.emit(found.node(now: status.checkedAt)) {
            WhyText(found, style: invocation.style, width: invocation.terminal.width).text
        }
        return found.status.state.isWell ? .success : .failure
    }
}
