public import Diagnostics
public import Host
import Values

/// What the files of a kubeconfig say together (Kubernetes documentation, "Organizing cluster access using kubeconfig files").
///
/// The first file that has an entry of a name has it whole, and the first that sets the current context sets it.
public struct Kubeconfig: Sendable {
    /// The files that were read, in order.
    public internal(set) var files: [Path] = []
    /// The files that were named but are not there.
    public internal(set) var missing: [Path] = []
    /// The clusters, each name once.
    public internal(set) var clusters: [KubeconfigEntry] = []
    /// The users, each name once.
    public internal(set) var users: [KubeconfigEntry] = []
    /// The contexts, each name once.
    public internal(set) var contexts: [KubeconfigEntry] = []
    /// The context that is taken where none is named.
    public internal(set) var currentContext: String?
    /// What works but is likely to hurt.
    public internal(set) var warnings: [Finding] = []

    /// A kubeconfig without any file.
    public init() {}

    /// The entry of a name, its bytes compared.
    static func find(_ name: String, in entries: [KubeconfigEntry]) -> KubeconfigEntry? {
        entries.first { $0.name.utf8.elementsEqual(name.utf8) }
    }

    /// The context that is meant.
    ///
    /// - Parameter name: its name; nil: the current one.
    /// - Throws: `KubernetesFailure` of kind `.access`.
    public func context(_ name: String?) throws -> KubeconfigEntry {
        let names = contexts.map(\.name)
        guard let wanted = name ?? currentContext else {
            throw KubernetesFailure.access(
                "\(whereabouts) names no current context",
                hint: names.isEmpty
                    ? "it holds no contexts at all: is it the right file?"
                    : "name one with --context: \(Self.listed(names))")
        }
        if let found = Self.find(wanted, in: contexts) { return found }
        let meant = Suggestion.closest(to: wanted, among: names)
        throw KubernetesFailure.access(
            "there is no context `\(plainText(wanted))` in \(whereabouts)",
            hint: meant.map { "did you mean `\(plainText($0))`?" }
                ?? (names.isEmpty
                    ? "it holds no contexts at all: is it the right file?" : "there are: \(Self.listed(names))"))
    }

    /// An entry that a context names.
    func entry(_ key: String, of context: KubeconfigEntry, in entries: [KubeconfigEntry]) throws -> KubeconfigEntry? {
        guard let name = try context.text(key) else { return nil }
        if let found = Self.find(name, in: entries) { return found }
        let meant = Suggestion.closest(to: name, among: entries.map(\.name))
        throw KubernetesFailure.access(
            "\(context.title) names the \(key) `\(plainText(name))`, which is not there", at: context.node[key]?.place,
            hint: meant.map { "did you mean `\(plainText($0))`?" } ?? "there are: \(Self.listed(entries.map(\.name)))")
    }

    var whereabouts: String { files.isEmpty ? "the kubeconfig" : Self.listed(files.map(\.string)) }

    static func listed(_ names: [String]) -> String {
        if names.isEmpty { return "none" }
        let shown = names.prefix(8).map { "`\(plainText($0, limit: 100))`" }.joined(separator: ", ")
        return names.count > 8 ? shown + " and \(names.count - 8) more" : shown
    }
}
