import Catalog
import Platform
import Rendering
import Values

/// What is asked of models.
enum ModelChecks {
    static func chat(_ facts: BindingFacts, _ context: PlanContext) -> [Check] {
        guard let endpoint = endpoint(facts, context) else { return [] }
        let models = context.models(facts)
        let names = models.compactMap { $0["name"]?.string }
        var checks = list(facts, context, endpoint, names)
        for model in models {
            guard let name = model["name"]?.string else { continue }
            checks.append(
                context.check(
                    facts, "chat.\(name)", title: "\(context.title(facts)) chats with \(name)",
                    proves: "its own key is good for the model, and the model answers",
                    probe: ChatProbe(endpoint: endpoint, model: name)))
            // What an engine itself is asked for too much it refuses, rightly.
            if facts.binding.offer.role == "gateway", let window = model["context"]?.integer, window > 0,
                window <= 1 << 20
            {
                checks.append(
                    context.check(
                        facts, "window.\(name)", title: "a conversation longer than \(name)'s window is answered",
                        proves: "the gateway's guardrail cuts what is too long",
                        probe: LongChatProbe(endpoint: endpoint, model: name, context: Int(window))))
            }
        }
        return checks + refusals(facts, context, endpoint, names)
    }

    static func embeddings(_ facts: BindingFacts, _ context: PlanContext) -> [Check] {
        guard let endpoint = endpoint(facts, context) else { return [] }
        let models = context.models(facts)
        let names = models.compactMap { $0["name"]?.string }
        var checks = list(facts, context, endpoint, names)
        for model in models {
            guard let name = model["name"]?.string else { continue }
            let length = (model["dimensions"]?.integer).flatMap { Int(exactly: $0) }
            checks.append(
                context.check(
                    facts, "vector.\(name)", title: "\(context.title(facts)) gets an embedding of \(name)",
                    proves: length.map { "its own key is good, and the vector has \($0) numbers" }
                        ?? "its own key is good",
                    probe: EmbeddingProbe(endpoint: endpoint, model: name, dimensions: length)))
        }
        return checks + refusals(facts, context, endpoint, names)
    }

    private static func endpoint(_ facts: BindingFacts, _ context: PlanContext) -> ModelEndpoint? {
        facts.properties["url"]?.string.map { ModelEndpoint(url: $0, key: context.pieces(facts, "key")) }
    }

    private static func list(
        _ facts: BindingFacts, _ context: PlanContext, _ endpoint: ModelEndpoint, _ names: [String]
    ) -> [Check] {
        guard !names.isEmpty else { return [] }
        return [
            context.check(
                facts, "models", title: "\(context.title(facts)) sees \(names.joined(separator: ", "))",
                proves: "what it is told to use is there", probe: ModelListProbe(endpoint: endpoint, models: names))
        ]
    }

    /// Nobody gets in with an invented key, nor with one that is for other models.
    private static func refusals(
        _ facts: BindingFacts, _ context: PlanContext, _ endpoint: ModelEndpoint, _ names: [String]
    ) -> [Check] {
        guard !endpoint.key.isEmpty, let model = names.first else { return [] }
        let isEmbedding = facts.binding.offer.capability == "embeddings"
        func refusal(_ what: String, title: String, key: [Piece], whom: String) -> Check {
            context.check(
                facts, what, title: title, proves: "the key is asked for, and looked at",
                probe: ModelRefusalProbe(
                    endpoint: ModelEndpoint(url: endpoint.url, key: key), model: model, whom: whom,
                    isEmbedding: isEmbedding))
        }
        var checks = [
            refusal(
                "invented-key", title: "\(model) refuses an invented key",
                key: [.text("sk-fairlead-verify-\(context.nonce)")],
                whom: "an invented key")
        ]
        // An engine that takes every key for all that it serves promises nothing here.
        guard facts.properties["scoped"]?.bool == true else { return checks }
        let other = context.facts.first { other in
            other.binding.provider == facts.binding.provider && other.properties["url"] == facts.properties["url"]
                && other.binding.consumer == facts.binding.consumer && !context.pieces(other, "key").isEmpty
                && context.pieces(other, "key") != endpoint.key
                && !context.models(other).contains { $0["name"]?.string == model }
        }
        if let other {
            checks.append(
                refusal(
                    "other-key", title: "\(model) refuses the key of \(other.binding.id)",
                    key: context.pieces(other, "key"),
                    whom: "the key of \(other.binding.id)"))
        }
        return checks
    }
}
