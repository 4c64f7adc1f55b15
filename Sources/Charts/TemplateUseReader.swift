/// Walks through the actions of one template file and follows the values in them.
struct TemplateUseReader {
    private typealias Reference = TemplateReference

    private static let deepestExpression = 64
    private static let longestPath = 32
    private static let mostReferences = 12
    /// Functions after which any key may have been seen.
    private static let showsAll: Set<String> = [
        "toYaml", "toJson", "toPrettyJson", "toRawJson", "toToml", "mustToJson", "mustToPrettyJson", "toYamlPretty",
        "keys", "values",
        "tpl", "print", "printf", "toString", "quote", "squote", "pick", "join", "range",
    ]
    /// Functions that answer with what they were given.
    private static let handsThrough: Set<String> = [
        "default", "coalesce", "ternary", "deepCopy", "mustDeepCopy", "merge", "mergeOverwrite", "mustMerge",
        "mustMergeOverwrite", "omit", "required", "and", "or", "unset", "concat", "first", "last", "compact",
    ]
    /// Functions that put what they were given into something else.
    private static let wraps: Set<String> = ["list", "tuple", "set", "append", "prepend"]

    /// What is known of named templates; one that is not here may use anything.
    let templates: [String: TemplateSummary]
    /// What was seen.
    private(set) var uses = TemplateSummary()

    private struct Block {
        var dot: [Reference]
    }
    private var blocks: [Block] = []
    private var variables: [String: [Reference]] = [:]
    private var tokens: [TemplateToken] = []
    private var index = 0

    init(templates: [String: TemplateSummary]) {
        self.templates = templates
    }

    private var dot: [Reference] { blocks.last?.dot ?? [] }

    mutating func read(_ actions: [[TemplateToken]]) {
        for action in actions {
            tokens = action
            index = 0
            statement()
        }
    }

    // MARK: Statements

    private mutating func statement() {
        guard case .word(let keyword)? = tokens.first else {
            _ = assignment(depth: 0)
            return
        }
        switch keyword {
        case "end":
            if !blocks.isEmpty { blocks.removeLast() }
        case "if":
            index = 1
            _ = assignment(depth: 0)
            blocks.append(Block(dot: dot))
        case "with":
            index = 1
            let paths = assignment(depth: 0)
            blocks.append(Block(dot: paths))
        case "range":
            index = 1
            use(assignment(depth: 0), as: \.whole)
            blocks.append(Block(dot: []))
        case "define", "block":
            variables = [:]
            var dot: [Reference] = []
            if tokens.count > 1, case .text(let name) = tokens[1] {
                dot = [Reference(path: [TemplateSummary.argument(of: name)])]
            }
            blocks.append(Block(dot: dot))
        case "else": elseBranch()
        default: _ = pipeline(depth: 0)
        }
    }

    private mutating func elseBranch() {
        guard tokens.count > 1, case .word(let keyword) = tokens[1] else {
            // Behind `with … else` the dot is the outer one again.
            if !blocks.isEmpty { blocks[blocks.count - 1].dot = blocks.dropLast().last?.dot ?? [] }
            return
        }
        index = 2
        let paths = assignment(depth: 0)
        if keyword == "with", !blocks.isEmpty { blocks[blocks.count - 1].dot = paths }
    }

    /// `$x := pipeline`, `$k, $v := pipeline` or a pipeline.
    private mutating func assignment(depth: Int) -> [Reference] {
        var names: [String] = []
        var ahead = index
        while ahead < tokens.count, case .chain(let variable?, let fields) = tokens[ahead], fields.isEmpty {
            names.append(variable)
            ahead += 1
            if ahead < tokens.count, tokens[ahead] == .comma { ahead += 1 } else { break }
        }
        guard !names.isEmpty, ahead < tokens.count, tokens[ahead] == .assign else { return pipeline(depth: depth) }
        index = ahead + 1
        let paths = pipeline(depth: depth)
        if names.count == 1, let name = names.first {
            // Which assignment is in force is not followed: all of them are.
            variables[name] = Array(((variables[name] ?? []) + paths).suffix(Self.mostReferences))
        }
        return paths
    }

    // MARK: Expressions

    private mutating func pipeline(depth: Int) -> [Reference] {
        guard depth < Self.deepestExpression else { return [] }
        var result = command(depth: depth, piped: nil)
        while index < tokens.count, tokens[index] == .pipe {
            index += 1
            result = command(depth: depth, piped: result)
        }
        return result
    }

    private enum Operand {
        case paths([Reference])
        case text(String)
        case none
    }

    private mutating func command(depth: Int, piped: [Reference]?) -> [Reference] {
        var function: String?
        var operands: [Operand] = []
        var isFirst = true
        loop: while index < tokens.count {
            switch tokens[index] {
            case .close, .pipe, .comma, .assign: break loop
            case .word(let word):
                if isFirst { function = word } else { operands.append(.none) }
                index += 1
            case .text(let text):
                operands.append(.text(text))
                index += 1
            case .chain(let variable, let fields):
                operands.append(.paths(resolve(variable, fields)))
                index += 1
            case .open: operands.append(.paths(group(depth: depth)))
            case .other: index += 1
            }
            isFirst = false
        }
        if let piped { operands.append(.paths(piped)) }
        guard let function else {
            if case .paths(let paths)? = operands.first { return paths }
            return []
        }
        return call(function, operands)
    }

    private mutating func group(depth: Int) -> [Reference] {
        index += 1
        var result = pipeline(depth: depth + 1)
        while index < tokens.count, tokens[index] != .close { index += 1 }
        index += 1
        if index < tokens.count, case .chain(")", let fields) = tokens[index] {
            index += 1
            result = extend(result, fields)
        }
        return result
    }

    private mutating func call(_ function: String, _ operands: [Operand]) -> [Reference] {
        let paths = operands.flatMap { operand -> [Reference] in
            if case .paths(let paths) = operand { paths } else { [] }
        }
        let texts = operands.compactMap { operand -> String? in if case .text(let text) = operand { text } else { nil }
        }
        switch function {
        case "index", "get", "hasKey", "pluck": return extend(paths, texts)
        case "dig":
            // The last text may be the default; the way without it is named too.
            return extend(paths, texts) + extend(paths, Array(texts.dropLast()))
        case let name where Self.showsAll.contains(name):
            use(paths, as: \.whole)
            return paths
        case "dict": return dict(operands)
        case "include", "template":
            apply(texts.first, to: paths)
            return []
        case let name where Self.wraps.contains(name):
            use(paths, as: \.handedOn)
            return paths
        case let name where Self.handsThrough.contains(name): return Array(paths.prefix(Self.mostReferences))
        default: return []
        }
    }

    private mutating func dict(_ operands: [Operand]) -> [Reference] {
        var found: [Reference] = []
        for index in stride(from: 0, to: operands.count - 1, by: 2) {
            guard case .paths(let references) = operands[index + 1] else { continue }
            if case .text(let key) = operands[index] {
                found += references.map { Reference(fields: [key] + $0.fields, path: $0.path) }
            } else {
                use(references, as: \.handedOn)
            }
        }
        return found
    }

    /// Does with the argument what a named template is known to do with it.
    private mutating func apply(_ name: String?, to references: [Reference]) {
        guard let name, let summary = templates[name] else {
            use(references, as: \.whole)
            return
        }
        for reference in references {
            for path in summary.named where path.count <= Self.longestPath {
                if let target = reference.extended(by: path), target.fields.isEmpty { insert(target.path) }
            }
            use(summary.whole.compactMap { reference.extended(by: $0) }, as: \.whole)
            use(summary.handedOn.compactMap { reference.extended(by: $0) }, as: \.handedOn)
        }
    }

    private mutating func resolve(_ variable: String?, _ fields: [String]) -> [Reference] {
        if let start = fields.firstIndex(of: "Values") {
            return extend([Reference(path: [])], Array(fields.dropFirst(start + 1)))
        }
        guard let variable else { return extend(dot, fields) }
        return extend(variables[variable] ?? [], fields)
    }

    private mutating func extend(_ references: [Reference], _ fields: [String]) -> [Reference] {
        references.prefix(Self.mostReferences).compactMap { reference in
            guard var longer = reference.extended(by: fields) else { return nil }
            longer.path = Array(longer.path.prefix(Self.longestPath))
            if longer.fields.isEmpty { insert(longer.path) }
            return longer
        }
    }

    /// Notes a path and all that lead to it.
    private mutating func insert(_ path: [String]) {
        for count in stride(from: path.count, to: 0, by: -1) {
            guard uses.named.insert(Array(path.prefix(count))).inserted else { break }
        }
    }

    private mutating func use(_ references: [Reference], as kind: WritableKeyPath<TemplateSummary, Set<[String]>>) {
        uses[keyPath: kind].formUnion(references.map { Array($0.path.prefix(Self.longestPath)) })
    }
}
