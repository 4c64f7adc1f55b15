import Catalog
import Platform
import Rendering

/// The README of a delivered tree: how this very platform is installed, looked after and removed, in plain words.
///
/// Everything is read off the graph. There is no date and no version of Fairlead in it, so that the same platform has the same text.
enum Runbook {
    /// The text.
    ///
    /// - Parameters:
    ///   - input: the platform.
    ///   - layout: names and paths of the tree.
    static func text(_ input: DeliveryInput, layout: TreeLayout) -> String {
        let facts = RunbookFacts(input, layout)
        let sections =
            [introduction(facts), facts.way == .releases ? releases(facts) : installation(facts)] + [
                access(facts), order(facts), change(facts), credentials(facts),
            ]
            + [data(facts), upgrades(facts), findings(facts), removal(facts)]
        return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }.joined(separator: "\n")
    }

    private static func introduction(_ facts: RunbookFacts) -> [String] {
        let specification = facts.input.resolution.specification
        let models = specification.models.map { "\($0.name) (\($0.weights), \($0.serves.rawValue))" }
        var lines = [
            "# Platform \(specification.name)", "",
            "The platform of \(specification.domain): \(facts.members.count) components, run by \(specification.contact). "
                + (facts.engine.map {
                    "\($0.component.title) reads this folder from Git and makes the cluster match it."
                }
                    ?? "`fairlead up`, or `install.sh` with stock Helm, brings it into the cluster release by release."),
            "Everything here is written by `fairlead render` from one file, `platform.yaml`. Do not edit these files: "
                + "change `platform.yaml` and render again.",
        ]
        if !models.isEmpty { lines += ["", "Models: " + models.joined(separator: ", ") + "."] }
        lines += [
            "",
            "| Here | What it is |", "|---|---|",
        ]
        let folders =
            switch facts.way {
            case .releases:
                [
                    "| `install.sh` | everything below in its order, with `helm` and `kubectl` |", groundRow,
                    "| `components/NAME/` | values of the chart, and manifests beside it |",
                ]
            case .argoCD:
                [
                    "| `bootstrap/` | what is applied by hand, once |",
                    "| `applications/` | one Argo CD project and application for each component |", groundRow,
                    "| `components/NAME/` | values of the chart, and manifests beside it |",
                ]
            case .flux: fluxFolders(facts)
            }
        return lines + folders + repository(facts) + [
            "| `fairlead.lock` | what Fairlead wrote here; belongs into Git |"
        ]
    }
}

extension Runbook {
    /// Folders that programs beside the engine read, which look for them at the top of a repository.
    private static func repository(_ facts: RunbookFacts) -> [String] {
        facts.input.rendering.components.flatMap { component in
            Set(component.repository.map(\.folder)).sorted().map { folder in
                let path = facts.layout.path(folder)
                let what = "what \(facts.title(component.name)) reads, once the repository is switched on there"
                return "| `\(folder)/` | \(what)"
                    + (path == folder
                        ? " |" : "; tell it where: `\(path)/`, since it looks at the top of the repository |")
            }
        }
    }

    static let groundRow = "| `ground/` | namespaces and network policies |"
}

/// What the sections of a runbook ask the graph.
struct RunbookFacts {
    /// How the tree reaches the cluster.
    enum Way { case argoCD, flux, releases }

    let input: DeliveryInput
    let layout: TreeLayout
    /// The member that delivers the platform.
    let engine: Member?

    init(_ input: DeliveryInput, _ layout: TreeLayout) {
        self.input = input
        self.layout = layout
        engine = input.resolution.deliverer
    }

    /// The namespace of what delivers the platform; only looked at where there is such a member.
    var engineNamespace: String { engine?.namespace ?? "" }
    /// How the tree reaches the cluster.
    var way: Way {
        switch resolution.specification.delivery.engine {
        case "helm": .releases
        case "flux": .flux
        default: .argoCD
        }
    }
    /// What people call the engine.
    var engineTitle: String { engine?.component.title ?? (way == .flux ? "Flux" : "Argo CD") }
    var members: [Member] { input.resolution.members }
    var resolution: Resolution { input.resolution }
    /// Members that are seen from outside.
    var hosted: [(member: Member, host: String)] { members.compactMap { member in member.host.map { (member, $0) } } }

    /// What a person calls a member.
    func title(_ name: String) -> String { resolution.member(name)?.component.title ?? name }

    /// Names in the order in which they are installed, each once.
    func inOrder(_ names: some Sequence<String>) -> [String] {
        func wave(_ name: String) -> Int { input.plan.wave(of: name) ?? .max }
        return Set(names).sorted { wave($0) == wave($1) ? $0.precedes($1) : wave($0) < wave($1) }
    }

    /// Providers of a capability.
    func providers(of capability: String) -> [Member] {
        members.filter { $0.component.provides(capability) }
    }

    /// Stands for whichever consumer a credential belongs to.
    static let itself = "that one"

    /// Names as code, with commas between them.
    static func code(_ names: [String]) -> String { names.map { "`\($0)`" }.joined(separator: ", ") }

    /// One line of text, whatever it was.
    static func line(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).map(String.init).joined(separator: " ")
    }

    /// What stands for a chart in a command of Helm.
    ///
    /// - Parameter clone: the folder with a clone of the chart's Git repository, as a word of the command.
    static func source(_ chart: Chart, clone: String) -> String {
        if let git = chart.git { return clone + "/" + shell(git.path) }
        return chart.isOCI
            ? shell(chart.repository + "/" + chart.name) : "\(shell(chart.name)) --repo \(shell(chart.repository))"
    }

    /// Which version it is, with a space after it; of a folder in Git nothing needs to be said.
    static func version(_ chart: Chart) -> String { chart.git == nil ? "--version \(shell(chart.version)) " : "" }

    /// A word of a shell command.
    static func shell(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "-_./:@%+=,".utf8.contains(byte)
            }
        }
        return isPlain && !text.isEmpty ? text : "'" + text.replacing("'", with: "'\\''") + "'"
    }
}
