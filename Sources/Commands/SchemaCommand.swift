import Catalog
import CommandTree
import Diagnostics
import Host
import Platform
import Values

extension Command {
    static let schema = Command(
        "schema",
        summary: "Print the JSON Schema of the platform file.",
        discussion:
            "Draft 2020-12, with the options of every component. Editors complete and check the platform file with it.",
        group: "Write",
        examples: [
            .init(
                "fairlead schema > platform.schema.json", "for `# yaml-language-server: $schema=platform.schema.json`"),
            .init("fairlead schema --reference", "the reference page of the platform file"),
        ],
        options: [
            Option(
                "catalog", value: "DIR", help: "A folder with components of your own.", isRepeatable: true,
                completion: .directory),
            Option("reference", help: "Print the reference page (Markdown) instead."),
        ]
    ) { invocation in
        var sources = Sources()
        let (catalog, findings) = try Catalog.load(
            folders: invocation.options("catalog").map { Path($0) }, sources: &sources)
        try Findings(findings).throwIfErrors(sources: sources)
        if invocation.flag("reference") {
            try invocation.print(try PlatformSchema.reference())
        } else {
            try invocation.print(JSON.write(try PlatformSchema.document(catalog: catalog), pretty: true))
        }
        return .success
    }

    static let explain = Command(
        "explain",
        summary: "Say what a finding's code means.",
        group: "Look",
        examples: [.init("fairlead explain FL0204", "one code"), .init("fairlead explain", "all codes")],
        options: [.output],
        arguments: [Positional("CODE", help: "A code such as FL0204.", isOptional: true)]
    ) { invocation in
        let wanted = invocation.argument("CODE")?.uppercased()
        let codes = Code.allCases.filter { wanted == nil || $0.rawValue == wanted }
        guard !codes.isEmpty else {
            throw CommandFailure(
                "there is no code `\(wanted ?? "")`", status: .usage, hint: "`fairlead explain` lists all")
        }
        let node = Node(
            .list(codes.map { ["code": Node(.string($0.rawValue)), "meaning": Node(.string($0.meaning))] }))
        try invocation.emit(node) {
            var table = TextTable()
            for code in codes { table.add([code.rawValue, code.meaning]) }
            return table.render(style: invocation.style)
        }
        return .success
    }

    static let completions = Command(
        "completions",
        summary: "Print a completion script for a shell.",
        group: "Look",
        examples: [.init("source <(fairlead completions bash)", "in ~/.bashrc")],
        arguments: [Positional("SHELL", help: "The shell.", choices: ["bash", "zsh", "fish"])]
    ) { invocation in
        let shell = Shell(rawValue: try invocation.required("SHELL")) ?? .bash
        try invocation.print(Completions.script(shell, root: invocation.program.root))
        return .success
    }

    static let reference = Command(
        "reference",
        summary: "Print the manual: Markdown, or roff for man.",
        group: "Look",
        examples: [.init("fairlead reference --man | man -l -", "read it as a manual page")],
        options: [
            Option("man", help: "Print a manual page instead."),
            Option("diagnostics", help: "Print the list of findings' codes instead."),
        ]
    ) { invocation in
        if invocation.flag("man") {
            try invocation.print(ManualPage.roff(invocation.program))
        } else if invocation.flag("diagnostics") {
            try invocation.print(DiagnosticsPage.markdown())
        } else {
            try invocation.print(CommandReference.markdown(invocation.program.root))
        }
        return .success
    }
}
