import Glibc

/// The environment variables, as a value. Nothing below the commands reads them in any other way.
public struct Environment: Sendable {
    /// The variables of this process, read once.
    public static let process = Environment(capture())

    /// All variables by name.
    public let variables: [String: String]

    /// Makes an environment, for tests and for child processes.
    public init(_ variables: [String: String]) { self.variables = variables }

    /// One variable, or `nil` when it is not set.
    public subscript(_ name: String) -> String? { variables[name] }

    /// The variable, or `nil` when it is not set or empty.
    public func nonEmpty(_ name: String) -> String? {
        guard let value = variables[name], !value.isEmpty else { return nil }
        return value
    }

    /// The variables without those that lead git to another repository than that of its folder (git(1), "The Git Repository"): a hook of Git
    /// that calls us names its own.
    public var withoutRepository: [String: String] { variables.filter { !Self.repositoryPlaces.contains($0.key) } }

    private static let repositoryPlaces: Set<String> = [
        "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "GIT_NAMESPACE", "GIT_COMMON_DIR", "GIT_PREFIX", "GIT_CEILING_DIRECTORIES",
    ]

    private static func capture() -> [String: String] {
        var result: [String: String] = [:]
        var entry: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?> = environ
        while let pointer = entry.pointee {
            let text = String(cString: pointer)
            if let equals = text.utf8.firstIndex(of: UInt8(ascii: "=")) {
                let name = String(text[..<equals])
                // The first of two wins, as with getenv(3).
                if result[name] == nil { result[name] = String(text[text.utf8.index(after: equals)...]) }
            }
            entry += 1
        }
        return result
    }
}
