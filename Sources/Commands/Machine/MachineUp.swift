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
        try UpOptions.ask(session.desired.name, place: "this machine", verb: "Bring", invocation)
        let held = session
        return try held.alone(invocation) {
            // Before anything is written anywhere: is there a Podman at all?
            let present = try MachineState.read(held.context.podman, platform: held.plan.platform)
            let report = try session.opened.save(invocation)
            let course = MachineCourse(held.plan, gates: held.context.gates)
            let screen = UpScreen(
                held.desired, folder: held.opened.folder, phases: course.phases,
                next: "fairlead status  says what runs; fairlead chat \"Hello\"  asks its models", invocation)
            let run = MachineRun(held.context, present: present, observe: screen.note)
            return try screen.carry(report) { try screen.showing { try run.run() } }
        }
    }
}
