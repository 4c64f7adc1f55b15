import Catalog
package import Diagnostics
import Platform
import Rendering
import Values

/// Chunks of documents fit into what the embedding model reads, with room for its special tokens and its prefix.
package struct ChunkSizeRule: Guideline {
    package static let code = Code.chunkSize
    package init() {}

    /// Room for special tokens, and for a tokenizer that counts a little differently from the model's own.
    static let room = 16
    /// European languages have three to four characters to a token; fewer would be rare enough to be a mistake.
    private static let charactersPerToken = 2

    package func findings(_ input: GuidelineInput) -> [Finding] {
        offers(input)
            + input.trees.flatMap { tree -> [Finding] in
                guard let (model, limit) = Self.smallest(input, of: tree.component) else { return [] }
                return tree.settings.filter { $0.plainKey == "chunksize" || $0.plainKey == "ragchunksize" }.compactMap {
                    finding($0, in: tree, model: model, limit: limit, input)
                }
            }
    }

    /// The embedding model of a member that reads the least, and what is left of its input for a chunk.
    private static func smallest(_ input: GuidelineInput, of member: String) -> (name: String, limit: Int)? {
        let offered = input.bindings(of: member, to: "embeddings").flatMap { binding -> [(String, Int)] in
            guard let facts = input.facts(binding) else { return [] }
            let wanted = facts.arguments["models"]?.strings
            return (facts.properties["models"]?.list ?? []).compactMap { entry in
                guard let name = entry["name"]?.string, wanted?.contains(name) ?? true,
                    let reads = entry["input"]?.integer,
                    (0..<1 << 40).contains(reads)
                else { return nil }
                return (name, Int(reads) - room - prefix(of: name, input))
            }
        }
        return offered.min { $0.1 < $1.1 }
    }

    /// An upper bound of the tokens of a model's longest prefix: a token has at least one byte.
    static func prefix(of model: String, _ input: GuidelineInput) -> Int {
        let prefixes =
            input.resolution.specification.models.first { $0.name == model }?.node["prefixes"]?.mapping?.entries ?? []
        return prefixes.compactMap { $0.value.string?.utf8.count }.max() ?? 0
    }

    private func finding(_ setting: Setting, in tree: RenderedTree, model: String, limit: Int, _ input: GuidelineInput)
        -> Finding?
    {
        guard let size = setting.integer.flatMap(Int.init(exactly:)), size > 0 else { return nil }
        let splitter = tree.settings.first { $0.plainKey.hasSuffix("textsplitter") }?.value.string
        let countsCharacters = splitter.map { !$0.contains("token") } ?? false
        let most = countsCharacters ? limit * Self.charactersPerToken : limit
        guard size > most else { return nil }
        let prefix = Self.prefix(of: model, input)
        return Finding(
            code: Self.code, severity: countsCharacters ? .warning : .error,
            message:
                "`\(setting.key)` is \(size) \(countsCharacters ? "characters" : "tokens"); `\(model)` reads at most \(most) of a chunk",
            place: input.place(setting.value, of: tree.component), component: tree.component,
            cause:
                "its input is \(limit + Self.room + prefix) tokens, less \(Self.room) for special tokens and \(prefix) for its prefix",
            hint: "set at most \(most), or choose an embedding model that reads more")
    }

    private func offers(_ input: GuidelineInput) -> [Finding] {
        input.rendering.facts.filter { $0.binding.offer.capability == "embeddings" }.flatMap { facts in
            (facts.properties["models"]?.list ?? []).compactMap { entry -> Finding? in
                guard let name = entry["name"]?.string,
                    let model = input.resolution.specification.models.first(where: {
                        $0.name == name && $0.serves == .embeddings
                    }),
                    let said = entry["input"]?.integer, said != Int64(model.context)
                else { return nil }
                return Finding(
                    code: Self.code,
                    message: "`\(name)` is offered with an input of \(said) tokens; the platform says \(model.context)",
                    place: facts.binding.offer.place, component: facts.binding.provider,
                    hint: "take `input` in the property `models` from .Values.platform.models")
            }
        }
    }
}
