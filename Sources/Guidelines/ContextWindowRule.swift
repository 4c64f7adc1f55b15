import Catalog
package import Diagnostics
import Platform
import Rendering
import Values

/// One context window for each model: engines, gateways, guards and interfaces say the platform's number.
package struct ContextWindowRule: Guideline {
    package static let code = Code.contextWindow
    package init() {}

    /// Keys that carry a window. `max_tokens` is not among them: it bounds an answer.
    private static let carriers: Set<String> = [
        "maxmodellen", "maxinputtokens", "contextwindow", "contextwindows", "contextlength", "maxcontexttokens",
        "maxcontexttokensbymodel",
        "numctx",
    ]

    package func findings(_ input: GuidelineInput) -> [Finding] {
        offers(input) + input.trees.flatMap { rendered($0, input) }
    }

    private func offers(_ input: GuidelineInput) -> [Finding] {
        var findings: [Finding] = []
        for facts in input.rendering.facts where facts.binding.offer.capability == "llm" {
            for entry in facts.properties["models"]?.list ?? [] {
                guard let name = entry["name"]?.string,
                    let model = input.resolution.specification.models.first(where: {
                        $0.name == name && $0.serves == .chat
                    })
                else { continue }
                let said = entry["context"]?.integer
                if said == Int64(model.context) { continue }
                findings.append(
                    Finding(
                        code: Self.code,
                        message: said.map {
                            "`\(name)` is offered with a context of \($0) tokens; the platform says \(model.context)"
                        }
                            ?? "`\(name)` is offered without its context",
                        place: facts.binding.offer.place, component: facts.binding.provider,
                        cause: "`\(facts.binding.consumer)` would plan its requests with it",
                        hint:
                            "take `context` in the property `models` from .Values.platform.models, or pass on what the engines say"
                    ))
            }
        }
        return findings
    }

    private func rendered(_ tree: RenderedTree, _ input: GuidelineInput) -> [Finding] {
        let models = input.resolution.specification.models
        let mention = ModelMention(models: models)
        return tree.settings.filter { Self.carriers.contains($0.plainKey) }.flatMap { setting -> [Finding] in
            if let byModel = setting.value.mapping {
                return byModel.entries.compactMap { entry in
                    guard let model = models.first(where: { $0.name == entry.key || $0.weights == entry.key }) else {
                        return nil
                    }
                    return finding(entry.value.integer, setting, at: entry.value, model, tree, input)
                }
            }
            guard let said = setting.integer, let model = mention.model(of: setting) else { return [] }
            return [finding(said, setting, at: setting.value, model, tree, input)].compactMap { $0 }
        }
    }

    private func finding(
        _ said: Int64?, _ setting: Setting, at node: Node, _ model: Specification.Model, _ tree: RenderedTree,
        _ input: GuidelineInput
    ) -> Finding? {
        guard let said, said != Int64(model.context) else { return nil }
        return Finding(
            code: Self.code,
            message: "`\(setting.key)` of `\(model.name)` is \(said); the platform says \(model.context)",
            place: input.place(node, of: tree.component), component: tree.component,
            cause: "at \(setting.path) of \(tree.title)",
            hint: "set the window once, in `models.\(model.name)`, and take it from there")
    }
}
