import Host

/// What is measured, as the command line says it.
struct Options {
    /// The program that is measured.
    var program: Path = ".build/release/fairlead"
    /// The platform file that it is measured with.
    var platform: Path = "examples/aarhusai/platform.yaml"
    /// Where the upstream charts are; nil leaves out what needs them.
    var charts: Path?
    /// Where the numbers are written as JSON.
    var json: Path?

    /// Reads the command line.
    ///
    /// - Parameters:
    ///   - words: the command line without the program's name.
    ///   - environment: `FAIRLEAD_CHARTS` names the folder with the charts.
    /// - Throws: ``BenchFailure`` for a word that is not known.
    init(_ words: [String], environment: Environment = .process) throws {
        charts = environment.nonEmpty("FAIRLEAD_CHARTS").map { Path($0) }
        var rest = words[...]
        while let word = rest.popFirst() {
            guard let value = rest.popFirst() else { throw BenchFailure("`\(word)` needs a value; \(Options.usage)") }
            switch word {
            case "--fairlead": program = Path(value)
            case "--platform": platform = Path(value)
            case "--charts": charts = Path(value)
            case "--json": json = Path(value)
            default: throw BenchFailure("`\(word)` is not known; \(Options.usage)")
            }
        }
    }

    static let usage =
        "usage: fairlead-bench [--fairlead FILE] [--platform FILE] [--charts DIR] [--json FILE]"
}

/// Why a measurement could not be made.
struct BenchFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
