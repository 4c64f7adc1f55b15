import Catalog
public import Platform
public import Rendering
import Values

/// What rules look at: a platform's graph, its order and its rendering.
public struct GuidelineInput: Sendable {
    /// The graph.
    public let resolution: Resolution
    /// The order.
    public let plan: Plan
    /// Values, objects and Secrets.
    public let rendering: Rendering
    /// Charts that were tried with this catalog, each as `alias/name@version`.
    public let tried: Set<String>

    /// Everything rendered, with texts that are YAML or JSON taken apart.
    let trees: [RenderedTree]
    private let factsByKey: [String: BindingFacts]

    /// Gathers what the rules need.
    ///
    /// - Parameters:
    ///   - resolution: the graph.
    ///   - plan: its order.
    ///   - rendering: what was rendered from it.
    ///   - tried: charts that were tried, each as `alias/name@version`.
    public init(resolution: Resolution, plan: Plan, rendering: Rendering, tried: Set<String>) {
        self.resolution = resolution
        self.plan = plan
        self.rendering = rendering
        self.tried = tried
        trees = rendering.components.flatMap { component -> [RenderedTree] in
            let namespace = resolution.member(component.name)?.namespace
            let values = component.values.map {
                RenderedTree(
                    component: component.name, namespace: namespace, origin: "values.yaml", object: nil, node: $0)
            }
            return [values].compactMap { $0 }
                + component.objects.map {
                    RenderedTree(
                        component: component.name, namespace: $0.namespace, origin: $0.origin, object: $0, node: $0.node
                    )
                }
        }
        factsByKey = Dictionary(rendering.facts.map { ($0.binding.key, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// What was evaluated for a binding.
    func facts(_ binding: Binding) -> BindingFacts? { factsByKey[binding.key] }

    /// The bindings of a member for a capability.
    func bindings(of member: String, to capability: String) -> [Binding] {
        resolution.bindings(of: member).filter { $0.requirement.capability == capability }
    }

    /// What an offer of a binding handed on to the same consumer for a capability.
    func handedOn(with binding: Binding, for capability: String) -> Binding? {
        resolution.bindings(of: binding.consumer).first {
            $0.handedOnBy == binding.provider && $0.requirement.capability == capability
                && $0.requirement.name.hasPrefix(binding.requirement.name + "-")
        }
    }

    /// Where to look for a rendered value: its own place, else what the platform file says of the member, else its definition.
    func place(_ node: Node?, of component: String) -> Place? {
        node?.place ?? resolution.member(component).flatMap { $0.request.place ?? $0.component.place }
    }
}

extension Member {
    /// Whether an option is set, as a condition of a requirement or an offer asks for it.
    func holds(_ condition: String?) -> Bool {
        guard let condition else { return true }
        guard let value = options[condition], !value.isNull else { return false }
        return value.bool != false
    }
}
