import Catalog
package import Diagnostics
import Platform
import Values

/// The models fit onto the cluster's graphics processors, in number and in memory.
package struct GPUShortageRule: Guideline {
    package static let code = Code.gpuShortage
    package init() {}

    package func findings(_ input: GuidelineInput) -> [Finding] {
        let specification = input.resolution.specification
        // Engines that need no graphics processor do not count.
        let models = input.resolution.members.filter { !input.bindings(of: $0.name, to: "gpu").isEmpty }.flatMap(
            \.models
        ).filter { $0.gpus > 0 }
        return numbers(models, specification) + models.compactMap { memory($0, specification) }
    }

    private func numbers(_ models: [Specification.Model], _ specification: Specification) -> [Finding] {
        var findings: [Finding] = []
        func check(_ some: [Specification.Model], has count: Int, _ what: String) {
            let asked = some.reduce(0) { $0 + $1.gpus * $1.replicas }
            guard asked > count, let largest = some.max(by: { $0.gpus * $0.replicas < $1.gpus * $1.replicas }) else {
                return
            }
            let terms = some.map { "\($0.name) \($0.gpus) × \($0.replicas)" }.joined(separator: " + ")
            findings.append(
                Finding(
                    code: Self.code, message: "the models ask for \(asked) \(what), the cluster has \(count)",
                    place: largest.place,
                    cause: "GPUs × replicas: \(terms) = \(asked)",
                    hint: "lower `gpus` or `replicas` of a model, take one out, or correct `cluster.gpus`"))
        }
        let products = Set(models.compactMap { $0.node["product"]?.string }).sorted()
        for product in products {
            let count = specification.gpus.filter { $0.product == product }.reduce(0) { $0 + $1.count }
            check(models.filter { $0.node["product"]?.string == product }, has: count, "GPUs of the product \(product)")
        }
        if findings.isEmpty { check(models, has: specification.gpus.reduce(0) { $0 + $1.count }, "GPUs") }
        return findings
    }

    private func memory(_ model: Specification.Model, _ specification: Specification) -> Finding? {
        guard let known = model.node["memory"]?.string, let needed = Quantity.bytes(known) else { return nil }
        let product = model.node["product"]?.string
        let kinds = specification.gpus.filter { product == nil || $0.product == product }
        let sized = kinds.compactMap { gpu in Quantity.bytes(gpu.memory).map { (gpu, $0) } }
        // A kind whose memory is not said might be large enough.
        guard sized.count == kinds.count, let (gpu, memory) = sized.max(by: { $0.1 < $1.1 }), memory >= 1,
            needed.isFinite, needed > memory * Double(model.gpus)
        else {
            return nil
        }
        return Finding(
            code: Self.code,
            message:
                "`\(model.name)` will not fit into the memory of its \(model.gpus == 1 ? "GPU" : "\(model.gpus) GPUs")",
            place: model.place,
            cause: "its weights need \(known); \(model.gpus) × \(gpu.memory) of \(gpu.product) is less",
            hint:
                "give it \(Int((needed / memory).rounded(.up))) GPUs (`gpus:`), larger ones (`product:`), or smaller weights"
        )
    }
}
