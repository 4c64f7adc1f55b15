import CommandTree
import Host

/// Which revisions are to be compared.
struct DiffRange {
    /// The older one.
    let from: String
    /// The newer one; nil stands for the files as they are.
    let to: String?
    /// The platform file.
    let file: Path

    /// Reads it off the command line; nil if the cluster is meant.
    ///
    /// - Throws: `UsageError` if the revisions are named twice or by halves.
    init?(_ invocation: Invocation) throws {
        let words = [invocation.argument("FILE"), invocation.argument("REV..REV")].compactMap { $0 }
        let ranges = words.filter { $0.contains("..") && !Files.exists(Path($0)) }
        let files = words.filter { !ranges.contains($0) }
        guard files.count <= 1 else { throw UsageError("`\(files[1])` is no range of revisions such as main..HEAD") }
        file = Path(files.first ?? "platform.yaml")
        if let option = invocation.option("from") {
            guard ranges.isEmpty else {
                throw UsageError("the revisions are named twice, by --from and by `\(ranges[0])`")
            }
            (from, to) = (option, invocation.option("to"))
            return
        }
        if invocation.option("to") != nil { throw UsageError("--to needs --from") }
        guard let range = ranges.first else { return nil }
        guard ranges.count == 1, let middle = range.firstRange(of: "..") else {
            throw UsageError("only one range of revisions can be compared")
        }
        let (left, right) = (String(range[..<middle.lowerBound]), String(range[middle.upperBound...]))
        guard !left.isEmpty, !right.hasPrefix(".") else {
            throw UsageError("`\(range)` is no range of revisions such as main..HEAD")
        }
        (from, to) = (left, right.isEmpty ? "HEAD" : right)
    }
}
