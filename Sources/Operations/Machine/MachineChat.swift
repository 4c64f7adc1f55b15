import Catalog
import Crypto
import Delivery
public import HTTP
import Platform
import Rendering
public import Secrets
import Values

/// A question to the platform's models, with the very key that one of its components has.
public struct MachineChat: Sendable {
    /// Why a question came to nothing.
    public struct Failure: Error, Sendable, CustomStringConvertible {
        /// The reason.
        public let description: String
        /// What to do.
        public let hint: String?
    }

    /// Where the models are asked: the base URL.
    public let url: String
    /// The component whose key is used.
    public let consumer: String
    /// The models that it sees.
    public let models: [String]
    /// The name, port and address, as libcurl takes them: names of Services are known in containers only.
    public let address: String?
    private let key: SecretBytes?

    /// Finds who may ask, and where.
    ///
    /// - Parameters:
    ///   - desired: what the platform is to have.
    ///   - context: the platform on the machine.
    ///   - store: the values.
    ///   - consumer: the component whose key is used; nil: the first that has one, a gateway's before an engine's.
    /// - Throws: ``Failure`` if nobody may ask; ``PodmanFailure``; `Interrupted`.
    public init(
        desired: DesiredPlatform, context: MachineContext, store: CredentialStore, consumer: String? = nil
    ) throws {
        let all = desired.input.rendering.facts.filter { $0.binding.offer.capability == "llm" }
        let sorted = all.filter { $0.binding.offer.role != "engine" } + all.filter { $0.binding.offer.role == "engine" }
        guard let facts = sorted.first(where: { consumer == nil || $0.binding.consumer == consumer }),
            let url = facts.properties["url"]?.string
        else {
            throw Failure(
                description: consumer.map { "`\($0)` asks no models" } ?? "nothing in the platform asks models",
                hint: all.isEmpty
                    ? "add a chat, such as open-webui"
                    : "these do: " + Set(all.map(\.binding.consumer)).sorted().joined(separator: ", "))
        }
        self.url = url
        self.consumer = facts.binding.consumer
        models = (facts.properties["models"]?.list ?? []).compactMap { $0["name"]?.string ?? $0.string }
        key = Self.key(facts, store)
        address = try Self.address(of: url, for: facts.binding.consumer, context)
    }

    private static func key(_ facts: BindingFacts, _ store: CredentialStore) -> SecretBytes? {
        guard let credential = facts.binding.offer.credentials.first(where: { $0.name == "key" }) else { return nil }
        switch credential.recipe {
        case .fixed: return facts.fixed["key"].map { SecretBytes(text: $0) }
        case .shared(let name): return store.get(CredentialID(component: facts.binding.provider, name: name))
        default: return store.get(CredentialID(binding: facts.binding, field: "key"))
        }
    }

    /// The way that the component itself goes, told to libcurl.
    private static func address(of url: String, for consumer: String, _ context: MachineContext) throws -> String? {
        guard let parts = URLText(url) else { return nil }
        let places = context.plan.units(of: consumer).flatMap(\.hosts).filter { $0.name == parts.host }
        guard let place = places.first?.place else { return nil }
        let state = try MachineState.read(context.podman, platform: context.plan.platform)
        return state.address(place).map { "\(parts.host):\(parts.port):\($0)" }
    }

    /// Asks.
    ///
    /// - Parameters:
    ///   - question: the question.
    ///   - model: the model; nil: the first.
    ///   - transport: made with ``address`` among its names.
    /// - Returns: the answer.
    /// - Throws: ``Failure``; `Interrupted`.
    public func ask(_ question: String, model: String?, transport: any HTTPTransport) throws -> String {
        guard let model = model ?? models.first else {
            throw Failure(description: "it is not known which models `\(consumer)` sees", hint: "name one with --model")
        }
        let body: Node = [
            "model": Node(.string(model)), "messages": [["role": "user", "content": Node(.string(question))]],
        ]
        var headers = [(name: "Content-Type", value: "application/json")]
        if let key {
            headers.append(("Authorization", "Bearer " + key.withBytes { String(decoding: $0, as: UTF8.self) }))
        }
        let answer: HTTPResponse
        do {
            answer = try transport.send(
                HTTPRequest(
                    "POST", url + "/chat/completions", headers: headers, body: Array(JSON.write(body).utf8),
                    timeoutMilliseconds: 300_000, bodyLimit: 8 << 20))
        } catch let failure as HTTPFailure {
            throw Failure(description: "\(url) does not answer: \(failure)", hint: "`fairlead status` says what runs")
        }
        let node = try? JSON.parse(answer.body, file: url)
        guard answer.status < 300, let text = node?.at("choices", "0", "message", "content")?.string else {
            let words = node?.at("error", "message")?.string ?? "status \(answer.status)"
            throw Failure(
                description: "\(model) did not answer: \(words.prefix(500))",
                hint: answer.status == 401 || answer.status == 403
                    ? "the key is not taken: `fairlead up` brings the one of the store"
                    : "`fairlead logs` of the gateway may say more")
        }
        return text
    }
}
