/// The completion script for fish: one function that names the command on the line, and one line for each offer.
struct FishCompletion {
    let root: Command

    var script: String {
        let function = "_" + Completions.identifier([root.name]) + "_path"
        var lines = [
            "# fish completion for \(root.name); made from its command tree",
            "function \(function)",
            "    set -l path \(quoted(root.name))",
            "    set -l skip 0",
            "    for word in (commandline -opc)[2..-1]",
            "        if test $skip = 1",
            "            set skip 0",
            "            continue",
            "        end",
            "        switch \"$path $word\"",
        ]
        lines += transitions.map { "            " + $0 }
        lines += [
            "        end", "    end", "    echo $path", "end", "", "complete -c \(root.name) -f",
        ]
        for (path, command) in root.walk() {
            let condition = quoted("test (\(function)) = \"\(path.joined(separator: " "))\"")
            lines += offers(path, command).map { "complete -c \(root.name) -n \(condition) \($0)" }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private var transitions: [String] {
        root.walk().flatMap { path, command -> [String] in
            let here = path.joined(separator: " ")
            let names = command.allOptions(isRoot: path.count == 1).filter { $0.value != nil }.flatMap(\.spellings)
            let skip = "case \(names.map { quoted(here + " " + $0) }.joined(separator: " "))"
            let below = command.subcommands.flatMap { below in
                ["case \(quoted(here + " " + below.name))", "    set path \(quoted(here + " " + below.name))"]
            }
            return (names.isEmpty ? [] : [skip, "    set skip 1"]) + below
        }
    }

    private func offers(_ path: [String], _ command: Command) -> [String] {
        var lines = command.subcommands.map { "-a \(quoted($0.name)) -d \(quoted($0.summary))" }
        for option in command.allOptions(isRoot: path.count == 1) {
            var line = "-l \(option.name)"
            if let short = option.short { line += " -s \(short)" }
            if option.value != nil { line += parameter(option) }
            lines.append(line + " -d \(quoted(option.help))")
        }
        lines += command.arguments.compactMap { argument in
            let line = offer(argument.choices, argument.completion)
            return line.isEmpty ? nil : String(line.dropFirst()) + " -d \(quoted(argument.help))"
        }
        return lines
    }

    // A value that is no file must not be completed with the files of the directory.
    private func parameter(_ option: Option) -> String {
        let isFile = option.choices.isEmpty && option.completion == .file
        return (isFile ? " -r" : " -x") + offer(option.choices, option.completion)
    }

    private func offer(_ choices: [String], _ completion: Completion) -> String {
        if !choices.isEmpty { return " -a \(quoted(choices.joined(separator: " ")))" }
        return switch completion {
        case .none: ""
        case .file: " -F"
        case .directory: " -a '(__fish_complete_directories)'"
        }
    }

    private func quoted(_ text: String) -> String {
        "'" + text.map { $0 == "'" || $0 == "\\" ? "\\\($0)" : String($0) }.joined() + "'"
    }
}
