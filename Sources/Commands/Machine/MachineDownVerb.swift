import CommandTree
import Host
import Operations
import Values

/// `down` on one machine.
enum MachineDownVerb {
    static func run(_ session: MachineSession, _ invocation: Invocation) throws -> ExitStatus {
        let down = MachineDown(session.context.podman)
        let deletesData = try DownOptions.deletesData(session.desired.name, invocation)
        let plan = try down.plan(session.plan, deletesData: deletesData)
        let text = plan.isEmpty ? "nothing of \(session.desired.name) is on this machine" : "goes: \(plan.summary)"
        let stays = plan.kept.isEmpty ? "" : "\nstays: the volumes \(plan.kept.joined(separator: ", "))"
        if plan.isEmpty || invocation.flag("dry-run") {
            try invocation.emit(plan.node) { text + stays + "\n" }
            return .success
        }
        invocation.say(text + stays)
        try UpOptions.ask(session.desired.name, place: "this machine", verb: "Remove", invocation)
        try session.alone(invocation) {
            try down.run(plan) { what in if invocation.format == .text { invocation.say("removing \(what)") } }
        }
        try invocation.emit(plan.node) { "\(session.desired.name) is gone\(stays)\n" }
        return .success
    }
}
