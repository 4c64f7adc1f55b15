import Catalog
import Diagnostics
import Host
import Values

/// A folder for one run of the measurements: the example platform with a store of its own, away from the person's files.
struct Workbench {
    /// The folder.
    let folder: Path
    /// The program that is measured.
    let program: Path
    /// The environment of the programs that are started.
    let environment: [String: String]

    /// The copy of the platform file; its store is beside it.
    var platform: Path { folder / "platform.yaml" }

    /// Lays it out.
    ///
    /// - Parameters:
    ///   - folder: an empty folder.
    ///   - options: what is measured.
    init(_ folder: Path, _ options: Options) throws {
        self.folder = folder
        guard Files.exists(options.program) else {
            throw BenchFailure("\(options.program) does not exist; run `make build`")
        }
        program = try Files.real(options.program)
        var variables = Environment.process.variables.filter {
            !$0.key.hasPrefix("FAIRLEAD_") || $0.key == "FAIRLEAD_HELM_LIBRARY"
        }
        // The identity is made in this home; Helm's library stays in the person's cache.
        if variables["XDG_CACHE_HOME"] == nil { variables["XDG_CACHE_HOME"] = variables["HOME"].map { $0 + "/.cache" } }
        variables["XDG_CONFIG_HOME"] = nil
        variables["HOME"] = (folder / "home").string
        // Presets ask for credentials of what is outside, and nobody is there to answer.
        for name in try Self.asked() { variables[name] = "measured" }
        environment = variables
        try Files.makeDirectories(folder / "home")
        try Files.writeAtomically(platform, try Files.read(options.platform))
    }

    /// The variables by which credentials are given that must be there.
    private static func asked() throws -> [String] {
        var sources = Sources()
        let (catalog, _) = try Catalog.load(sources: &sources)
        return catalog.components.flatMap { $0.credentials + $0.offers.flatMap(\.credentials) }.compactMap {
            if case .ask(_, let variable, optional: false) = $0.recipe, !variable.isEmpty { variable } else { nil }
        }
    }

    /// Runs the measured program.
    ///
    /// - Parameters:
    ///   - arguments: its arguments.
    ///   - mayFail: whether a status other than 0 is as good.
    func fairlead(_ arguments: [String], mayFail: Bool = false) throws -> MeasuredProcess {
        let process = try MeasuredProcess.run(program, arguments, environment: environment)
        guard mayFail || process.status == 0 else {
            throw BenchFailure(
                "`fairlead \(arguments.joined(separator: " "))` failed:\n"
                    + String(decoding: process.errors, as: UTF8.self))
        }
        return process
    }

    /// Renders the platform into a folder of the workbench.
    func render(into name: String) throws -> (process: MeasuredProcess, summary: Node) {
        let process = try fairlead(["render", platform.string, "--out", (folder / name).string, "-o", "json"])
        return (process, try JSON.parse(process.output, file: "render"))
    }
}
