package import Diagnostics

extension Catalog {
    /// A catalog of components given as text, with the built-in capabilities: for tests and measurements.
    ///
    /// - Parameters:
    ///   - folders: component name to path to text.
    ///   - includingBuiltIn: whether the built-in components are there too.
    ///   - sources: takes the texts.
    /// - Returns: the catalog and what is wrong with the components.
    /// - Throws: `FindingsError` if the built-in catalog cannot be read.
    package static func reading(
        _ folders: [String: [String: String]], includingBuiltIn: Bool = false, sources: inout Sources
    ) throws(FindingsError) -> (Catalog, [Finding]) {
        let reader = ComponentReader(schema: try componentSchema())
        var components: [Component] = []
        var findings: [Finding] = []
        for (name, files) in folders.sorted(by: { $0.key < $1.key }) {
            let texts = files.sorted { $0.key < $1.key }.map { ComponentFiles.File(path: $0.key, text: $0.value) }
            let (component, problems) = reader.read(files: texts, folder: name, origin: name, sources: &sources)
            findings += problems
            if let component { components.append(component) }
        }
        let (builtIn, _) = try load(sources: &sources)
        let own = Dictionary(components.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
        let catalog = Catalog(
            own: own, includingBuiltIn: includingBuiltIn, capabilities: builtIn.capabilities, models: builtIn.models)
        return (catalog, findings + catalog.capabilityFindings(catalog.ownComponents))
    }
}
