import Catalog
import Diagnostics
import Platform
import Rendering

/// The report of a platform: one page that needs nothing beside it.
public enum Report {
    /// Writes the page.
    ///
    /// It loads nothing, and its content policy forbids a browser to: only the style sheet and the script whose
    /// hashes it names work. It says
    /// everything without the script, which only filters.
    ///
    /// - Parameter input: what it says.
    /// - Returns: an HTML document.
    public static func html(_ input: ReportInput) -> String {
        let specification = input.resolution.specification
        let sections = ReportSections(input).all()
        let contents = HTML.joined(sections.map { "<a href=\"#\($0.id)\">\($0.title)</a>" }, separator: "\n")
        let page: HTML = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="\(trusted: PageAssets.policy)">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="referrer" content="no-referrer">
            <title>\(specification.name) – platform report</title>
            <style>\(trusted: PageAssets.style)</style>
            </head>
            <body>
            <header>
            <p class="kicker">Platform report</p>
            <h1>\(specification.name)</h1>
            <p class="facts">\(facts(specification))</p>
            \(figures(input))
            <nav id="contents" aria-label="Contents">
            \(contents)
            </nav>
            </header>
            <main>
            \(HTML.joined(sections.map(section)))</main>
            <footer>Written by Fairlead \(input.version) from the platform file. No secret value is in it.</footer>
            <script>\(trusted: PageAssets.script)</script>
            </body>
            </html>

            """
        return page.markup
    }

    private static func facts(_ specification: Specification) -> HTML {
        let delivery = specification.delivery
        return HTML.joined(
            [
                "<b>\(specification.domain)</b>", "profile \(specification.profile.rawValue)",
                "Kubernetes \(specification.kubernetes)",
                "delivered by \(delivery.engine) from \(HTML.link(delivery.repository, delivery.repository)) (\(delivery.revision))",
            ], separator: " · ")
    }

    private static func figures(_ input: ReportInput) -> HTML {
        let resolution = input.resolution
        let images = Set(ReportSections(input).images.map(\.image)).count
        let errors = input.findings.count { $0.severity == .error }
        let warnings = input.findings.count { $0.severity == .warning }
        let grave = errors > 0 ? "error" : warnings > 0 ? "warning" : "fine"
        func figure(_ number: Int, _ one: String, _ many: String, to id: String, style: String = "") -> HTML {
            "<li class=\"\(style)\"><a href=\"#\(id)\"><b>\(number)</b> \(number == 1 ? one : many)</a></li>\n"
        }
        return """
            <ul class="figures">
            \(figure(resolution.members.count, "component", "components", to: "topology"))\
            \(figure(input.plan.waves.count, "wave", "waves", to: "waves"))\
            \(figure(Set(resolution.members.compactMap(\.host)).count, "host", "hosts", to: "hosts"))\
            \(figure(input.credentials.count, "credential", "credentials", to: "credentials"))\
            \(figure(images, "image", "images", to: "images"))\
            \(figure(input.findings.count, "finding", "findings", to: "findings", style: grave))</ul>
            """
    }

    private static func section(_ section: ReportSections.Section) -> HTML {
        """
        <section id="\(section.id)">
        <h2>\(section.title)</h2>
        \(section.body)</section>

        """
    }
}
