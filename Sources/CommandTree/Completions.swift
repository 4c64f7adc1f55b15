/// The shells that completions are written for.
public enum Shell: String, Sendable, CaseIterable {
    /// GNU Bash.
    case bash
    /// The Z shell.
    case zsh
    /// The friendly interactive shell.
    case fish
}

/// Completion scripts, made from the command tree. They are static: completing never runs the program.
public enum Completions {
    /// The script for a shell.
    ///
    /// - Parameters:
    ///   - shell: the shell.
    ///   - root: the command tree.
    public static func script(_ shell: Shell, root: Command) -> String {
        switch shell {
        case .bash: BashCompletion(root: root).script
        case .zsh: ZshCompletion(root: root).script
        case .fish: FishCompletion(root: root).script
        }
    }

    /// The text in single quotes, as every shell but fish reads it.
    static func quoted(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }

    /// A name for a shell function: letters, digits and underscores.
    static func identifier(_ path: [String]) -> String {
        "_" + path.joined(separator: "_").map { $0.isASCII && ($0.isLetter || $0.isNumber) ? String($0) : "_" }.joined()
    }
}
