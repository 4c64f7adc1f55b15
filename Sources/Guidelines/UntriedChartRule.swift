import Catalog
package import Diagnostics
import Platform
import Values

/// Charts are taken at versions that were tried with the component's values.
package struct UntriedChartRule: Guideline {
    package static let code = Code.untriedChart
    package init() {}

    package func findings(_ input: GuidelineInput) -> [Finding] {
        input.resolution.members.flatMap { member in
            [member.chart, member.component.definitions.chart].compactMap { $0 }.compactMap { chart -> Finding? in
                let name = "\(chart.alias)/\(chart.name)@"
                guard !input.tried.contains(name + chart.version) else { return nil }
                let versions = input.tried.filter { $0.hasPrefix(name) }.map { String($0.dropFirst(name.count)) }
                    .sorted()
                // Charts of a user's own components are on no list, and nothing that he does puts them there.
                if versions.isEmpty && member.component.origin != Component.builtIn { return nil }
                return Finding(
                    code: Self.code, severity: .warning,
                    message: "the chart \(chart.name) \(chart.version) was never tried with these values",
                    place: member.request.version == nil ? member.component.place : member.request.place,
                    component: member.name,
                    cause: versions.isEmpty ? nil : "tried: " + versions.joined(separator: ", "),
                    hint: "run `fairlead check --charts DIR` with this version of the chart"
                        + (member.request.version == nil ? "" : ", or leave `version` out"))
            }
        }
    }
}
