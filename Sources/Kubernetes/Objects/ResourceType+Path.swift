extension ResourceType {
    /// The path of its collection, or of one object.
    ///
    /// - Parameters:
    ///   - namespace: the namespace; nil means all of them, and is needed for kinds without one.
    ///   - name: the object's name; nil means the collection.
    ///   - subresource: what comes after the name, such as `status`.
    /// - Returns: the path, encoded.
    /// - Throws: `KubernetesFailure` of kind `.invalid` for a name that is no segment of a path.
    public func path(namespace: String? = nil, name: String? = nil, subresource: String? = nil) throws -> String {
        var path = group.isEmpty ? "/api" : "/apis/\(try segment(group, "group"))"
        path += "/\(try segment(version, "version"))"
        if isNamespaced, let namespace { path += "/namespaces/\(try segment(namespace, "namespace"))" }
        path += "/\(try segment(plural, "resource"))"
        if let name { path += "/\(try segment(name, "name"))" }
        if let subresource { path += "/\(try segment(subresource, "subresource"))" }
        return path
    }

    private func segment(_ text: String, _ what: String) throws -> String {
        guard let segment = PathText.segment(text) else {
            throw KubernetesFailure(
                .invalid,
                "\"\(ServerText.clean(text, limit: 80))\" cannot be the \(what) of an object of kind \(ServerText.clean(kind, limit: 80))",
                hint: "names are not empty and have no slash and no percent sign")
        }
        return segment
    }
}
