import CommandTree
import Diagnostics
import Host
import Kubernetes
import Operations

extension Command {
    static let down = Command(
        "down",
        summary: "Remove what Fairlead put into the cluster, last wave first; data stays unless it is named.",
        discussion: """
            Shows what goes and what stays, asks once, and removes it in the reverse of the order in which it came. It waits until each thing is
            really gone and says what holds it. With Argo CD, first what would bring everything back is stopped, then Argo CD removes what it
            brought; where Argo CD does not run any more, that is done from here. With Flux, its Kustomizations are let go first, then HelmReleases and objects
            go one after the other.

            Disks, databases, buckets, namespaces that hold any, and the key that opens sealed values stay, unless --delete-data says the
            platform's name. What does not bear the platform's mark is never touched, and a namespace or a definition with such objects stays.
            Whatever ended a run, running it again goes on.
            """,
        group: "Live",
        examples: [
            .init("fairlead down --dry-run", "what would go, and what would stay"),
            .init("fairlead down", "asks once; data stays"),
            .init("fairlead down --yes --delete-data corner", "everything, data included, of the platform `corner`"),
        ],
        options: LiveOptions.all + [
            Option("delete-data", value: "NAME", help: "Remove data too; NAME is the platform's name."),
            Option("dry-run", help: "Show what would go and what would stay, and do nothing."),
            Option(
                "timeout", value: "DURATION", help: "How long each wait may take, such as 90s, 20m or 1h.",
                defaultText: "10m"),
            Option("yes", short: "y", help: "Do not ask."),
            .output,
        ],
        arguments: [CommonOptions.file]
    ) { invocation in
        let patience = try invocation.option("timeout").map { _ in try UpOptions.seconds(invocation) } ?? 600
        let session: LiveSession
        switch try LiveTarget.open(invocation, withStore: false) {
        case .machine(let machine): return try MachineDownVerb.run(machine, invocation)
        case .cluster(let cluster): session = cluster
        }
        let helm = HelmAccess(engine: session.platform.engine, access: session.cluster.access)
        var context = DownContext(
            desired: session.desired, cluster: session.cluster, helm: { try helm.cluster() },
            deletesData: try DownOptions.deletesData(session.desired.name, invocation))
        context.patienceSeconds = patience
        context.clock = invocation.clock
        let plan = try DownPlan.read(context)
        let screen = DownScreen(plan, session.cluster.access, invocation)
        if plan.isEmpty || invocation.flag("dry-run") {
            try screen.showPlan(isData: true)
            return .success
        }
        try screen.showPlan(isData: false)
        try DownOptions.ask(plan, context, invocation)
        if plan.releaseCount > 0 { _ = try helm.cluster() }

        let lock = PlatformLock(session.cluster, platform: session.desired.name, environment: invocation.environment) {
            invocation.say("\($0.description) works on this platform; waiting to see whether that still lives")
        }
        defer { Interrupt.shielded { lock.release() } }
        do {
            let removed = try DownRun(context, check: { try lock.check() }, observe: screen.note).run(plan)
            try screen.end(removed: removed)
            return .success
        } catch {
            screen.clear()
            throw DownOptions.told(error, patience)
        }
    }
}

/// What `down` was asked for.
enum DownOptions {
    /// Whether data goes: only if the platform is named.
    static func deletesData(_ platform: String, _ invocation: Invocation) throws -> Bool {
        guard let name = invocation.option("delete-data") else { return false }
        guard name.utf8.elementsEqual(platform.utf8) else {
            throw UsageError(
                "`--delete-data` must name the platform, which is `\(platform)`, not `\(name)`", path: invocation.path)
        }
        return true
    }

    /// Asks before anything is removed.
    static func ask(_ plan: DownPlan, _ context: DownContext, _ invocation: Invocation) throws {
        if invocation.flag("yes") { return }
        let access = context.cluster.access
        let place = access.context.isEmpty ? access.server : "\(access.context) (\(access.server))"
        guard invocation.mayAsk else {
            throw CommandFailure(
                "nobody is here to say whether `\(plan.platform)` shall be removed from \(place)", status: .usage,
                hint: "say so with --yes")
        }
        var questions = ["Remove \(plan.platform) from \(place): \(DownText.counts(plan))? [y/N] "]
        if context.deletesData { questions.append("Its data goes too, and nothing brings it back. Go on? [y/N] ") }
        for question in questions {
            guard ["y", "yes"].contains(try Prompt.line(question).lowercased()) else {
                throw CommandFailure("nothing was removed", status: .failure)
            }
        }
    }

    /// What ran out of time, as findings.
    static func told(_ error: any Error, _ patience: Int) -> any Error {
        guard let gate = error as? GateFailure else { return error }
        return FindingsError(
            findings: gate.reasons.prefix(5).map { reason in
                Finding(
                    code: Code.waitedInVain,
                    message: "\(reason.reference) was not gone within \(gate.seconds) seconds: \(reason.sentence)",
                    hint:
                        "cure that, or wait longer with --timeout, and run `fairlead down` again; what is gone stays gone"
                )
            })
    }
}
