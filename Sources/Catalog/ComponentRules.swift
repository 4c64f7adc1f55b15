import Diagnostics
import Schema
import Values

/// What a single component can get wrong by itself, whatever platform it is in.
enum ComponentRules {
    /// Names in a definition that name nothing.
    static func findings(_ component: Component) -> [Finding] {
        var findings: [Finding] = []
        func unknown(_ what: String, _ name: String, among names: [String], place: Place?) {
            findings.append(
                Finding(
                    code: Code.componentInvalid, severity: .error, message: "\(what) `\(name)` is not declared",
                    place: place,
                    hint: hint(name, among: names)))
        }
        let own = component.credentials.map(\.name)
        let requirements = component.requirements.map(\.name)
        let offers = component.offers.map(\.name)
        let options = component.options["properties"]?.mapping?.keys ?? []

        for chart in [component.chart, component.definitions.chart] {
            guard let chart, let git = chart.git else { continue }
            let parts = git.path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            if chart.isOCI || parts.contains(where: { $0.isEmpty || $0.elementsEqual("..".utf8) }) {
                findings.append(
                    Finding(
                        code: Code.componentInvalid, severity: .error,
                        message: "`git` of a chart is a folder inside of the Git repository that `repository` names",
                        place: component.place, hint: "such as {path: charts/\(chart.name), revision: \"v{version}\"}"))
            }
        }
        for secret in component.secrets {
            for entry in secret.entries {
                if let each = entry.each {
                    if !requirements.contains(each) && !offers.contains(each) {
                        unknown("the requirement or offer", each, among: requirements + offers, place: entry.place)
                    }
                    continue
                }
                let names: [String] =
                    switch entry.content {
                    case .credential(let name), .sha256(let name): [name]
                    case .text(let text): text.references
                    }
                for name in names {
                    let first = name.split(separator: ".").first.map(String.init) ?? name
                    if !own.contains(first) && !requirements.contains(first) {
                        unknown("the credential", name, among: own + requirements, place: entry.place)
                    }
                }
            }
        }
        for offer in component.offers {
            for credential in offer.credentials {
                if case .shared(let name) = credential.recipe, !own.contains(name) {
                    unknown("the credential", name, among: own, place: credential.place)
                }
            }
            if let option = offer.condition, !options.contains(option) {
                unknown("the option", option, among: options, place: offer.place)
            }
            for requirement in offer.handedOn {
                if let option = requirement.condition, !options.contains(option) {
                    unknown("the option", option, among: options, place: requirement.place)
                }
            }
        }
        let claimed = Set(component.files.claims.keys).union(component.files.machineClaims.keys)
        for name in claimed.sorted() where !offers.contains(name) {
            // Its objects would never be rendered.
            unknown("the offer of the folder offers", name, among: offers, place: component.place)
        }
        findings += optionFindings(component)
        for requirement in component.requirements {
            if let option = requirement.condition, !options.contains(option) {
                unknown("the option", option, among: options, place: requirement.place)
            }
        }
        for credential in component.credentials {
            if case .bcrypt(let name) = credential.recipe, !own.contains(name) {
                unknown("the credential", name, among: own, place: credential.place)
            }
        }
        return findings
    }

    /// Options that could never be set, and schemas that are none.
    private static func optionFindings(_ component: Component) -> [Finding] {
        let entries = component.options["properties"]?.mapping?.entries ?? []
        // What every component takes beside its own options; schemas/platform.yaml lists them.
        let common = ["namespace", "version", "values", "patches"]
        var findings = entries.filter { common.contains($0.key) }.map { entry in
            Finding(
                code: Code.componentInvalid, message: "the option `\(entry.key)` is one that every component has",
                place: entry.keyPlace, hint: "give it another name")
        }
        do throws(FindingsError) { _ = try Schema(component.options) } catch {
            findings += error.findings.map { finding in
                var copy = finding
                copy.code = Code.componentInvalid.rawValue
                return copy
            }
        }
        return findings
    }

    private static func hint(_ name: String, among names: [String]) -> String? {
        if let close = Suggestion.closest(to: name, among: names) { return "did you mean `\(close)`?" }
        return names.isEmpty ? nil : "there are: " + names.joined(separator: ", ")
    }
}
