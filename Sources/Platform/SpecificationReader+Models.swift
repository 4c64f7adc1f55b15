import Catalog
import Diagnostics
import Values

extension SpecificationReader {
    /// Reads a model; what the file does not say is taken from the catalog's known models.
    func model(_ entry: Mapping.Entry, findings: inout [Finding]) -> Specification.Model? {
        let node = entry.value
        let weights = node["weights"]?.string ?? ""
        let known = knownModel(weights) ?? [:]
        let place = entry.keyPlace ?? node.place
        func missing(_ what: String, _ key: String) {
            findings.append(
                Finding(
                    code: Code.modelFacts, message: "\(what) of the model `\(entry.key)` is not known", place: place,
                    cause: "the catalog does not know the weights `\(weights)`",
                    hint: "say it: `\(key):`; the model card has it"))
        }
        guard let serves = (node["serves"]?.string ?? known["serves"]?.string).flatMap(Specification.Model.Service.init)
        else {
            missing("the purpose", "serves")
            return nil
        }
        let lengthKey = serves == .chat ? "context" : "input"
        let given = node[lengthKey]?.integer ?? (serves == .embeddings ? node["context"]?.integer : nil)
        guard let length = given ?? known[lengthKey]?.integer else {
            missing(serves == .chat ? "the context window" : "the input length", lengthKey)
            return nil
        }
        if let most = known[lengthKey]?.integer, length > most {
            findings.append(
                Finding(
                    code: Code.modelFacts,
                    message: "`\(entry.key)` asks for \(length) tokens; its weights were made for \(most)",
                    place: node[lengthKey]?.place ?? place, hint: "give at most \(most)"))
            return nil
        }
        let dimensions = node["dimensions"]?.integer ?? known["dimensions"]?.integer
        if serves == .embeddings && dimensions == nil {
            missing("the vector length", "dimensions")
            return nil
        }
        if let own = node["dimensions"]?.integer, let right = known["dimensions"]?.integer, own != right {
            findings.append(
                Finding(
                    code: Code.vectorDimensions,
                    message: "`\(entry.key)` makes vectors of \(right) numbers, not \(own)",
                    place: node["dimensions"]?.place, hint: "leave `dimensions` out; the catalog knows it"))
        }
        let arguments = (known["arguments"] ?? [:]).merged(with: node["arguments"] ?? [:], nullDeletes: true)
        let gpus = Int(node["gpus"]?.integer ?? 1)
        let replicas = Int(node["replicas"]?.integer ?? 1)
        var seen: Node = [
            "name": Node(.string(entry.key)), "weights": Node(.string(weights)),
            "serves": Node(.string(serves.rawValue)),
            "context": Node(.integer(length)), "gpus": Node(.integer(Int64(gpus))),
            "replicas": Node(.integer(Int64(replicas))),
            "arguments": arguments,
        ]
        for key in ["revision", "product"] { seen[key] = node[key] }
        for key in ["memory", "prefixes"] { seen[key] = known[key] }
        if serves == .embeddings { seen["input"] = Node(.integer(length)) }
        seen["dimensions"] = dimensions.map { Node(.integer($0)) }
        return .init(
            name: entry.key, weights: weights, revision: node["revision"]?.string, serves: serves, context: Int(length),
            dimensions: dimensions.flatMap(Int.init(exactly:)), engine: node["engine"]?.string, gpus: gpus,
            replicas: replicas,
            node: seen, place: place)
    }
}
