import CommandTree
import Crypto
import Diagnostics
import HTTP
import Helm
import Host
import Kubernetes
import Operations
import Values

extension Command {
    static let doctor = Command(
        "doctor",
        summary: "Say whether the cluster is fit for exactly this platform, before anything is written.",
        discussion: """
            Looks at the server's version, storage classes, ingress, addresses, DNS, graphics processors, object stores, definitions,
            pod security, clocks, room, registries and rights, each against what the plan needs. One disk of 1 MiB is really asked for, in a
            namespace of its own that is removed again; --no-probe leaves that out. Upstream charts count as far as they are on this machine:
            `fairlead check --charts DIR --pull` fetches them.

            The archive of --support-bundle holds no secrets: values of Secrets and of the store are masked wherever they stand. It does hold
            host names and addresses.
            """,
        group: "Live",
        examples: [
            .init("fairlead doctor", "everything that can be looked at"),
            .init("fairlead doctor --context production --charts charts", "another cluster, and charts from a folder"),
            .init("fairlead doctor -o json | jq '.findings[].code'", "findings as data"),
            .init("fairlead doctor --support-bundle support.tar.gz", "an archive for somebody who helps"),
        ],
        options: LiveOptions.all + [
            Option(
                "charts", value: "DIR", help: "Folder with upstream charts, as for `check --charts`.",
                defaultText: "~/.cache/fairlead/charts", completion: .directory),
            Option("no-probe", help: "Ask for no disk on trial."),
            Option("strict", help: "Warnings count as failures."),
            Option(
                "support-bundle", value: "FILE", help: "Write an archive for somebody who helps, too (.tar.gz).",
                completion: .file),
            .output,
        ],
        arguments: [CommonOptions.file]
    ) { invocation in
        let session: LiveSession
        switch try LiveTarget.open(invocation, checked: true) {
        case .machine(let machine): return try MachineLooks.doctor(machine, invocation)
        case .cluster(let cluster): session = cluster
        }
        let context = DoctorContext(
            desired: session.desired, cluster: session.cluster, store: session.store,
            transport: Curl(userAgent: "fairlead/\(Fairlead.version)"), clock: invocation.clock,
            probesStorage: !invocation.flag("no-probe"), charts: DoctorShelf.charts(session, invocation),
            certificates: DoctorShelf.certificates(session.cluster.access.tls))
        let report: DoctorReport
        do {
            report = try Doctor.examine(context)
        } catch let failure as KubernetesFailure {
            // Somebody who helps wants to see most of all what was wrong with a cluster that does not answer.
            try DoctorBundle.write(context, report: nil, session, invocation)
            throw failure
        }
        try invocation.emit(report.node) { report.text(invocation.style) }
        try DoctorBundle.write(context, report: report, session, invocation)
        return report.isFailed(strict: invocation.flag("strict")) ? .failure : .success
    }
}

/// The archive of `doctor --support-bundle`.
enum DoctorBundle {
    /// Writes it, if it was asked for. An archive that is there is replaced.
    static func write(
        _ context: DoctorContext, report: DoctorReport?, _ session: LiveSession, _ invocation: Invocation
    ) throws {
        guard let file = invocation.option("support-bundle") else { return }
        let platform = session.platform
        let plan = PlanView(
            resolution: platform.resolution, plan: platform.plan, rendering: platform.rendering, changes: nil,
            findings: session.workspace.portable(platform.findings.sorted()))
        let files = try SupportBundle.files(context, report: report, plan: plan.node, version: Fairlead.version)
        let bytes = try Archive.pack(files.map { ($0.path, $0.bytes) })
        try Files.writeAtomically(Path(file), bytes, permissions: 0o600)
        invocation.say("wrote \(file), \(files.count) files without secrets; look through it before you give it away")
    }
}
