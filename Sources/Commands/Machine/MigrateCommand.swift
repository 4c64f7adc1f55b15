import CommandTree
import Diagnostics
import HTTP
import Host
import Operations
import Values

extension Command {
    static let migrate = Command(
        "migrate",
        summary:
            "Say what changes when the platform of this machine goes to a cluster, and move its databases and buckets.",
        discussion: """
            Without more, nothing is done: both renderings of the file are compared, need by need, with hosts, data and what needs a person.

            --save writes the databases and buckets of this machine, each read with its own consumer's key, into one file that only the store's
            recipients can open. --load restores from it with the key that the consumer has there, out of the store or, where the cluster made it, out
            of the cluster; where each server is reached from here is said with --target, a port of `kubectl port-forward` for instance.

            A database that has rows is refused, unless --overwrite; so is an object that is there with other content. What is there already is left
            alone, so running it again goes on. Of objects go along: content, type and what its owner noted on it; not old versions, tags and rights.
            A bucket may have a million objects of 625 GiB. Other volumes stay; the plan says which and why.
            """,
        group: "Live",
        examples: [
            .init("fairlead migrate --to argocd", "what would change"),
            .init("fairlead migrate --to argocd --save move.tar", "databases and buckets, encrypted"),
            .init(
                "fairlead migrate --to argocd --load move.tar --target litellm.database=127.0.0.1:5432",
                "one of them, restored"),
        ],
        options: LiveOptions.all + [
            StatusArguments.file,
            Option("to", value: "ENGINE", help: "Who delivers it there: argocd, flux or helm."),
            Option("save", value: "ARCHIVE", help: "Write databases and buckets into this file.", completion: .file),
            Option("load", value: "ARCHIVE", help: "Restore from this file.", completion: .file),
            Option(
                "target", value: "NAME=HOST:PORT", help: "Where the server of a database or bucket is reached.",
                isRepeatable: true),
            Option("overwrite", help: "Empty a database that has rows; write over objects with other content."),
            .output,
        ]
    ) { invocation in
        guard let engine = invocation.option("to"), ["argocd", "flux", "helm"].contains(engine) else {
            throw UsageError("`--to` says who delivers it there: argocd, flux or helm", path: invocation.path)
        }
        if invocation.option("save") != nil, invocation.option("load") != nil {
            throw UsageError("`--save` and `--load` are two runs", path: invocation.path)
        }
        let places = try MigrateTargets.read(invocation)
        let session = try MachineOnly.open(invocation)
        let target = try Workspace.open(invocation, delivery: engine)
        let answered = target.answered(session.opened.vault?.store, environment: invocation.environment)
        let there = try Pipeline.render(target, answered: answered, invocation)
        let plan = MigrationPlan(
            session.plan, here: session.opened.built.input, there: TreeBuilder.buildWithoutStore(there).input)
        guard let file = (invocation.option("save") ?? invocation.option("load")).map({ Path($0) }) else {
            try invocation.emit(plan.node) { plan.text(invocation.style) }
            return .success
        }
        guard let vault = session.opened.vault else {
            throw CommandFailure("there is no credential store yet", status: .failure, hint: "run `fairlead up` first")
        }
        let migration = Migration(
            plan, context: session.context, store: vault.store, key: vault.key,
            // An object that was stored compressed is to arrive as it is.
            transport: { Curl(tls: $0, userAgent: "fairlead/\(Fairlead.version)", isCompressed: false) },
            cluster: { try LiveSession(session.opened, invocation).cluster })
        return try MachineBackupFiles.telling {
            if invocation.option("save") != nil {
                try session.alone(invocation) { try migration.save(file) { invocation.say($0) } }
                let (databases, buckets) = (plan.movable.count, plan.movableBuckets.count)
                try invocation.emit([
                    "file": Node(.string(file.string)), "databases": Node(.integer(Int64(databases))),
                    "buckets": Node(.integer(Int64(buckets))),
                ]) { "\(file): \(databases) databases, \(buckets) buckets\n" }
                return
            }
            guard !places.isEmpty else {
                throw CommandFailure(
                    "it is not said where the data is to go", status: .usage,
                    hint: "with --target NAME=HOST:PORT, for: " + plan.names.joined(separator: ", "))
            }
            let done = try migration.load(file, places: places, overwrites: invocation.flag("overwrite")) {
                invocation.say($0)
            }
            try invocation.emit(
                Node(.mapping(Mapping(done.map { ($0.name, Node(.string($0.outcome.rawValue))) })))
            ) { done.map { "\($0.name): \($0.outcome.rawValue)\n" }.joined() }
        }
    }
}

/// Where data goes, as `--target` says it.
enum MigrateTargets {
    static func read(_ invocation: Invocation) throws -> [String: ServerPlace] {
        var places: [String: ServerPlace] = [:]
        for text in invocation.options("target") {
            guard let equals = text.firstIndex(of: "="),
                let place = ServerPlace(String(text[text.index(after: equals)...]))
            else {
                throw UsageError("`--target` is NAME=HOST:PORT, not `\(text)`", path: invocation.path)
            }
            places[String(text[..<equals])] = place
        }
        return places
    }
}
