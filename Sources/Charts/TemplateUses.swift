/// Which values the templates of a chart use, read from their text.
///
/// The reader follows `.Values.a.b`, variables, `with`, `index`, `get` and `dig`. It errs on one side only: where a mapping
/// leaves its sight, what it may hold counts as used.
struct TemplateUses {
    /// Paths that are named, with all paths that lead there.
    private(set) var named: Set<[String]> = []
    /// Paths whose whole content is printed or gone through, so that any key below is used.
    private(set) var whole: Set<[String]> = []
    /// Paths that are put where the reader does not follow: keys below are used if any template knows a field of that name.
    private(set) var handedOn: Set<[String]> = []
    /// Every field and every text in the templates.
    private(set) var words: Set<String> = []

    /// Named templates may hand their arguments on to each other; so many steps are followed.
    private static let longestChain = 8

    /// Reads templates.
    ///
    /// - Parameter texts: the templates of a chart and of the library charts it has.
    init(_ texts: [String]) {
        let files = texts.map { TemplateTokens.actions($0) }
        var summaries: [String: TemplateSummary] = [:]
        for tokens in files.joined() {
            note(tokens)
            if let name = Self.defined(tokens) { summaries[name] = TemplateSummary() }
        }
        for _ in 0..<Self.longestChain {
            var uses = TemplateSummary()
            for file in files {
                var reader = TemplateUseReader(templates: summaries)
                reader.read(file)
                uses.formUnion(reader.uses)
            }
            let next = uses.arguments(of: summaries.keys)
            named = uses.named.filter { !TemplateSummary.isArgument($0) }
            whole = uses.whole.filter { !$0.isEmpty && !TemplateSummary.isArgument($0) }
            handedOn = uses.handedOn.filter { !TemplateSummary.isArgument($0) }
            if next == summaries { break }
            summaries = next
        }
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
    }

    private static func defined(_ tokens: [TemplateToken]) -> String? {
        guard tokens.count > 1, case .word(let keyword) = tokens[0], keyword == "define" || keyword == "block",
            case .text(let name) = tokens[1]
        else { return nil }
        return name
    }
}
