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
    /// - Parameter files: the actions in the templates of a chart and of the library charts it has.
    init(_ files: [[[TemplateToken]]]) {
        var summaries: [String: TemplateSummary] = [:]
        for tokens in files.joined() {
            note(tokens)
            if let name = Self.defined(tokens) { summaries[name] = TemplateSummary() }
        }
        let uses = Self.uses(files, summaries)
        named = uses.named.filter { !TemplateSummary.isArgument($0) }
        whole = uses.whole.filter { !$0.isEmpty && !TemplateSummary.isArgument($0) }
        handedOn = uses.handedOn.filter { !TemplateSummary.isArgument($0) }
    }

    /// Paths that actions name in full, as `.Values.a.b`, with all paths that lead there: a part of ``named``.
    static func spelled(_ files: [[[TemplateToken]]]) -> Set<[String]> {
        var found: Set<[String]> = []
        for case .chain(_, let fields) in files.joined().joined() {
            guard let start = fields.firstIndex(of: "Values") else { continue }
            var path = Array(fields.dropFirst(start + 1))
            while !path.isEmpty, found.insert(path).inserted { path.removeLast() }
        }
        return found
    }

    /// What all files use together. A file is read again only if it names a template of which more is known now.
    private static func uses(_ files: [[[TemplateToken]]], _ unknown: [String: TemplateSummary]) -> TemplateSummary {
        var summaries = unknown
        let named = files.map { file in
            Set(file.joined().compactMap { token in if case .text(let text) = token { text } else { nil } })
        }
        var single = Array(repeating: TemplateSummary(), count: files.count)
        var all = TemplateSummary()
        var changed: Set<String>?
        for _ in 0..<longestChain {
            for index in files.indices where changed.map({ !named[index].isDisjoint(with: $0) }) ?? true {
                var reader = TemplateUseReader(templates: summaries)
                reader.read(files[index])
                single[index] = reader.uses
            }
            all = single.reduce(into: TemplateSummary()) { $0.formUnion($1) }
            let next = all.arguments(of: summaries.keys)
            let news = Set(next.keys.filter { next[$0] != summaries[$0] })
            if news.isEmpty { break }
            summaries = next
            changed = news
        }
        return all
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
