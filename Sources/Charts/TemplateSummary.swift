/// What templates do with values, or one named template with its argument.
struct TemplateSummary: Equatable {
    /// Paths that are named.
    var named: Set<[String]> = []
    /// Paths whose whole content is used.
    var whole: Set<[String]> = []
    /// Paths that leave the reader's sight.
    var handedOn: Set<[String]> = []

    // No key of a mapping in YAML text begins with a zero byte.
    private static let mark = "\u{0}"

    /// Stands for the argument of a named template at the head of a path.
    static func argument(of template: String) -> String { mark + template }

    /// Whether a path leads into an argument.
    static func isArgument(_ path: [String]) -> Bool { path.first?.hasPrefix(mark) ?? false }

    /// Adds what another one has.
    mutating func formUnion(_ other: TemplateSummary) {
        named.formUnion(other.named)
        whole.formUnion(other.whole)
        handedOn.formUnion(other.handedOn)
    }

    /// What each named template does with its argument, as paths in the argument.
    func arguments(of templates: some Sequence<String>) -> [String: TemplateSummary] {
        var found = Dictionary(uniqueKeysWithValues: templates.map { ($0, TemplateSummary()) })
        func sort(_ paths: Set<[String]>, _ kind: WritableKeyPath<TemplateSummary, Set<[String]>>) {
            for path in paths where Self.isArgument(path) {
                let name = String(path[0].dropFirst())
                found[name]?[keyPath: kind].insert(Array(path.dropFirst()))
            }
        }
        sort(named, \.named)
        sort(whole, \.whole)
        sort(handedOn, \.handedOn)
        return found
    }
}

/// A value in a template that comes from the chart's values.
struct TemplateReference: Hashable {
    /// Where it lies in the value at hand: `component` in `dict "component" .Values.server`; empty when it is the value itself.
    var fields: [String] = []
    /// The path in the chart's values.
    var path: [String]

    /// What a field of the value at hand is, as far as this reference says.
    func extended(by more: [String]) -> TemplateReference? {
        if more.starts(with: fields) { return TemplateReference(path: path + more.dropFirst(fields.count)) }
        return fields.starts(with: more)
            ? TemplateReference(fields: Array(fields.dropFirst(more.count)), path: path) : nil
    }
}
