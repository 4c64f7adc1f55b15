import Diagnostics
import Guidelines
import Testing

/// Context windows, chunks, vectors and graphics processors.
struct ModelRulesTests {
    @Test func offersSayThePlatformsContext() throws {
        #expect(try findings(ContextWindowRule.self).isEmpty)
        let found = try findings(
            ContextWindowRule.self,
            rendered: .init(properties: ["trial-engine/llm": "models: [{name: assistant, context: 8192}]"]))
        #expect(
            found.map(\.message) == ["`assistant` is offered with a context of 8192 tokens; the platform says 16384"])
        #expect(found.first?.component == "trial-engine")
        #expect(found.first?.severity == .error)
        let silent = try findings(
            ContextWindowRule.self, rendered: .init(properties: ["trial-engine/llm": "models: [{name: assistant}]"]))
        #expect(silent.map(\.message) == ["`assistant` is offered without its context"])
    }

    /// Every form in which a window is written.
    @Test(arguments: [
        "spec: [{name: assistant, config: {maxModelLen: NUMBER}}]",
        "models: {assistant: {max_model_len: NUMBER}}",
        "model_list: [{model_name: assistant, model_info: {max_input_tokens: NUMBER}}, {model_name: vectors}]",
        "guard: {max_context_tokens_by_model: {assistant: NUMBER}}",
        "guard: {context_windows: {assistant: NUMBER, vectors: 512}}",
        "args: [--model, mistralai/Mistral-Small-3.2-24B-Instruct-2506, --max-model-len, 'NUMBER']",
        "args: [--served-model-name=assistant, --max-model-len=NUMBER]",
        "file: |\n  model_list:\n    - model_name: assistant\n      model_info: {max_input_tokens: NUMBER}\n",
        #"file: '{"models": [{"id": "assistant", "context_length": NUMBER}]}'"#,
        "env: [{name: MODEL, value: hosted/assistant}, {name: MAX_MODEL_LEN, value: 'NUMBER'}]",
    ])
    func renderedWindowsAreThePlatforms(form: String) throws {
        for (number, count) in [("16384", 0), ("8192", 1)] {
            let values = form.replacing("NUMBER", with: number)
            let found = try findings(ContextWindowRule.self, rendered: .init(values: ["trial-app": values]))
            #expect(found.count == count, "\(values): \(found.map(\.message))")
            #expect(found.allSatisfy { $0.message.contains("`assistant` is 8192; the platform says 16384") })
        }
    }

    @Test func windowsOfOtherModelsAndAnswersAreNoneOfItsBusiness() throws {
        let values =
            "list: [{name: foreign, max_input_tokens: 4096}, {name: assistant, max_tokens: 2000}]\nmaxModelLen: 1"
        #expect(try findings(ContextWindowRule.self, rendered: .init(values: ["trial-app": values])).isEmpty)
    }

    @Test func chunksLeaveRoomForPrefixAndSpecialTokens() throws {
        // 512 less 16, less the nine bytes of `passage: `.
        func check(_ size: String, _ splitter: String) throws -> [Finding] {
            let values = "env: [{name: CHUNK_SIZE, value: '\(size)'}, {name: RAG_TEXT_SPLITTER, value: \(splitter)}]"
            return try findings(ChunkSizeRule.self, rendered: .init(values: ["trial-app": values]))
        }
        #expect(try check("487", "token").isEmpty)
        let found = try check("488", "token")
        #expect(found.map(\.severity) == [.error])
        #expect(found.first?.message.contains("488 tokens; `vectors` reads at most 487") == true)
        #expect(try check("974", "character").isEmpty)
        #expect(try check("1500", "character").map(\.severity) == [.warning])
    }

    @Test func offeredInputIsThePlatforms() throws {
        let found = try findings(
            ChunkSizeRule.self,
            rendered: .init(properties: [
                "trial-engine/embeddings": "models: [{name: vectors, dimensions: 1024, input: 8192}]"
            ]))
        #expect(found.map(\.component) == ["trial-engine"])
    }

    @Test func vectorsHaveOneLength() throws {
        #expect(try findings(VectorDimensionsRule.self).isEmpty)
        let offered = try findings(
            VectorDimensionsRule.self,
            rendered: .init(properties: [
                "trial-engine/embeddings": "models: [{name: vectors, dimensions: 768, input: 512}]"
            ]))
        #expect(
            Set(offered.map(\.message)) == [
                "`vectors` is offered with vectors of 768 numbers; it makes 1024",
                "`trial-app` stores vectors of 1024 numbers; its models make 768",
            ])
        let rendered = try findings(
            VectorDimensionsRule.self, rendered: .init(values: ["trial-app": "vector_size: 768"]))
        #expect(rendered.map(\.message) == ["`vector_size` is 768; the embedding models make vectors of 1024"])
    }

    @Test func modelsFitOntoTheGPUs() throws {
        let app = "components: {trial-app: {}}"
        #expect(try findings(GPUShortageRule.self).isEmpty)
        let few = try findings(
            GPUShortageRule.self, "cluster: {gpus: [{product: A100, count: 1, memory: 80Gi}]}\n" + app)
        #expect(few.map(\.message) == ["the models ask for 2 GPUs, the cluster has 1"])
        #expect(few.first?.cause == "GPUs × replicas: assistant 1 × 1 + vectors 1 × 1 = 2")
        let small = try findings(
            GPUShortageRule.self, "cluster: {gpus: [{product: A30, count: 2, memory: 24Gi}]}\n" + app)
        #expect(small.map(\.message) == ["`assistant` will not fit into the memory of its GPU"])
        #expect(small.first?.hint?.contains("3 GPUs") == true)
        let none = try findings(GPUShortageRule.self, app)
        #expect(none.map(\.message) == ["the models ask for 2 GPUs, the cluster has 0"])
    }

    @Test func productsAreCountedApart() throws {
        let models = """
            {assistant: {weights: mistralai/Mistral-Small-3.2-24B-Instruct-2506, product: A100, gpus: 2, engine: trial-engine},
                vectors: {weights: intfloat/multilingual-e5-large, engine: trial-engine}}
            """
        let found = try findings(
            GPUShortageRule.self,
            "cluster: {gpus: [{product: A100, count: 1, memory: 80Gi}, {product: L4, count: 4, memory: 24Gi}]}\ncomponents: {trial-app: {}}",
            models: models)
        #expect(found.map(\.message) == ["the models ask for 2 GPUs of the product A100, the cluster has 1"])
    }
}
