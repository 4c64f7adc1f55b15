import Catalog
import CommandTree
import Delivery
import Diagnostics
import Guidelines
import Helm
import Host
import Platform
import Rendering
import Values

/// A platform that was resolved, planned and rendered in memory.
struct RenderedPlatform {
    var workspace: Workspace
    var resolution: Resolution
    var plan: Plan
    var rendering: Rendering
    var findings: Findings
    /// Optional asked-for credentials that nobody gave.
    var unanswered: Set<CredentialID>

    /// Evaluates templates, and speaks to Helm's releases.
    var engine: LibHelm { workspace.engine }
}

/// The way from the platform file to a rendering; every command goes it and stops where it needs to.
enum Pipeline {
    /// Resolves, plans and renders.
    ///
    /// - Parameters:
    ///   - workspace: the platform file and the catalog.
    ///   - answered: asked-for credentials that are known.
    ///   - checked: whether the guidelines judge it; who only looks at what runs has no use for advice, and waits.
    ///   - invocation: for the environment.
    /// - Throws: `FindingsError` with every finding if there is an error among them; `HelmFailure` without Helm's library.
    static func render(
        _ workspace: Workspace, answered: AnsweredCredentials, checked: Bool = true, _ invocation: Invocation
    ) throws -> RenderedPlatform {
        var findings = workspace.findings
        func failure() -> FindingsError { FindingsError(findings: findings.sorted(), sources: workspace.sources) }

        let (resolved, resolverFindings) = Resolver.resolve(
            catalog: workspace.catalog, specification: workspace.specification, answered: answered)
        findings.add(contentsOf: resolverFindings)
        guard let resolution = resolved else { throw failure() }
        let plan = Plan(resolution)
        let unanswered = Set(resolution.credentials.filter(answered.isMissing).map(\.id))
        findings.add(contentsOf: notes(unanswered, resolution))

        let (rendered, renderFindings) = try Renderer.render(
            resolution, plan: plan, unanswered: unanswered, engine: workspace.engine)
        findings.add(contentsOf: renderFindings)
        guard let rendering = rendered else { throw failure() }
        if checked {
            findings.add(
                contentsOf: Guidelines.check(
                    GuidelineInput(
                        resolution: resolution, plan: plan, rendering: rendering, tried: workspace.catalog.triedCharts))
            )
        }
        findings.add(
            contentsOf: DeliveryEngines.named(resolution.specification.delivery.engine).findings(
                DeliveryInput(resolution: resolution, plan: plan, rendering: rendering, secrets: [], findings: [])))
        if findings.hasErrors { throw failure() }
        return RenderedPlatform(
            workspace: workspace, resolution: resolution, plan: plan, rendering: rendering, findings: findings,
            unanswered: unanswered)
    }

    /// What is left out because an optional credential was not given, and how to give it.
    private static func notes(_ unanswered: Set<CredentialID>, _ resolution: Resolution) -> [Finding] {
        let withdrawn = Dictionary(
            grouping: resolution.withdrawn.flatMap { offer in offer.missing.map { ($0, offer) } }, by: \.0)
        return resolution.credentials.filter { unanswered.contains($0.id) }.map { need in
            guard case .ask(let prompt, let variable, _) = need.recipe else {
                return Finding(code: Code.optionalLeftOut, severity: .note, message: "`\(need.id)` was not given")
            }
            let offers = (withdrawn[need.id] ?? []).map { "\($0.1.provider) does not provide \($0.1.offer)" }
            return Finding(
                code: Code.optionalLeftOut, severity: .note, message: "`\(need.id)` (\(prompt)) was not given",
                component: need.owner,
                cause: offers.isEmpty ? "what needs it is left out" : offers.joined(separator: ", "),
                hint: "set \(variable) or \(variable)_FILE, or run `fairlead secrets set \(need.id)`")
        }
    }
}
