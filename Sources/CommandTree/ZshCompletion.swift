/// The completion script for the Z shell: one function for each command.
struct ZshCompletion {
    let root: Command

    var script: String {
        let functions = root.walk().map { function($0.path, $0.command) }.joined(separator: "\n")
        let name = Completions.identifier([root.name])
        return """
            #compdef \(root.name)
            # zsh completion for \(root.name); made from its command tree

            \(functions)
            if [ "$funcstack[1]" = \(Completions.quoted(name)) ]; then
                \(name) "$@"
            else
                compdef \(name) \(root.name)
            fi

            """
    }

    private func function(_ path: [String], _ command: Command) -> String {
        var specifications = command.allOptions(isRoot: path.count == 1).flatMap(specification)
        if command.subcommands.isEmpty {
            specifications += command.arguments.map { argument in
                let prefix = argument.isRepeatable ? "*" : ""
                let colon = argument.isOptional && !argument.isRepeatable ? "::" : ":"
                let name = escaped(argument.name.lowercased())
                return Completions.quoted("\(prefix)\(colon)\(name):\(action(argument.choices, argument.completion))")
            }
        } else {
            specifications += [Completions.quoted("1: :->command"), Completions.quoted("*:: :->rest")]
        }
        let name = Completions.identifier(path)
        let arguments = specifications.map { "        " + $0 }.joined(separator: " \\\n")
        return """
            \(name)() {
                local context state state_descr line
                typeset -A opt_args
                _arguments -s -S -C \\
            \(arguments)
            \(dispatch(path, command))}

            """
    }

    private func dispatch(_ path: [String], _ command: Command) -> String {
        guard !command.subcommands.isEmpty else { return "" }
        let rows = command.subcommands.map { below in
            "            "
                + Completions.quoted(below.name.replacing(":", with: "\\:") + ":" + below.summary)
        }.joined(separator: "\n")
        let cases = command.subcommands.map { below in
            "                \(Completions.quoted(below.name))) \(Completions.identifier(path + [below.name])) ;;"
        }.joined(separator: "\n")
        return """
                case $state in
                command)
                    local -a commands=(
            \(rows)
                    )
                    _describe -t commands command commands ;;
                rest)
                    case $line[1] in
            \(cases)
                    esac ;;
                esac

            """
    }

    private func specification(_ option: Option) -> [String] {
        let help = "[" + escaped(option.help) + "]"
        let names = option.spellings
        let excluded = option.isRepeatable ? "*" : "(" + names.joined(separator: " ") + ")"
        return names.map { name in
            guard let value = option.value else { return Completions.quoted(excluded + name + help) }
            let attached = name.hasPrefix("--") ? "=" : "+"
            let tail = ":" + escaped(value.lowercased()) + ":" + action(option.choices, option.completion)
            return Completions.quoted(excluded + name + attached + help + tail)
        }
    }

    private func action(_ choices: [String], _ completion: Completion) -> String {
        if !choices.isEmpty { return "(" + choices.map(escaped).joined(separator: " ") + ")" }
        return switch completion {
        case .none: " "
        case .file: "_files"
        case .directory: "_files -/"
        }
    }

    // What has a meaning inside a specification of _arguments.
    private func escaped(_ text: String) -> String {
        text.map { "[]:\\()".contains($0) ? "\\\($0)" : String($0) }.joined()
    }
}
