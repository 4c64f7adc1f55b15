/// Which values the templates of a chart use, read from their text.
///
/// The reader follows `.Values.a.b`, variables, `with`, `index`, `get` and `dig`. It errs on one side only: where a mapping
/// leaves its sight, what it may hold counts as used.
struct TemplateUses {
    /// Stands for the argument of a named template.
    static let argument = "\u{0}argument"

    /// Paths that are named, with all paths that lead there.
    private(set) var named: Set<[String]> = []
    /// Paths whose whole content is printed or gone through, so that any key below is used.
    private(set) var whole: Set<[String]> = []
    /// Paths handed to other templates or kept in a variable: keys below are used if any template knows a field of that name.
    private(set) var handedOn: Set<[String]> = []
    /// Every field and every text in the templates.
    private(set) var words: Set<String> = []
    /// Named templates that were read, and those that use the whole of their argument.
    private(set) var templates: Set<String> = []
    private(set) var consuming: Set<String> = []

    /// Reads templates.
    ///
    /// - Parameter texts: the templates of a chart and of the library charts it has.
    init(_ texts: [String]) {
        let actions = texts.map { TemplateTokens.actions($0) }
        for tokens in actions.joined() { note(tokens) }
        // A named template may hand its argument to the next one: repeat until nothing new is learnt.
        for _ in 0..<8 {
            let before = consuming
            named = []
            whole = []
            handedOn = []
            for file in actions {
                var reader = TemplateUseReader(templates: templates, consuming: consuming)
                reader.read(file)
                named.formUnion(reader.named)
                whole.formUnion(reader.whole)
                handedOn.formUnion(reader.handedOn)
                consuming.formUnion(reader.newlyConsuming)
            }
            if consuming == before { break }
        }
        named = named.filter { $0.first != Self.argument }
        whole = whole.filter { !$0.isEmpty && $0.first != Self.argument }
        handedOn = handedOn.filter { $0.first != Self.argument }
    }

    /// Whether a template uses the value at a path.
    func knows(_ path: [String]) -> Bool {
        if named.contains(path) || isWhole(path) { return true }
        guard let key = path.last, words.contains(key) else { return false }
        return (0..<path.count).contains { handedOn.contains(Array(path.prefix($0))) }
    }

    /// Whether everything below a path is used.
    func isWhole(_ path: [String]) -> Bool {
        (1...max(1, path.count)).contains { whole.contains(Array(path.prefix($0))) }
    }

    /// The keys that templates name right below a path.
    func names(below path: [String]) -> [String] {
        named.filter { $0.count == path.count + 1 && $0.starts(with: path) }.compactMap(\.last).sorted()
    }

    private mutating func note(_ tokens: [TemplateToken]) {
        for token in tokens {
            switch token {
            case .chain(_, let fields): words.formUnion(fields)
            case .text(let text): words.insert(text)
            default: break
            }
        }
        if case .word(let keyword) = tokens.first, keyword == "define" || keyword == "block", tokens.count > 1,
            case .text(let name) = tokens[1]
        {
            templates.insert(name)
        }
    }
}
