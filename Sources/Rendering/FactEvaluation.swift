import Catalog
import Diagnostics
import Helm
import Platform
import Values

/// Evaluates what the bindings carry, provider before consumer: arguments first, late bindings next, then wave by wave.
struct FactEvaluation {
    let resolution: Resolution
    let plan: Plan
    let context: TemplateContext
    let evaluator: TemplateEvaluator
    private(set) var facts = FactTable()
    private(set) var findings: [Finding] = []

    init(resolution: Resolution, plan: Plan, context: TemplateContext, evaluator: TemplateEvaluator) {
        self.resolution = resolution
        self.plan = plan
        self.context = context
        self.evaluator = evaluator
    }

    mutating func run() throws {
        try evaluateArguments()
        let late = resolution.bindings.filter(\.isLate)
        guard findings.isEmpty else { return }
        try evaluateOffers(late)
        let waves = Dictionary(grouping: resolution.bindings.filter { !$0.isLate }) { plan.wave(of: $0.provider) ?? 0 }
        // What failed once would fail again in everything that stands on it.
        for wave in waves.keys.sorted() where findings.isEmpty { try evaluateOffers(waves[wave] ?? []) }
    }

    private mutating func evaluateArguments() throws {
        var units: [TemplateUnit] = []
        for (index, binding) in resolution.bindings.enumerated() {
            var strings = TemplateStrings()
            strings.take(binding.requirement.arguments, key: "with")
            guard !strings.templates.isEmpty else { continue }
            let templates = strings.templates + partials(binding.handedOnBy ?? binding.consumer)
            if let values = context.arguments(binding, templates: templates) {
                units.append(TemplateUnit(name: "\(index)", templates: templates, values: values))
            }
        }
        let results = try evaluate(units, for: resolution.bindings)
        for (index, binding) in resolution.bindings.enumerated() {
            let text = TemplateStrings.put(
                binding.requirement.arguments, key: "with", results: results["\(index)"] ?? [:])
            let (typed, wrong) = TypedFacts.typed(
                text, schema: resolution.capabilities[binding.requirement.capability]?.arguments ?? [:])
            for (key, type) in wrong {
                findings.append(
                    Finding(
                        code: Code.propertyInvalid,
                        message: "the argument `\(key)` of `\(binding.requirement.name)` must be of type \(type)",
                        place: binding.requirement.place, component: binding.consumer))
            }
            let secretName = binding.offer.credentials.isEmpty ? nil : "\(binding.id)-credentials"
            facts[binding] = BindingFacts(
                binding: binding, arguments: typed, properties: [:], secretName: secretName,
                secretKeys: binding.offer.credentials.map { credential in
                    if case .existing(let key) = credential.recipe {
                        (credential.name, key)
                    } else {
                        (credential.name, credential.name)
                    }
                },
                fixed: [:], pods: [])
        }
    }

    /// Evaluates properties and names of the given bindings' offers; all of them see only facts of earlier calls.
    private mutating func evaluateOffers(_ bindings: [Binding]) throws {
        var units: [TemplateUnit] = []
        for (index, binding) in bindings.enumerated() {
            var strings = TemplateStrings()
            for (key, node) in Self.parts(binding.offer) { strings.take(node, key: key) }
            guard !strings.templates.isEmpty else { continue }
            let templates = strings.templates + partials(binding.provider)
            if let values = context.claim(binding, facts: facts, secrets: [], templates: templates) {
                units.append(TemplateUnit(name: "\(index)", templates: templates, values: values))
            }
        }
        let results = try evaluate(units, for: bindings)
        for (index, binding) in bindings.enumerated() {
            guard var own = facts[binding] else { continue }
            let texts = results["\(index)"] ?? [:]
            let properties = TemplateStrings.put(binding.offer.properties, key: "properties", results: texts)
            let (typed, wrong) = TypedFacts.typed(
                properties, schema: resolution.capabilities[binding.offer.capability]?.properties ?? [:])
            for (key, type) in wrong {
                findings.append(
                    Finding(
                        code: Code.propertyInvalid,
                        message: "the property `\(key)` of the offer `\(binding.offer.name)` must be of type \(type)",
                        place: binding.offer.place, component: binding.provider))
            }
            own.properties = typed
            if let name = binding.offer.secretName, own.secretName != nil {
                own.secretName =
                    TemplateStrings.put(Node(.string(name)), key: "secret", results: texts).string?.trimmingSpaces
            }
            for credential in binding.offer.credentials {
                guard case .fixed(let text) = credential.recipe else { continue }
                own.fixed[credential.name] =
                    TemplateStrings.put(Node(.string(text)), key: "fixed/" + credential.name, results: texts).string?
                    .trimmingSpaces
            }
            own.pods = binding.offer.pods.map { key, value in
                (
                    key,
                    TemplateStrings.put(Node(.string(value)), key: "pods/" + key, results: texts).string?.trimmingSpaces
                        ?? ""
                )
            }
            facts[binding] = own
        }
    }

    private static func parts(_ offer: Offer) -> [(String, Node)] {
        var parts = [("properties", offer.properties)]
        if let name = offer.secretName { parts.append(("secret", Node(.string(name)))) }
        for credential in offer.credentials {
            if case .fixed(let text) = credential.recipe {
                parts.append(("fixed/" + credential.name, Node(.string(text))))
            }
        }
        parts += offer.pods.map { ("pods/" + $0, Node(.string($1))) }
        return parts
    }

    private func partials(_ member: String) -> [TemplateUnit.File] {
        (resolution.member(member)?.component.files.partials ?? []).map { .init(path: $0.path, text: $0.text) }
    }

    private mutating func evaluate(_ units: [TemplateUnit], for bindings: [Binding]) throws -> [String: [String:
        String]]
    {
        guard !units.isEmpty else { return [:] }
        do {
            return try evaluator.evaluate(units)
        } catch let error as TemplateFailures {
            for failure in error.failures {
                let binding = Int(failure.unit).flatMap { bindings.indices.contains($0) ? bindings[$0] : nil }
                let isArgument = failure.path?.hasPrefix("with") ?? false
                findings.append(
                    Finding(
                        code: Code.templateFailed, message: "a template fails: \(failure.message)",
                        place: isArgument ? binding?.requirement.place : binding?.offer.place,
                        component: isArgument ? binding?.consumer : binding?.provider,
                        cause: binding.map {
                            "in the \(failure.path ?? "template") of `\($0.offer.name)` for `\($0.consumer)`"
                        },
                        hint: failure.hint))
            }
            return [:]
        }
    }
}
