public import Diagnostics
public import Values

extension Catalog {
    /// The components of services that a platform file itself declares. Their objects come from the templates in `application/`.
    ///
    /// - Parameter definitions: each as a `component.yaml` would say it, with the places of the platform file.
    /// - Returns: the components and what is wrong with them; one with an error is left out.
    /// - Throws: `FindingsError` if the built-in schema is wrong.
    public func declared(_ definitions: [Node]) throws(FindingsError) -> ([Component], [Finding]) {
        guard !definitions.isEmpty else { return ([], []) }
        let reader = ComponentReader(schema: try Self.componentSchema())
        let files = Resources.files(below: "application/")
        var own: [Component] = []
        var findings: [Finding] = []
        for definition in definitions {
            let name = definition.at("metadata", "name")?.string ?? ""
            guard component(name) == nil else {
                findings.append(
                    Finding(
                        code: Code.componentInvalid, message: "`\(name)` is a component of the catalog",
                        place: definition.place, component: name,
                        hint: "give the service another name, or name the component under `components:`"))
                continue
            }
            let (component, problems) = reader.read(definition, files: files, folder: name, origin: "platform file")
            findings += problems
            if let component { own.append(component) }
        }
        return (own, findings + capabilityFindings(own))
    }
}
