import Helm
import Host
import Values

/// Renders one chart and ends, as `helm template` does: a process starts, opens Helm, loads a chart, renders it.
enum OneChart {
    static let usage = "usage: fairlead-bench render-one-chart DIR VALUES RELEASE NAMESPACE KUBERNETES [API…]"

    /// The program.
    ///
    /// - Parameter words: the chart's folder or archive, the file of its values, and what `helm template` is told by options.
    static func main(_ words: [String]) throws {
        guard words.count >= 5 else { throw BenchFailure(usage) }
        let values = try YAML.parseSingle(try Files.read(Path(words[1])), file: words[1])
        let engine = LibHelm(places: HelmLibraryPlaces(environment: .process, executable: Processes.executable))
        let place = Path(words[0])
        let files = try engine.render(
            RenderRequest(
                chart: place.fileExtension == "tgz" ? .archive(try Files.read(place)) : .directory(place),
                values: values, release: words[2], namespace: words[3],
                capabilities: Capabilities(kubernetes: words[4], apiVersions: Array(words.dropFirst(5)))))
        // A chart of definitions has nothing else to say.
        try OutputStream.standard.write("# \(words[2])\n")
        for file in files { try OutputStream.standard.write("---\n# Source: \(file.path)\n\(file.text)\n") }
    }
}
