import Catalog
import CommandTree
import Delivery
import Diagnostics
import Glibc
import HTTP
import Host
import Operations
import Platform
import Secrets

/// A platform and the machine that it runs on, opened.
struct MachineSession {
    /// The platform, its tree and its store.
    var opened: OpenedPlatform
    /// What the platform is to have.
    let desired: DesiredPlatform
    /// The platform on the machine, and how it is reached.
    var context: MachineContext

    /// The platform on the machine.
    var plan: MachinePlan { context.plan }

    /// The way to the machine of an opened platform. Nothing is asked of Podman yet.
    init(_ opened: OpenedPlatform, _ invocation: Invocation) throws {
        self.opened = opened
        desired = DesiredPlatform(opened.built.input)
        let plan = MachinePlan(opened.built.input)
        let store = opened.vault?.store
        let contents =
            try store.map { try MachineContents(plan, rendering: opened.platform.rendering, store: $0) }
            ?? MachineContents()
        let gates = opened.platform.resolution.members.map { ($0.name, $0.component.gates) }
        context = MachineContext(
            plan: plan, gates: Dictionary(gates, uniquingKeysWith: { first, _ in first }), contents: contents,
            podman: Podman(), transport: Curl(userAgent: "fairlead/\(Fairlead.version)", isCompressed: false))
        context.clock = invocation.clock
        context.secrets = store.map(WhySecrets.values) ?? []
        // Without root, Podman's networks are in a namespace of their own.
        if geteuid() != 0, let program = Processes.executable {
            context.inner = InnerTransport(podman: context.podman, program: program.string)
        }
    }

    /// Does something while no other Fairlead works on this platform on this machine.
    ///
    /// - Throws: `CommandFailure` if one does.
    func alone<Result>(_ invocation: Invocation, _ body: () throws -> Result) throws -> Result {
        let environment = invocation.environment
        let base =
            environment.nonEmpty("XDG_RUNTIME_DIR").map { Path($0) }
            ?? (geteuid() == 0
                ? Path("/run") : environment.nonEmpty("HOME").map { Path($0) / ".cache" } ?? Path("/tmp"))
        let folder = base / "fairlead"
        try Files.makeDirectories(folder, permissions: 0o700)
        do {
            return try FileLock.withLock(folder / "\(plan.platform).lock", body)
        } catch let failure as FileFailure where failure.reason == .locked {
            throw FindingsError(findings: [
                Finding(
                    code: Code.platformHeld, message: "another Fairlead works on `\(plan.platform)` on this machine",
                    hint: "wait until it has ended")
            ])
        }
    }
}
