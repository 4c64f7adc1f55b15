import CommandTree
import Delivery
import Diagnostics
import Host
import Operations

/// `up` on one machine.
enum MachineUp {
    static func run(_ opened: MachineSession, _ invocation: Invocation) throws -> ExitStatus {
        var session = opened
        for name in ["plan"] where invocation.option(name) != nil {
            throw UsageError("`--\(name)` is for clusters", path: invocation.path)
        }
        session.context.patienceSeconds = try UpOptions.seconds(invocation)
        // Before anything is written anywhere: is there a Podman at all?
        try session.context.podman.run(["version", "--format", "{{.Client.Version}}"])
        try UpOptions.ask(session.desired.name, place: "this machine", verb: "Bring", invocation)
        let report = try session.opened.save(invocation)
        let course = MachineCourse(session.plan, gates: session.context.gates)
        let screen = UpScreen(
            session.desired, folder: session.opened.folder, phases: course.phases,
            next: "fairlead status  says what runs; fairlead chat \"Hello\"  asks its models", invocation)
        let run = MachineRun(session.context, observe: screen.note)
        return try screen.carry(report) { try session.alone(invocation) { try screen.showing { try run.run() } } }
    }
}
