import Catalog
package import Diagnostics
import Platform
import Rendering
import Values

/// Vectors have one length: of the model that makes them, of the store that keeps them and of whoever asks.
package struct VectorDimensionsRule: Guideline {
    package static let code = Code.vectorDimensions
    package init() {}

    private static let carriers: Set<String> = [
        "vectorsize", "outputvectorsize", "vectordimensions", "embeddingdimension", "embeddingdimensions",
    ]

    package func findings(_ input: GuidelineInput) -> [Finding] {
        offers(input) + stores(input) + input.trees.flatMap { rendered($0, input) }
    }

    private func offers(_ input: GuidelineInput) -> [Finding] {
        input.rendering.facts.filter { $0.binding.offer.capability == "embeddings" }.flatMap { facts in
            (facts.properties["models"]?.list ?? []).compactMap { entry -> Finding? in
                guard let name = entry["name"]?.string,
                    let right = input.resolution.specification.models.first(where: { $0.name == name })?.dimensions,
                    let said = entry["dimensions"]?.integer, said != Int64(right)
                else { return nil }
                return Finding(
                    code: Self.code, message: "`\(name)` is offered with vectors of \(said) numbers; it makes \(right)",
                    place: facts.binding.offer.place, component: facts.binding.provider,
                    hint: "take `dimensions` in the property `models` from .Values.platform.models")
            }
        }
    }

    private func stores(_ input: GuidelineInput) -> [Finding] {
        input.rendering.facts.filter { $0.binding.requirement.capability == "vector-store" }.compactMap { facts in
            guard let asked = facts.arguments["dimensions"]?.integer else { return nil }
            let made = Self.lengths(input, of: facts.binding.consumer)
            guard !made.isEmpty, !made.contains(asked) else { return nil }
            return Finding(
                code: Self.code,
                message:
                    "`\(facts.binding.consumer)` stores vectors of \(asked) numbers; its models make \(Self.list(made))",
                place: facts.binding.requirement.arguments["dimensions"]?.place ?? facts.binding.requirement.place,
                component: facts.binding.consumer,
                hint: "take `dimensions` from the embedding model in .Values.platform.models")
        }
    }

    private func rendered(_ tree: RenderedTree, _ input: GuidelineInput) -> [Finding] {
        guard !input.bindings(of: tree.component, to: "embeddings").isEmpty else { return [] }
        let made = Self.lengths(input, of: tree.component)
        return tree.settings.filter { Self.carriers.contains($0.plainKey) }.compactMap { setting in
            guard let said = setting.integer, !made.isEmpty, !made.contains(said) else { return nil }
            return Finding(
                code: Self.code,
                message: "`\(setting.key)` is \(said); the embedding models make vectors of \(Self.list(made))",
                place: input.place(setting.value, of: tree.component), component: tree.component,
                cause: "at \(setting.path) of \(tree.title)",
                hint: "take it from the embedding model in .Values.platform.models")
        }
    }

    /// Lengths of the vectors that a member gets: of the models it is bound to, else of all models of the platform.
    private static func lengths(_ input: GuidelineInput, of member: String) -> Set<Int64> {
        let bound = input.bindings(of: member, to: "embeddings").compactMap {
            input.facts($0)?.properties["models"]?.list
        }.joined()
        let lengths = Set(bound.compactMap { $0["dimensions"]?.integer })
        return lengths.isEmpty
            ? Set(input.resolution.specification.models.compactMap { $0.dimensions.map(Int64.init) }) : lengths
    }

    private static func list(_ lengths: Set<Int64>) -> String {
        lengths.sorted().map(String.init).joined(separator: " or ")
    }
}
