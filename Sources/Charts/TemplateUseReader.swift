/// Walks through the actions of one template file and follows the values in them.
struct TemplateUseReader {
    typealias Path = [String]

    private static let deepestExpression = 64
    private static let longestPath = 32
    private static let mostPaths = 8
    /// Functions after which any key may have been seen.
    private static let showsAll: Set<String> = [
        "toYaml", "toJson", "toPrettyJson", "toRawJson", "toToml", "mustToJson", "mustToPrettyJson", "toYamlPretty", "keys", "values",
        "tpl", "print", "printf", "toString", "quote", "squote", "pick", "join", "range",
    ]
    /// Functions that answer with what they were given.
    private static let handsThrough: Set<String> = [
        "default", "coalesce", "ternary", "deepCopy", "mustDeepCopy", "merge", "mergeOverwrite", "mustMerge",
        "mustMergeOverwrite", "omit", "required", "and", "or", "unset", "concat", "first", "last", "compact",
    ]
    /// Functions that put what they were given into something else.
    private static let wraps: Set<String> = ["dict", "list", "tuple", "set", "append", "prepend", "include", "template"]

    let templates: Set<String>
    let consuming: Set<String>
    private(set) var named: Set<Path> = []
    private(set) var whole: Set<Path> = []
    private(set) var handedOn: Set<Path> = []
    private(set) var newlyConsuming: Set<String> = []

    private struct Block {
        var dot: [Path]
        var define: String?
    }
    private var blocks: [Block] = []
    private var variables: [String: [Path]] = [:]
    private var tokens: [TemplateToken] = []
    private var index = 0

    init(templates: Set<String>, consuming: Set<String>) {
        self.templates = templates
        self.consuming = consuming
    }

    private var dot: [Path] { blocks.last?.dot ?? [] }

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
            blocks.append(Block(dot: [[TemplateUses.argument]], define: nil))
            if tokens.count > 1, case .text(let name) = tokens[1] { blocks[blocks.count - 1].define = name }
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
    private mutating func assignment(depth: Int) -> [Path] {
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
            variables[name] = Array(((variables[name] ?? []) + paths).suffix(Self.mostPaths))
        }
        return paths
    }

    // MARK: Expressions

    private mutating func pipeline(depth: Int) -> [Path] {
        guard depth < Self.deepestExpression else { return [] }
        var result = command(depth: depth, piped: nil)
        while index < tokens.count, tokens[index] == .pipe {
            index += 1
            result = command(depth: depth, piped: result)
        }
        return result
    }

    private enum Operand {
        case paths([Path])
        case text(String)
        case none
    }

    private mutating func command(depth: Int, piped: [Path]?) -> [Path] {
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

    private mutating func group(depth: Int) -> [Path] {
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

    private mutating func call(_ function: String, _ operands: [Operand]) -> [Path] {
        let paths = operands.flatMap { operand -> [Path] in if case .paths(let paths) = operand { paths } else { [] } }
        let texts = operands.compactMap { operand -> String? in if case .text(let text) = operand { text } else { nil } }
        switch function {
        case "index", "get", "hasKey", "pluck": return extend(paths, texts)
        case "dig":
            // The last text may be the default; the way without it is named too.
            return extend(paths, texts) + extend(paths, Array(texts.dropLast()))
        case let name where Self.showsAll.contains(name):
            use(paths, as: \.whole)
            return paths
        case let name where Self.wraps.contains(name):
            let takesAll = (name == "include" || name == "template") && (texts.first.map { consumes($0) } ?? true)
            use(paths, as: takesAll ? \.whole : \.handedOn)
            return name == "include" || name == "template" ? [] : paths
        case let name where Self.handsThrough.contains(name): return Array(paths.prefix(Self.mostPaths))
        default: return []
        }
    }

    /// Whether a named template may use any key of its argument. One that was not found may.
    private func consumes(_ name: String) -> Bool { !templates.contains(name) || consuming.contains(name) }

    private mutating func resolve(_ variable: String?, _ fields: [String]) -> [Path] {
        if let start = fields.firstIndex(of: "Values") { return extend([[]], Array(fields.dropFirst(start + 1))) }
        guard let variable else { return extend(dot, fields) }
        return extend(variables[variable] ?? [], fields)
    }

    private mutating func extend(_ paths: [Path], _ fields: [String]) -> [Path] {
        paths.prefix(Self.mostPaths).map { path in
            let longer = Array((path + fields).prefix(Self.longestPath))
            for count in stride(from: longer.count, to: 0, by: -1) {
                guard named.insert(Array(longer.prefix(count))).inserted else { break }
            }
            return longer
        }
    }

    private mutating func use(_ paths: [Path], as kind: WritableKeyPath<TemplateUseReader, Set<Path>>) {
        self[keyPath: kind].formUnion(paths)
        guard kind == \.whole, paths.contains(where: { $0.first == TemplateUses.argument }) else { return }
        for block in blocks { if let name = block.define { newlyConsuming.insert(name) } }
    }
}
