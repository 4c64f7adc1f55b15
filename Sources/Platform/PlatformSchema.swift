public import Catalog
public import Diagnostics
import Schema
public import Values

/// The JSON Schema of a platform file for editors, and its reference page, both from the one schema that the reader uses.
public enum PlatformSchema {
    /// The schema with the options of every component of a catalog.
    ///
    /// - Parameter catalog: the components.
    /// - Returns: a draft 2020-12 document.
    /// - Throws: `FindingsError` if the built-in schema is wrong.
    public static func document(catalog: Catalog) throws(FindingsError) -> Node {
        try Schema(complete(catalog: catalog)).exported(
            id: "https://fairlead.dev/schemas/v1alpha1/platform.json", title: "Fairlead platform file")
    }

    /// The reference page of the platform file itself, without the options of components.
    ///
    /// - Throws: `FindingsError` if the built-in schema is wrong.
    public static func reference() throws(FindingsError) -> String {
        SchemaReference.markdown(try Schema(Catalog.platformSchema()), title: "The platform file")
    }

    private static func complete(catalog: Catalog) throws(FindingsError) -> Node {
        var schema = try Catalog.platformSchema()
        var properties = Mapping()
        for component in catalog.components {
            properties[component.name] = SpecificationReader.entrySchema(component, platform: schema)
        }
        let components: Node = [
            "type": "object", "additionalProperties": false, "properties": Node(.mapping(properties)),
            "description": schema.at("properties", "spec", "properties", "components", "description") ?? "",
        ]
        schema.set(components, at: ["properties", "spec", "properties", "components"])
        return schema
    }
}
