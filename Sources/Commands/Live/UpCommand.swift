import CommandTree
import Diagnostics
import Host
import Kubernetes
import Operations

extension Command {
    static let up = Command(
        "up",
        summary: "Bring the platform into the cluster, wave by wave, and say what each waits for.",
        discussion: """
            Writes the tree as `render` does, brings the first namespaces, the sealing key and Argo CD or Flux, pushes the tree to its Git repository and
            follows the engine until everything is healthy; with `delivery: helm` it installs release by release itself. Every step looks first and
            does only what is missing: whatever ended a run, running it again goes on. Nothing is written where nothing is missing.

            With `delivery: podman` the platform runs in containers on this machine, by the same waves: see docs/one-machine.md.

            What was there before and belongs to nobody that Fairlead knows is left alone, unless --adopt.
            """,
        group: "Live",
        examples: [
            .init("fairlead up", "asks once, then shows how it gets on"),
            .init("fairlead up --yes -o json", "for a pipeline: one event a line"),
            .init("fairlead up --delivery podman", "the same platform on this one machine"),
            .init("fairlead up --plan plan.json", "exactly what `plan --live --save plan.json` showed"),
        ],
        options: LiveOptions.all + LiveOptions.charts + [
            Option(
                "plan", value: "FILE", help: "Carry out a saved plan, or refuse if anything moved since.",
                completion: .file),
            Option("adopt", help: "Take over objects that were there before and belong to nobody."),
            Option(
                "timeout", value: "DURATION", help: "How long each wait may take, such as 90s, 20m or 1h.",
                defaultText: "20m"),
            Option("overwrite", help: "Write over files of the tree that were changed by hand; they are kept beside."),
            Option("yes", short: "y", help: "Do not ask."),
            .output,
        ],
        arguments: [CommonOptions.file]
    ) { invocation in
        let patience = try UpOptions.seconds(invocation)
        var session: LiveSession
        switch try LiveTarget.open(invocation, making: true, checked: true) {
        case .machine(let machine): return try MachineUp.run(machine, invocation)
        case .cluster(let cluster): session = cluster
        }
        // Before anything is written anywhere: does the cluster answer, is everything at hand, does Git take it?
        _ = try session.cluster.version()
        var context = try UpPreparation.context(session, invocation)
        context.patienceSeconds = patience
        let saved = try invocation.option("plan").map { try SavedPlanGuard(Path($0), session, invocation) }
        try saved?.check()
        do {
            try (context.publisher as? GitPublisher)?.examine()
        } catch let error as FindingsError {
            invocation.report(Findings(error.findings))
            return .failure
        }
        let access = session.cluster.access
        try UpOptions.ask(
            session.desired.name,
            place: access.context.isEmpty ? access.server : "\(access.context) (\(access.server))",
            verb: "Bring", invocation)
        let report = try session.opened.save(invocation)

        let screen = UpScreen(
            session.desired, folder: session.folder, phases: UpCourse(session.desired).phases,
            next: "fairlead verify --in-cluster  asks it whether it really works", invocation)
        let lock = PlatformLock(session.cluster, platform: session.desired.name, environment: invocation.environment) {
            invocation.say("\($0.description) works on this platform; waiting to see whether that still lives")
        }
        defer { Interrupt.shielded { lock.release() } }
        let run = UpRun(
            context,
            check: {
                try lock.check()
                // Between the first look and the lock somebody else may have been at work.
                try saved?.checkOnce()
            }, observe: screen.note)
        return try screen.carry(report) { try screen.showing { try run.run() } }
    }
}

/// What `up` was asked for.
enum UpOptions {
    /// The patience of each wait.
    static func seconds(_ invocation: Invocation) throws -> Int { try duration("timeout", invocation) ?? 1200 }

    /// A time in seconds; nil if it was not given.
    static func duration(_ option: String, _ invocation: Invocation) throws -> Int? {
        guard let text = invocation.option(option) else { return nil }
        let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600]
        let unit = text.last.flatMap { units[$0] }
        guard let number = Int(unit == nil ? text : String(text.dropLast())), number > 0, number <= 1_000_000 else {
            throw UsageError("`--\(option)` is a time such as 90s, 20m or 1h, not `\(text)`", path: invocation.path)
        }
        return number * (unit ?? 1)
    }

    /// Asks before anything is written: people have several clusters.
    ///
    /// - Parameters:
    ///   - name: the platform.
    ///   - place: where it goes, or goes from.
    ///   - verb: what is done: `Bring` or `Remove`.
    static func ask(_ name: String, place: String, verb: String, _ invocation: Invocation) throws {
        if invocation.flag("yes") { return }
        let way = verb == "Bring" ? "into" : "from"
        guard invocation.mayAsk else {
            throw CommandFailure(
                "nobody is here to say whether `\(name)` shall \(verb == "Bring" ? "go" : "be removed") \(way) \(place)",
                status: .usage, hint: "say so with --yes")
        }
        let answer = try Prompt.line("\(verb) \(name) \(way) \(place)? [y/N] ")
        guard ["y", "yes"].contains(answer.lowercased()) else {
            throw CommandFailure("nothing was changed", status: .failure)
        }
    }
}
