internal import Values

extension ChartFiles {
    /// Reads what a chart says about itself without Helm. Values come in the order of the file here.
    func describe() throws(HelmFailure) -> ChartDescription {
        guard let head = self["Chart.yaml"] else { throw HelmFailure(.chartLoad, "the chart has no Chart.yaml") }
        let metadata = try Self.read(head, "Chart.yaml").withoutPlaces
        return ChartDescription(
            name: metadata["name"]?.string ?? "", version: metadata["version"]?.string ?? "",
            kubeVersion: metadata["kubeVersion"]?.string,
            values: try self["values.yaml"].map { bytes throws(HelmFailure) in try Self.read(bytes, "values.yaml") }
                ?? [:],
            dependencies: (metadata["dependencies"]?.list ?? []).map { dependency($0) },
            crds: try crds(prefix: (metadata["name"]?.string ?? "") + "/", depth: 0).sortedByPath())
    }

    private func dependency(_ entry: Node) -> ChartDependency {
        let name = entry["name"]?.string ?? ""
        let isPresent = entries.contains {
            $0.path.hasPrefix("charts/\(name)/") || ($0.path.hasPrefix("charts/\(name)-") && $0.path.hasSuffix(".tgz"))
        }
        return ChartDependency(
            name: name, version: entry["version"]?.scalarText, repository: entry["repository"]?.string,
            alias: entry["alias"]?.string, condition: entry["condition"]?.string, isPresent: isPresent)
    }

    /// The files in `crds/` here and in all subcharts, packed ones too.
    private func crds(prefix: String, depth: Int) throws(HelmFailure) -> [RenderedFile] {
        var found: [RenderedFile] = []
        for entry in entries {
            if entry.path.hasPrefix("crds/") || (entry.path.hasPrefix("charts/") && entry.path.contains("/crds/")) {
                found.append(
                    RenderedFile(path: prefix + entry.path, text: String(decoding: entry.bytes, as: UTF8.self)))
            } else if entry.path.hasPrefix("charts/"), entry.path.hasSuffix(".tgz"), depth < 4 {
                let inner = try ChartFiles(.archive(entry.bytes)) { _ in true }
                found += try inner.crds(prefix: "\(prefix)\(entry.path)/", depth: depth + 1)
            }
        }
        return found
    }

    private static func read(_ bytes: [UInt8], _ file: String) throws(HelmFailure) -> Node {
        do {
            let documents = try YAML.parse(bytes, file: file, limits: .helmAnswer)
            return documents.first ?? [:]
        } catch {
            throw HelmFailure(
                .chartLoad, error.message, hint: error.hint,
                trail: [TemplateLocation(path: file, line: error.place.line, column: error.place.column)])
        }
    }
}

extension Node {
    /// The text, or the number as text: people forget the quotes around versions.
    fileprivate var scalarText: String? {
        switch value {
        case .string(let text): text
        case .integer(let number): String(number)
        case .double(let number): String(number)
        default: nil
        }
    }
}
