import Values

/// A model endpoint of the OpenAI form, and who asks it.
struct ModelEndpoint: Sendable, Equatable {
    /// Base URL that ends in `/v1`.
    var url: String
    /// The key; none where none is asked.
    var key: [Piece]

    func post(_ path: String, _ body: [Piece], seconds: Int = 120) -> HTTPExchange {
        HTTPExchange(
            "POST", url + path, headers: [("Content-Type", [.text("application/json")])] + authorization, body: body,
            seconds: seconds)
    }

    func get(_ path: String) -> HTTPExchange { HTTPExchange("GET", url + path, headers: authorization) }

    private var authorization: [(String, [Piece])] { key.isEmpty ? [] : [("Authorization", [.text("Bearer ")] + key)] }
}

/// The models that one asks by name are listed.
struct ModelListProbe: Probe {
    var endpoint: ModelEndpoint
    var models: [String]

    var exchanges: [Exchange] { [Exchange("list the models", .http(endpoint.get("/models")))] }

    func judge(_ outcomes: [Outcome], at now: Int64) throws -> String {
        let listed = (try outcomes[0].json()["data"]?.list ?? []).compactMap { $0["id"]?.string }
        let missing = models.filter { name in !listed.contains { $0.utf8.elementsEqual(name.utf8) } }
        guard missing.isEmpty else {
            let there = listed.isEmpty ? "none" : listed.joined(separator: ", ")
            throw ProbeFailure("not listed: \(missing.joined(separator: ", ")); listed: \(ShownText.clean(there))")
        }
        return "lists " + models.joined(separator: ", ")
    }
}

/// A short chat gets an answer with words in it.
struct ChatProbe: Probe {
    var endpoint: ModelEndpoint
    var model: String

    static func body(_ model: String, _ content: [Piece]) -> [Piece] {
        let name = JSON.write(Node(.string(model)))
        return [.text(#"{"model":\#(name),"max_tokens":16,"messages":[{"role":"user","content":""#)] + content + [
            .text(#""}]}"#)
        ]
    }

    var exchanges: [Exchange] {
        [Exchange("chat", .http(endpoint.post("/chat/completions", Self.body(model, [.text("Say hello.")]))))]
    }

    func judge(_ outcomes: [Outcome], at now: Int64) throws -> String {
        try Self.words(try outcomes[0].json())
    }

    static func words(_ answer: Node) throws -> String {
        guard let message = answer["choices"]?.list?.first?["message"] else {
            throw ProbeFailure("the answer holds no message: \(ShownText.clean(JSON.write(answer)))")
        }
        // A model that thinks first may spend all its tokens on that.
        let words = [message["content"]?.string, message["reasoning_content"]?.string, message["reasoning"]?.string]
        guard words.contains(where: { $0?.isEmpty == false }) else { throw ProbeFailure("the answer is empty") }
        return "answers"
    }
}

/// A conversation that is longer than the model's window is answered all the same: the gateway cuts it.
struct LongChatProbe: Probe {
    var endpoint: ModelEndpoint
    var model: String
    /// The window, in tokens.
    var context: Int

    var exchanges: [Exchange] {
        // A word of six letters and a space is a token at the least, and never more than a few.
        let content: [Piece] = [.repeated("harbour ", context + context / 8), .text("Say hello.")]
        return [
            Exchange(
                "chat beyond the window",
                .http(endpoint.post("/chat/completions", ChatProbe.body(model, content), seconds: 300)))
        ]
    }

    func judge(_ outcomes: [Outcome], at now: Int64) throws -> String {
        let (status, _, body) = try outcomes[0].answer()
        guard (200..<300).contains(status) else {
            throw ProbeFailure(
                "a conversation beyond \(context) tokens is answered \(status): \(ShownText.clean(body))",
                hint: "the gateway's guardrail does not cut conversations to the window of the model")
        }
        _ = try ChatProbe.words(try outcomes[0].json())
        return "a conversation beyond \(context) tokens is cut and answered"
    }
}

/// Who may not, is refused.
struct ModelRefusalProbe: Probe {
    var endpoint: ModelEndpoint
    var model: String
    var whom: String
    var isEmbedding = false

    var exchanges: [Exchange] {
        let request =
            isEmbedding
            ? endpoint.post("/embeddings", EmbeddingProbe.body(model))
            : endpoint.post("/chat/completions", ChatProbe.body(model, [.text("Say hello.")]))
        return [Exchange("ask as somebody else", .http(request))]
    }

    func judge(_ outcomes: [Outcome], at now: Int64) throws -> String { try outcomes[0].refusal(of: whom) }
}

/// An embedding has the length that was declared.
struct EmbeddingProbe: Probe {
    var endpoint: ModelEndpoint
    var model: String
    /// The length; nil: any but none.
    var dimensions: Int?

    static func body(_ model: String) -> [Piece] {
        [
            .text(
                #"{"model":\#(JSON.write(Node(.string(model)))),"input":"The ferry leaves at eight.","encoding_format":"float"}"#
            )
        ]
    }

    var exchanges: [Exchange] { [Exchange("embed", .http(endpoint.post("/embeddings", Self.body(model))))] }

    func judge(_ outcomes: [Outcome], at now: Int64) throws -> String {
        guard let vector = try outcomes[0].json()["data"]?.list?.first?["embedding"]?.list, !vector.isEmpty else {
            throw ProbeFailure("the answer holds no vector")
        }
        guard vector.allSatisfy({ $0.double != nil }) else { throw ProbeFailure("the vector holds what is no number") }
        guard vector.contains(where: { $0.double != 0 }) else { throw ProbeFailure("the vector is zero everywhere") }
        if let dimensions, vector.count != dimensions {
            throw ProbeFailure(
                "the vector has \(vector.count) numbers instead of \(dimensions)",
                hint: "correct `dimensions` of the model in the platform file; documents must be embedded anew then")
        }
        return "\(vector.count) numbers"
    }
}
