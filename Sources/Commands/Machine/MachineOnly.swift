import CommandTree

/// Verbs that there are on one machine only.
enum MachineOnly {
    /// Opens the platform.
    ///
    /// - Throws: `CommandFailure` for a platform in a cluster.
    static func open(_ invocation: Invocation) throws -> MachineSession {
        guard case .machine(let session) = try LiveTarget.open(invocation) else {
            throw CommandFailure(
                "`\(invocation.path.joined(separator: " "))` is for a platform on one machine, and this one is in a cluster",
                status: .usage, hint: "with --delivery podman it is taken as one of this machine")
        }
        return session
    }
}
