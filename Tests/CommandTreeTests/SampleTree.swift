import CommandTree
import Host
import Values

/// A small tree with one of everything.
enum SampleTree {
    static let render = Command(
        "render", summary: "write the delivery tree",
        discussion:
            "Nothing is overwritten that was not written by this command.\n\nThe same input gives the same bytes.",
        group: "Build",
        examples: [Command.Example("boat render --out ./out", "write the tree of ./platform.yaml")],
        options: [
            Option("out", value: "DIR", help: "where to write it", defaultText: "./out/NAME", completion: .directory),
            Option("set", short: "s", value: "KEY=VALUE", help: "override a value", isRepeatable: true),
            Option("replicas", value: "COUNT", help: "how many"),
            Option("force", short: "f", help: "don't ask: [just] do it"),
            .output,
        ],
        arguments: [
            Positional(
                "FILE", help: "the platform file", defaultText: "./platform.yaml", isOptional: true, completion: .file)
        ]
    ) { invocation in
        let count = try invocation.integer("replicas", in: 1...9)
        let words = [
            invocation.argument("FILE") ?? "-", invocation.option("out") ?? "-",
            invocation.options("set").joined(separator: ","), invocation.flag("force") ? "force" : "-",
            count.map(String.init) ?? "-",
        ]
        invocation.say("rendering")
        try invocation.emit(["words": Node(.list(words.map { Node(.string($0)) }))]) {
            words.joined(separator: "|") + "\n"
        }
        return .success
    }

    static let list = Command(
        "list", summary: "list the components", examples: [Command.Example("boat catalog list", "list them all")],
        options: [.output]
    ) { invocation in
        try invocation.print("listed")
        return .success
    }

    static let show = Command(
        "show", summary: "show components", examples: [Command.Example("boat catalog show text litellm", "show one")],
        arguments: [
            Positional("KIND", help: "what to show", choices: ["text", "picture"]),
            Positional("NAME", help: "which ones", isRepeatable: true),
        ]
    ) { invocation in
        try invocation.print(invocation.required("KIND") + ":" + invocation.arguments("NAME").joined(separator: "+"))
        return .success
    }

    static let root = Command(
        "boat", summary: "one file in, a whole platform out", discussion: "A fitting on a ship.",
        examples: [Command.Example("boat render", "write the tree")],
        subcommands: [
            render,
            Command(
                "catalog", summary: "list and show components", group: "Look",
                examples: [Command.Example("boat catalog list", "list them")], subcommands: [list, show]),
        ])

    static let program = Program(root: root, version: "1.2.3")

    /// Runs a line and gives what it wrote.
    static func run(_ line: [String], width: Int = 80, program: Program = program) -> (
        status: CommandTree.ExitStatus, out: String, error: String
    ) {
        let terminal = Terminal(out: .memory(), error: .memory(), width: width)
        let status = program.run(line, terminal: terminal, environment: Environment([:]), clock: .fixed(0))
        return (status, terminal.out.captured, terminal.error.captured)
    }
}
