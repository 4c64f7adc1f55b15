import Catalog
import Diagnostics
import Platform
import Rendering
import Values

/// The parts of a report.
struct ReportSections {
    /// One part.
    struct Section {
        var id: String
        var title: String
        var body: HTML
    }

    let input: ReportInput
    var resolution: Resolution { input.resolution }

    init(_ input: ReportInput) { self.input = input }

    /// Every part, in the order of the page.
    func all() -> [Section] {
        [
            Section(id: "topology", title: "Topology", body: topology()),
            Section(id: "findings", title: "Findings", body: findings()),
            Section(id: "hosts", title: "Hosts", body: hosts()),
            Section(id: "models", title: "Models", body: models()),
            Section(id: "waves", title: "Waves", body: waves()),
            Section(id: "credentials", title: "Credentials", body: credentials()),
            Section(id: "network", title: "Network", body: NetworkTable(input).html()),
            Section(id: "images", title: "Images", body: imageTable()),
            Section(id: "charts", title: "Charts", body: charts()),
        ]
    }

    /// What people call a component.
    func title(_ name: String) -> String { resolution.member(name)?.component.title ?? name }

    private func topology() -> HTML {
        let drawing = TopologyDrawing(Topology(resolution, plan: input.plan), detail: .main)
        let width = drawing.width > 1000 ? "wide" : "narrow"
        return """
            <p>Columns are waves, from left to right in the order of installation. A line goes from what needs something, named in its box, to
            what gives it, and has the giver's colour.</p>
            <div class="scroll picture \(width)" tabindex="0" role="region" aria-label="Topology">
            \(trusted: drawing.document(styled: false))</div>

            """
    }

    private func findings() -> HTML {
        guard !input.findings.isEmpty else { return "<p>Nothing was found.</p>\n" }
        let ranked = input.findings.enumerated().sorted {
            (-$0.element.severity.rawValue, $0.offset) < (-$1.element.severity.rawValue, $1.offset)
        }
        let rows = ranked.map { _, finding -> [HTML] in
            let cause: HTML = finding.cause.map { "<br><span class=\"soft\">\($0)</span>" } ?? ""
            let place: HTML = finding.place.map { "<br><code class=\"soft\">\($0.description)</code>" } ?? ""
            return [
                "<span class=\"tag \(finding.severity.word)\">\(finding.severity.word)</span>",
                "<code>\(finding.code)</code>",
                HTML(text: finding.component.map(title) ?? "–"), "\(finding.message)\(cause)\(place)",
                HTML(text: finding.hint ?? "–"),
            ]
        }
        return HTML.table(["Severity", "Code", "Component", "What", "What to do"], rows)
    }

    private func hosts() -> HTML {
        let seen = resolution.members.filter { $0.host != nil }
        guard !seen.isEmpty else { return "<p>Nothing is seen from outside.</p>\n" }
        let rows = seen.map { member -> [HTML] in
            let host = member.host ?? ""
            let bindings = resolution.bindings(of: member.name)
            let provides = member.component.provides("oidc")
            let door = bindings.first { $0.requirement.capability == "oidc" }.map {
                "people signed in through \(title($0.provider))"
            }
            let entry = bindings.first { $0.requirement.capability == "ingress" }.map { title($0.provider) }
            return [
                HTML.link("https://\(host)/", host), HTML(text: member.component.title),
                HTML(text: member.component.summary),
                HTML(text: provides ? "everybody: it is the sign-on" : door ?? "whoever it lets in itself"),
                HTML(text: entry ?? "–"),
            ]
        }
        return HTML.table(["Host", "Component", "What it is", "Who it is for", "Through"], rows)
    }

    private func models() -> HTML {
        let models = resolution.specification.models
        guard !models.isEmpty else { return "<p>No models are declared.</p>\n" }
        let rows = models.map { model -> [HTML] in
            let engines = resolution.members.filter { $0.models.contains { $0.name == model.name } }.map(
                \.component.title)
            let length: HTML = model.dimensions.map { "<br><span class=\"soft\">\($0) dimensions</span>" } ?? ""
            return [
                "<b>\(model.name)</b>", "<code>\(model.weights)</code>", HTML(text: model.revision ?? "not pinned"),
                HTML(text: model.serves.rawValue), "\(model.context) tokens\(length)",
                HTML(text: engines.isEmpty ? "–" : engines.joined(separator: ", ")),
                "\(model.replicas) × \(model.gpus) GPU",
            ]
        }
        return HTML.table(["Model", "Weights", "Revision", "Serves", "Context", "Engine", "Size"], rows)
    }

    private func waves() -> HTML {
        let engine = resolution.deliverer?.component
            .title
        let note: HTML =
            engine.map { "<p>Everything after the bootstrap also waits for \($0), which delivers it.</p>\n" } ?? ""
        let rows = input.plan.waves.enumerated().flatMap { wave, names in
            names.map { name -> [HTML] in
                let edges = input.plan.edges(from: name).filter { $0.kind != .delivery }
                let gates = (resolution.member(name)?.component.gates ?? []).compactMap(\.usually)
                let slow: HTML =
                    gates.isEmpty ? "" : "<br><span class=\"soft\">if it hangs: \(gates.joined(separator: "; "))</span>"
                let member = resolution.member(name)
                return [
                    HTML(text: wave == 0 ? "bootstrap" : String(wave)),
                    "<b>\(title(name))</b><br><span class=\"soft\">\(member?.namespace ?? "")</span>\(slow)",
                    HTML(text: member.map { Topology.words($0.reason, in: resolution) } ?? ""),
                    waits(edges.filter { !$0.late }), waits(edges.filter(\.late)),
                ]
            }
        }
        return "\(note)\(HTML.table(["Wave", "Component", "Why it is there", "Waits for", "Completed later by"], rows))"
    }

    private func waits(_ edges: [Plan.Edge]) -> HTML {
        var reasons: [(to: String, texts: [String])] = []
        for edge in edges {
            if let last = reasons.last, last.to == edge.to {
                if !last.texts.contains(edge.reason) { reasons[reasons.count - 1].texts.append(edge.reason) }
            } else {
                reasons.append((edge.to, [edge.reason]))
            }
        }
        return HTML.list(
            reasons.map { "<b>\(title($0.to))</b> <span class=\"soft\">\($0.texts.joined(separator: "; "))</span>" })
    }

    private func credentials() -> HTML {
        guard !input.credentials.isEmpty else { return "<p>There are no credentials.</p>\n" }
        let holders = Dictionary(grouping: input.rendering?.holders ?? [], by: \.credential)
        let rows = input.credentials.sorted { $0.id < $1.id }.map { credential -> [HTML] in
            let places = (holders[credential.id] ?? []).map { holder -> HTML in
                let form: HTML =
                    holder.form == .plain
                    ? "" : " <span class=\"tag\">\(holder.form == .hash ? "hash" : "inside of text")</span>"
                return "<code>\(holder.namespace)/\(holder.secret):\(holder.key)</code>\(form)"
            }
            return [
                "<code>\(credential.id.description)</code>", HTML(text: credential.how),
                HTML(text: title(credential.owner)), HTML.list(places),
            ]
        }
        return """
            <p>Where each value is, as namespace/secret:key. The values themselves are only in the store and in the cluster.</p>
            \(HTML.table(["Credential", "How it is made", "Owner", "Held by"], rows))
            """
    }

    private func charts() -> HTML {
        let rows = resolution.members.compactMap { member -> [HTML]? in
            guard let chart = member.chart else { return nil }
            let changed: HTML =
                member.request.version == nil ? "" : " <span class=\"tag\">from the platform file</span>"
            return [
                HTML(text: member.component.title), "<code>\(chart.name)</code>",
                "<code>\(chart.version)</code>\(changed)",
                HTML.link(chart.repository, chart.repository),
            ]
        }
        return rows.isEmpty
            ? "<p>There are no charts.</p>\n" : HTML.table(["Component", "Chart", "Version", "Repository"], rows)
    }
}
