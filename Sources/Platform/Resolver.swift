public import Catalog
public import Diagnostics
import Schema
import Values

/// Picks the components of a platform and binds every requirement to one offer. Pure.
///
/// A round binds every requirement of every member; a mandatory one brings in a provider where none is there, and the round goes on
/// with that. Optional requirements bind to what is there or chosen, so a member that came in late can still give another one
/// what it wishes for: rounds repeat until one adds no member. Each adds at least one component of a finite catalog.
public struct Resolver {
    let catalog: Catalog
    let specification: Specification
    let answered: AnsweredCredentials

    var members: [String: Member] = [:]
    /// Names of the members in the order they came in: the work list of a round.
    var order: [String] = []
    var findings: [Finding] = []
    private let requests: [String: Specification.ComponentRequest]

    /// A resolver for one platform.
    ///
    /// - Parameters:
    ///   - catalog: what platforms can be made of.
    ///   - specification: what is asked for.
    ///   - answered: the asked-for credentials that are known.
    public init(catalog: Catalog, specification: Specification, answered: AnsweredCredentials) {
        self.catalog =
            specification.applications.isEmpty ? catalog : catalog.replacing(specification.applications)
        self.specification = specification
        self.answered = answered
        requests = Dictionary(
            specification.components.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Resolves the platform.
    ///
    /// - Returns: the resolution, or nil if there are errors, and the findings.
    public static func resolve(
        catalog: Catalog, specification: Specification, answered: AnsweredCredentials = []
    ) -> (Resolution?, [Finding]) {
        var resolver = Resolver(catalog: catalog, specification: specification, answered: answered)
        let resolution = resolver.run()
        let failed = resolver.findings.contains { $0.severity == .error }
        return (failed ? nil : resolution, resolver.findings)
    }

    private mutating func run() -> Resolution {
        for request in specification.components { include(request.name, reason: .named) }
        for model in specification.models {
            if let engine = model.engine, checkEngine(engine, of: model) {
                include(engine, reason: .engine(model: model.name))
            }
        }
        bindGitOps()

        var bindings: [Binding] = []
        // Every round but the last adds a member, and the catalog is finite.
        for _ in 0...catalog.names.count {
            let before = members.count
            findings.removeAll { $0.isFromBinding }
            bindings = bindAll()
            if members.count == before { break }
        }
        assignModels()
        let sorted = members.keys.sorted().compactMap { members[$0] }
        checkNamespaces(sorted)
        let resolution = Resolution(
            specification: specification, members: sorted, bindings: bindings, withdrawn: withdrawnOffers(sorted),
            capabilities: catalog.capabilities)
        findings += Cycles.findings(resolution)
        return resolution
    }

    /// Takes a component into the platform.
    mutating func include(_ name: String, reason: Member.Reason) {
        guard members[name] == nil, let known = catalog.component(name) else { return }
        var component = known
        if specification.delivery.isMachine {
            if let variant = known.onMachine() { component = variant } else { findings.append(notOnMachine(known)) }
        }
        let request =
            requests[name]
            ?? .init(name: name, options: [:], namespace: nil, version: nil, values: [:], patches: [], place: nil)
        let options: Node
        do throws(FindingsError) {
            options = try Schema(component.options).defaults(
                applying: request.options, profile: specification.profile.rawValue)
        } catch {
            findings += error.findings.map { $0.about(component: name) }
            return
        }
        order.append(name)
        members[name] = Member(
            component: component, request: request, options: options,
            namespace: request.namespace ?? component.namespace,
            host: options["host"]?.string.map(specification.host), models: [], reason: reason)
    }

    /// The engine that delivers the platform is a member because of `delivery`, not because of a component.
    private mutating func bindGitOps() {
        func provider() -> String? {
            guard specification.delivery.hasComponent else { return nil }
            return catalog.providers(of: "gitops").first {
                catalog.component($0)?.delivers(for: specification.delivery.engine) ?? false
            }
        }
        if let chosen = specification.choice("gitops", role: nil)?.provider ?? provider() {
            include(chosen, reason: .delivery)
        }
    }

    private mutating func checkEngine(_ engine: String, of model: Specification.Model) -> Bool {
        let engines = catalog.providers(of: model.serves == .chat ? "llm" : "embeddings", roles: ["engine"])
        if engines.contains(engine) { return true }
        findings.append(
            Finding(
                code: Code.modelEngine, message: "`\(engine)` is not an engine for \(model.serves.rawValue) models",
                place: model.place, hint: "these are: " + engines.joined(separator: ", ")))
        return false
    }

    /// Gives every model to its engine.
    private mutating func assignModels() {
        for model in specification.models {
            let capability = model.serves == .chat ? "llm" : "embeddings"
            let engines = members.keys.sorted().filter { name in
                members[name]?.component.offers.contains { $0.capability == capability && $0.role == "engine" } ?? false
            }
            if let engine = model.engine ?? (engines.count == 1 ? engines.first : nil) {
                members[engine]?.models.append(model)
            } else {
                findings.append(
                    Finding(
                        code: Code.modelEngine,
                        message: engines.isEmpty
                            ? "nothing in the platform serves the model `\(model.name)`"
                            : "it is not clear which engine serves the model `\(model.name)`",
                        place: model.place,
                        hint: engines.isEmpty
                            ? "name a component that uses it, such as open-webui, or leave the model out"
                            : "say `engine:`, one of: " + engines.joined(separator: ", ")))
            }
        }
    }

    /// Two members may share a namespace; each must then be right about who it belongs to.
    private mutating func checkNamespaces(_ members: [Member]) {
        for member in members where member.component.extraNamespaces.contains(member.namespace) {
            findings.append(
                Finding(
                    code: Code.namespaceConflict, severity: .warning,
                    message: "`\(member.namespace)` is the component's own namespace and one of its further ones",
                    component: member.name, hint: "leave it out of `namespaces`"))
        }
    }
}

extension Finding {
    /// Whether a finding came from binding, which is repeated until nothing changes.
    var isFromBinding: Bool {
        [Code.unmetRequirement, .ambiguousRequirement, .notAProvider].map(\.rawValue).contains(code)
    }
}
