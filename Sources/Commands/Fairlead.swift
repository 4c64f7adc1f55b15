public import CommandTree

/// The command line of Fairlead: the tree of its commands.
public enum Fairlead {
    /// The version of this Fairlead.
    public static let version = "0.1.0"

    /// The program.
    public static var program: Program { Program(root: root, version: version, describe: Failures.describe) }

    private static let root = Command(
        "fairlead",
        summary: "One file becomes a complete, self-hosted AI platform on Kubernetes.",
        discussion: """
            Write what people shall use into platform.yaml. Fairlead finds what that needs, wires it together, makes every secret once,
            and writes a repository that stock Argo CD or Flux installs, or installs it itself. Nothing in it is wired by hand twice.
            """,
        examples: [
            .init("fairlead init", "write a first platform.yaml"),
            .init("fairlead plan", "what it comes to, in which order, and why"),
            .init("fairlead render", "write the repository for Argo CD or Flux"),
            .init("fairlead doctor && fairlead up", "bring it into a cluster that is fit for it"),
            .init("fairlead up --delivery podman", "the same platform on this one machine"),
        ],
        subcommands: [
            .initialise, .check, .plan, .render, .graph, .catalog, .secrets, .doctor, .up, .status, .why, .diff,
            .verify, .logs, .restart, .chat, .backup, .restore, .migrate,
            .down, .schema, .explain, .reference, .completions,
        ], inner: [.askInside])
}
