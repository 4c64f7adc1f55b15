/// The completion script for Bash: one function that finds the command on the line and offers what fits.
struct BashCompletion {
    let root: Command

    var script: String {
        let function = Completions.identifier([root.name])
        return """
            # bash completion for \(root.name); made from its command tree
            \(function)() {
                local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}"
                local path=\(Completions.quoted(root.name)) word index skip=0
                # Bash makes a word of its own of the equals sign in --name=value.
                if [[ $current == = ]]; then current=""; elif [[ $previous == = ]]; then previous="${COMP_WORDS[COMP_CWORD-2]}"; fi
                for ((index = 1; index < COMP_CWORD; index++)); do
                    word="${COMP_WORDS[index]}"
                    if ((skip)); then skip=0; continue; fi
                    case "$path $word" in
            \(transitions)
                    esac
                done
                COMPREPLY=()
                case "$path $previous" in
            \(values)
                esac
                case "$path" in
            \(offers)
                esac
            }
            complete -F \(function) \(root.name)

            """
    }

    private var transitions: String {
        var lines: [String] = []
        for (path, command) in root.walk() {
            let here = path.joined(separator: " ")
            let withValue = command.allOptions(isRoot: path.count == 1).filter { $0.value != nil }
            if !withValue.isEmpty { lines.append("\(patterns(here, withValue))) skip=1 ;;") }
            for below in command.subcommands {
                let pattern = Completions.quoted(here + " " + below.name)
                lines.append("\(pattern)) path=\(Completions.quoted(here + " " + below.name)) ;;")
            }
        }
        return lines.map { "            " + $0 }.joined(separator: "\n")
    }

    private var values: String {
        var lines: [String] = []
        for (path, command) in root.walk() {
            for option in command.allOptions(isRoot: path.count == 1) where option.value != nil {
                let pattern = patterns(path.joined(separator: " "), [option])
                lines.append("\(pattern)) \(reply(option.choices, option.completion)); return ;;")
            }
        }
        return lines.map { "        " + $0 }.joined(separator: "\n")
    }

    private var offers: String {
        root.walk().map { path, command in
            let names = command.allOptions(isRoot: path.count == 1).flatMap(\.spellings)
            let below = command.subcommands.map(\.name) + (command.subcommands.isEmpty ? [] : ["help"])
            let words =
                command.subcommands.isEmpty
                ? reply(command.arguments.flatMap(\.choices), fileKind(command)) : reply(below, .none)
            return """
                        \(Completions.quoted(path.joined(separator: " "))))
                            if [[ $current == -* ]]; then \(reply(names, .none)); else \(words); fi ;;
                """
        }.joined(separator: "\n")
    }

    private func fileKind(_ command: Command) -> Completion {
        command.arguments.map(\.completion).first { $0 != .none } ?? .none
    }

    private func patterns(_ path: String, _ options: [Option]) -> String {
        options.flatMap(\.spellings).map { Completions.quoted(path + " " + $0) }.joined(separator: "|")
    }

    private func reply(_ words: [String], _ completion: Completion) -> String {
        if !words.isEmpty {
            let list = Completions.quoted(words.joined(separator: " "))
            return "COMPREPLY=($(compgen -W \(list) -- \"$current\"))"
        }
        // mapfile keeps names with spaces whole.
        return switch completion {
        case .none: ":"
        case .file: "compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- \"$current\")"
        case .directory: "compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- \"$current\")"
        }
    }
}
