/// What a shell offers when somebody asks it to complete a value.
public enum Completion: Sendable, Equatable {
    /// Nothing in particular.
    case none
    /// Files.
    case file
    /// Directories.
    case directory
}

/// An option of a command, with a value (`--out DIR`) or without (`--force`).
public struct Option: Sendable, Equatable {
    /// The long name without its dashes.
    public let name: String
    /// The letter, when it has one.
    public let short: Character?
    /// What stands for its value in the help, such as `DIR`; `nil` for a flag.
    public let value: String?
    /// What it does: lower case, no full stop.
    public let help: String
    /// What holds when it is not given, as shown in the help.
    public let defaultText: String?
    /// The values that are allowed; empty for any.
    public let choices: [String]
    /// Whether it may be given more than once.
    public let isRepeatable: Bool
    /// What a shell completes its value with.
    public let completion: Completion

    /// Makes an option.
    ///
    /// - Parameters:
    ///   - name: the long name without its dashes.
    ///   - short: the letter.
    ///   - value: what stands for its value in the help; `nil` for a flag.
    ///   - help: what it does, lower case, no full stop.
    ///   - defaultText: what holds when it is not given.
    ///   - choices: the values that are allowed.
    ///   - isRepeatable: whether it may be given more than once.
    ///   - completion: what a shell completes its value with.
    public init(
        _ name: String, short: Character? = nil, value: String? = nil, help: String, defaultText: String? = nil,
        choices: [String] = [], isRepeatable: Bool = false, completion: Completion = .none
    ) {
        self.name = name
        self.short = short
        self.value = value
        self.help = help
        self.defaultText = defaultText
        self.choices = choices
        self.isRepeatable = isRepeatable
        self.completion = completion
    }

    /// `-o, --output FORMAT`, as help and reference show it.
    public var term: String {
        var text = short.map { "-\($0), " } ?? ""
        text += "--\(name)"
        if let value { text += " \(value)" }
        return text
    }

    /// What can be typed for it: `--output` and `-o`.
    public var spellings: [String] {
        guard let short else { return ["--" + name] }
        return ["--" + name, "-\(short)"]
    }

    /// The help with its choices and its default.
    public var fullHelp: String { describe(help, choices, defaultText, isRepeatable) }
}

/// Something a command takes besides options.
public struct Positional: Sendable, Equatable {
    /// What stands for it in the help, such as `FILE`.
    public let name: String
    /// What it is: lower case, no full stop.
    public let help: String
    /// What holds when it is not given, as shown in the help.
    public let defaultText: String?
    /// The values that are allowed; empty for any.
    public let choices: [String]
    /// Whether it may be left out.
    public let isOptional: Bool
    /// Whether it takes all that follow.
    public let isRepeatable: Bool
    /// What a shell completes it with.
    public let completion: Completion

    /// Makes an argument.
    ///
    /// - Parameters:
    ///   - name: what stands for it in the help.
    ///   - help: what it is, lower case, no full stop.
    ///   - defaultText: what holds when it is not given.
    ///   - choices: the values that are allowed.
    ///   - isOptional: whether it may be left out.
    ///   - isRepeatable: whether it takes all that follow.
    ///   - completion: what a shell completes it with.
    public init(
        _ name: String, help: String, defaultText: String? = nil, choices: [String] = [], isOptional: Bool = false,
        isRepeatable: Bool = false, completion: Completion = .none
    ) {
        self.name = name
        self.help = help
        self.defaultText = defaultText
        self.choices = choices
        self.isOptional = isOptional
        self.isRepeatable = isRepeatable
        self.completion = completion
    }

    /// `[FILE]` or `NAME...`, as the usage line shows it.
    public var term: String {
        let text = isRepeatable ? name + "..." : name
        return isOptional ? "[\(text)]" : text
    }

    /// The help with its choices and its default.
    public var fullHelp: String { describe(help, choices, defaultText, false) }
}

private func describe(_ help: String, _ choices: [String], _ defaultText: String?, _ isRepeatable: Bool) -> String {
    var notes: [String] = []
    if !choices.isEmpty { notes.append("one of " + choices.joined(separator: ", ")) }
    if let defaultText { notes.append("default: " + defaultText) }
    if isRepeatable { notes.append("may be repeated") }
    return notes.isEmpty ? help : help + " (" + notes.joined(separator: "; ") + ")"
}
