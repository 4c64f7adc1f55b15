import Catalog
public import Diagnostics
public import Helm
import Host
public import Platform
import Values

/// Turns a resolution and its plan into values and manifests. Pure but for the engine that evaluates templates.
public struct Renderer {
    let resolution: Resolution
    let plan: Plan
    let unanswered: Set<CredentialID>
    let evaluator: TemplateEvaluator
    var findings: [Finding] = []

    /// Renders a platform.
    ///
    /// - Parameters:
    ///   - resolution: the platform's graph.
    ///   - plan: its order.
    ///   - unanswered: asked-for credentials that nobody gave; what needs them is left out.
    ///   - engine: evaluates the templates.
    /// - Returns: the rendering, or nil if there are errors, and the findings.
    /// - Throws: `HelmFailure` if the engine itself cannot be used.
    public static func render(
        _ resolution: Resolution, plan: Plan, unanswered: Set<CredentialID> = [], engine: any HelmEngine
    ) throws -> (Rendering?, [Finding]) {
        var renderer = Renderer(
            resolution: resolution, plan: plan, unanswered: unanswered, evaluator: TemplateEvaluator(engine: engine))
        let rendering = try renderer.run()
        let failed = renderer.findings.contains { $0.severity == .error }
        return (failed ? nil : rendering, renderer.findings)
    }

    private mutating func run() throws -> Rendering? {
        let context = TemplateContext(resolution)
        var evaluation = FactEvaluation(resolution: resolution, plan: plan, context: context, evaluator: evaluator)
        try evaluation.run()
        findings += evaluation.findings
        guard findings.isEmpty else { return nil }
        let facts = evaluation.facts

        var planner = SecretPlanner(resolution: resolution, facts: facts, unanswered: unanswered)
        let declared = planner.declared()
        let carried = planner.carried()
        findings += planner.findings

        guard let texts = try evaluateAll(context: context, facts: facts, secrets: declared) else { return nil }
        let collected = collect(texts)
        let secrets = declared + carried.filter { secret in collected.contains { $0.mentions(secret) } }
        checkDoubles(secrets)
        var network = NetworkPolicies(resolution: resolution, facts: facts)
        let owned = Namespaces.owned(resolution, components: collected)
        return Rendering(
            components: collected, namespaces: owned, policies: network.policies(for: owned),
            secrets: secrets.sorted { ($0.namespace, $0.name) < ($1.namespace, $1.name) },
            facts: resolution.bindings.compactMap { facts[$0] })
    }

    private mutating func evaluateAll(
        context: TemplateContext, facts: FactTable, secrets: [SecretObject]
    ) throws -> [String: [String: String]]? {
        var units: [TemplateUnit] = []
        for member in resolution.members {
            let files = member.component.files
            var strings = TemplateStrings()
            strings.take(Self.imageNode(member), key: "images")
            strings.take(Self.diskNode(member), key: "disks")
            let templates =
                ([files.values].compactMap { $0 } + files.manifests + files.repository + files.partials).map(
                    Self.unitFile)
                + strings.templates
            let values =
                TemplateUnit.isAlive(templates)
                ? context.full(member, facts: facts, secrets: secrets, templates: templates) : [:]
            units.append(TemplateUnit(name: member.name, templates: templates, values: values))
        }
        for (index, binding) in resolution.bindings.enumerated() {
            guard let provider = resolution.member(binding.provider)?.component,
                let claims = provider.files.claims[binding.offer.name], !claims.isEmpty
            else { continue }
            let templates = (claims + provider.files.partials).map(Self.unitFile)
            if let values = context.claim(binding, facts: facts, secrets: secrets, templates: templates) {
                units.append(TemplateUnit(name: Self.claimUnit(index), templates: templates, values: values))
            }
        }
        do {
            return try evaluator.evaluate(units)
        } catch let error as TemplateFailures {
            for failure in error.failures { findings.append(finding(failure)) }
            return nil
        }
    }

    private static func unitFile(_ file: ComponentFiles.File) -> TemplateUnit.File {
        TemplateUnit.File(path: file.path, text: file.text)
    }

    private static func claimUnit(_ index: Int) -> String { "claim \(index)" }

    private static func imageNode(_ member: Member) -> Node {
        Node(.list(member.component.images.map { Node(.string($0.image)) }))
    }

    private static func diskNode(_ member: Member) -> Node {
        Node(.list(member.component.disks.map { Node(.string($0.size)) }))
    }

    /// The binding a unit of claims stands for.
    private func binding(ofUnit unit: String) -> Binding? {
        guard unit.hasPrefix("claim "), let index = Int(unit.dropFirst(6)), resolution.bindings.indices.contains(index)
        else { return nil }
        return resolution.bindings[index]
    }

    private func finding(_ failure: TemplateFailure) -> Finding {
        let binding = binding(ofUnit: failure.unit)
        let component = binding?.provider ?? failure.unit
        let folder = resolution.member(component).map {
            $0.component.origin == Component.builtIn ? Component.builtInPlace + component : $0.component.origin
        }
        let file = failure.path.map { "\(folder ?? component)/\($0)" }
        return Finding(
            code: Code.templateFailed, message: failure.message,
            place: file.map { Place(file: $0, line: failure.line ?? 1, column: failure.column ?? 1) },
            component: component,
            cause: binding.map { "while rendering the claim of `\($0.consumer)`" }, hint: failure.hint)
    }

    /// The engine's text of one template, and what becomes of it.
    private struct Output {
        let text: String
        let origin: String
        let component: Component
        let namespace: String
        /// The binding whose claim it is; nil for a component's own objects.
        var claim: Binding?
    }

    private func outputs(_ texts: [String: [String: String]]) -> [Output] {
        var outputs: [Output] = []
        for member in resolution.members {
            for file in member.component.files.manifests {
                outputs.append(
                    Output(
                        text: texts[member.name]?[file.path] ?? "", origin: "\(member.name)/\(file.path)",
                        component: member.component, namespace: member.namespace))
            }
        }
        for (index, binding) in resolution.bindings.enumerated() {
            guard let provider = resolution.member(binding.provider), let consumer = resolution.member(binding.consumer)
            else { continue }
            for file in provider.component.files.claims[binding.offer.name] ?? [] {
                outputs.append(
                    Output(
                        text: texts[Self.claimUnit(index)]?[file.path] ?? "", origin: "\(provider.name)/\(file.path)",
                        component: provider.component, namespace: consumer.namespace, claim: binding))
            }
        }
        return outputs
    }

    /// Texts are parsed side by side: there are hundreds.
    private static func parsed(_ outputs: [Output]) -> [Result<[Node], SyntaxError>] {
        let texts = outputs.map { ($0.text, $0.origin + " (rendered)") }
        return Parallel.mapAll(texts, limit: 4) { text, file in
            Result { () throws(SyntaxError) in try YAML.parse(Array(text.utf8), file: file) }
        }
    }

    /// Reads the engine's texts into values and objects; claims go to the member they are delivered with.
    private mutating func collect(_ texts: [String: [String: String]]) -> [RenderedComponent] {
        var objects: [String: [RenderedObject]] = [:]
        let outputs = outputs(texts)
        for (output, parsed) in zip(outputs, Self.parsed(outputs)) {
            let found = read(
                parsed, origin: output.origin, component: output.component, namespace: output.namespace,
                stage: output.claim == nil ? nil : .before)
            guard let binding = output.claim else {
                objects[output.component.name, default: []] += found
                continue
            }
            for object in found {
                // Late offers carry no order: their objects must not hold up what they belong to.
                var placed = object
                if binding.isLate, placed.stage == .before { placed.stage = .with }
                let provider = resolution.member(binding.provider)?.namespace
                let owner =
                    object.namespace == provider && provider != output.namespace ? binding.provider : binding.consumer
                objects[owner, default: []].append(placed)
            }
        }
        checkDoubles(objects)
        let rendered = resolution.members.map { member in
            let own = member.request.patches.reduce(objects[member.name] ?? []) { patched($0, with: $1, of: member) }
            return RenderedComponent(
                name: member.name, values: values(texts[member.name]?["values.yaml"], of: member),
                objects: own.map { $0.marked(platform: resolution.specification.name, component: member.name) },
                repository: repository(texts[member.name] ?? [:], of: member),
                images: images(texts[member.name] ?? [:], of: member),
                disks: disks(texts[member.name] ?? [:], of: member))
        }
        checkDoubles(rendered)
        return rendered
    }

    /// A file without content is not there.
    private mutating func repository(_ texts: [String: String], of member: Member) -> [RepositoryFile] {
        var files: [RepositoryFile] = []
        for file in member.component.files.repository {
            do throws(SyntaxError) {
                let text = Array((texts[file.path] ?? "").utf8)
                let documents = try YAML.parse(text, file: "\(member.name)/\(file.path) (rendered)").filter {
                    !$0.isNull
                }
                let path = file.path.split(separator: "/").dropFirst().joined(separator: "/")
                if !documents.isEmpty { files.append(RepositoryFile(path: path, documents: documents)) }
            } catch {
                findings.append(Finding(syntax: error).about(component: member.name))
            }
        }
        return files
    }

    private func images(_ texts: [String: String], of member: Member) -> [ImageUse] {
        let evaluated = TemplateStrings.put(Self.imageNode(member), key: "images", results: texts)
        return zip(member.component.images, evaluated.strings ?? []).compactMap { use, image in
            let text = image.trimmingSpaces
            return text.isEmpty ? nil : ImageUse(image: text, purpose: use.purpose)
        }
    }

    /// A disk without a size is not there.
    private func disks(_ texts: [String: String], of member: Member) -> [DiskUse] {
        let evaluated = TemplateStrings.put(Self.diskNode(member), key: "disks", results: texts)
        return zip(member.component.disks, evaluated.strings ?? []).compactMap { use, size in
            let text = size.trimmingSpaces
            return text.isEmpty ? nil : DiskUse(name: use.name, size: text)
        }
    }

    private mutating func values(_ text: String?, of member: Member) -> Node? {
        guard member.component.chart != nil else { return nil }
        let file = "\(member.name)/values.yaml (rendered)"
        do throws(SyntaxError) {
            let parsed = try YAML.parse(Array((text ?? "").utf8), file: file).first ?? [:]
            let values = parsed.isNull ? [:] : parsed
            guard values.mapping != nil else {
                findings.append(
                    Finding(
                        code: Code.templateOutput, message: "the values are no mapping", place: values.place,
                        component: member.name))
                return nil
            }
            return values.merged(with: member.request.values, nullDeletes: false)
        } catch {
            findings.append(Finding(syntax: error).about(component: member.name))
            return nil
        }
    }
}
