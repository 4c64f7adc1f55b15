import Diagnostics
import Values

/// `anyOf` and `oneOf`: which branch fits, and if none does, which one the person most likely meant.
extension Validator {
    mutating func checkBranches(
        _ node: Node, _ branches: [Shape], exactlyOne: Bool, _ path: String, _ near: Place?, _ depth: Int
    ) {
        let place = node.place ?? near
        var trials: [(shape: Shape, findings: [Finding])] = []
        var matches = 0
        for branch in branches {
            var trial = Validator(definitions: definitions, codes: codes)
            trial.steps = steps
            trial.check(node, branch, path: path, near: near, depth: depth + 1)
            steps = trial.steps
            if trial.findings.isEmpty {
                if !exactlyOne { return }
                matches += 1
            }
            trials.append((branch, trial.findings))
        }
        if matches == 1 { return }
        if matches > 1 {
            report(codes.notAllowed, "\(Wording.subject(path)) fits more than one of the allowed forms", place)
            return
        }
        let fitting = trials.filter { accepts(node, $0.shape) }
        guard !fitting.isEmpty else {
            let types = branches.flatMap { expectedTypes($0, depth: 0) }
            reportType(node, expected: types.firstOccurrences, path, place)
            return
        }
        let choices = fitting.map { constantChoices($0.shape) }
        if node.mapping == nil, choices.allSatisfy({ $0 != nil }) {
            // The value may be among them and still break another keyword of its branch.
            let before = findings.count
            checkChoice(node, choices.flatMap { $0 ?? [] }, path, place)
            if findings.count > before { return }
        }
        var best = fitting[0]
        var bestFit = fit(of: node, best.shape)
        for trial in fitting.dropFirst() {
            let candidate = fit(of: node, trial.shape)
            if candidate > bestFit || (candidate == bestFit && trial.findings.count < best.findings.count) {
                best = trial
                bestFit = candidate
            }
        }
        findings += best.findings
    }

    /// The branch that the node fits without mistakes, or with nothing worse than missing keys.
    mutating func matchingBranch(_ node: Node, _ branches: [Shape]) -> Shape? {
        var incomplete: Shape?
        for branch in branches {
            guard !isExhausted else { return nil }
            var trial = Validator(definitions: definitions, codes: codes)
            trial.steps = steps
            trial.check(node, branch, path: "", near: nil, depth: 0)
            steps = trial.steps
            if trial.findings.isEmpty { return branch }
            let onlyMissing = trial.findings.allSatisfy { $0.code == codes.missingKey }
            if incomplete == nil, onlyMissing { incomplete = branch }
        }
        return incomplete
    }

    private func accepts(_ node: Node, _ shape: Shape) -> Bool {
        let types = expectedTypes(shape, depth: 0)
        return types.isEmpty || types.contains { $0.accepts(node) }
    }

    /// The types a value may have to reach the keywords of the shape; empty for any.
    private func expectedTypes(_ shape: Shape, depth: Int) -> [ValueType] {
        guard depth <= Schema.maximumDepth else { return [] }
        for layer in definitions.layers(of: shape) {
            if !layer.types.isEmpty { return layer.types }
            if let choices = layer.choices {
                return choices.map(\.valueType).firstOccurrences
            }
            let branches = layer.anyOf + layer.oneOf
            let types = branches.map { expectedTypes($0, depth: depth + 1) }
            if !types.isEmpty, types.allSatisfy({ !$0.isEmpty }) { return types.flatMap(\.self).firstOccurrences }
        }
        return []
    }

    private func constantChoices(_ shape: Shape) -> [Node]? {
        definitions.layers(of: shape).lazy.compactMap(\.choices).first
    }

    /// How well a mapping fits a branch: first by keys whose fixed value decides (such as `kind`), then by known keys.
    private func fit(of node: Node, _ branch: Shape) -> BranchFit {
        guard let mapping = node.mapping else { return BranchFit(decided: 0, known: 0) }
        var fit = BranchFit(decided: 0, known: 0)
        let layers = definitions.layers(of: branch)
        for entry in mapping.entries {
            guard let property = layers.lazy.compactMap({ $0.property(entry.key) }).first else {
                fit.known -= 1
                continue
            }
            fit.known += 1
            if let choices = constantChoices(property) {
                let value = Identity.bytes(of: entry.value)
                fit.decided += choices.contains { Identity.bytes(of: $0) == value } ? 1 : -1
            }
        }
        for layer in layers {
            fit.known -= layer.required.count { mapping[$0] == nil }
        }
        return fit
    }
}

/// The order of branches by how likely they were meant.
struct BranchFit: Comparable {
    var decided: Int
    var known: Int

    static func < (left: BranchFit, right: BranchFit) -> Bool {
        (left.decided, left.known) < (right.decided, right.known)
    }
}

extension Node {
    /// The JSON Schema type of this value.
    var valueType: ValueType {
        switch value {
        case .null: .null
        case .bool: .boolean
        case .integer: .integer
        case .double: .number
        case .string: .string
        case .list: .array
        case .mapping: .object
        }
    }
}

extension [ValueType] {
    /// The list without repetitions.
    var firstOccurrences: [ValueType] {
        var result: [ValueType] = []
        for type in self where !result.contains(type) { result.append(type) }
        return result
    }
}
