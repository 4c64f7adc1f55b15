public import Diagnostics

/// A rule over a finished platform: it reads the graph, the facts of bindings and what was rendered, and changes nothing.
///
/// A rule looks at capabilities, properties and the form of rendered data, never at a component's name, so that it holds for
/// components that nobody has written yet.
public protocol Guideline: Sendable {
    /// The code of its findings.
    static var code: Code { get }
    /// Makes the rule.
    init()
    /// What is wrong with a platform.
    ///
    /// - Parameter input: the platform.
    func findings(_ input: GuidelineInput) -> [Finding]
}

/// All rules.
public enum Guidelines {
    /// The rules in the order of their codes.
    public static let all: [any Guideline] = [
        SecretReferenceRule(), DefinitionRule(), UnusedSecretRule(), ContextWindowRule(), ChunkSizeRule(),
        VectorDimensionsRule(),
        SharedStorageRule(), DuplicateHostRule(), UntriedChartRule(), MutableImageRule(),
        BackupPlaceRule(),
        MissingBackupRule(), UnseenMonitorRule(), LivenessRule(), AlertReceiverRule(), GPUShortageRule(),
        LiteralSecretRule(),
    ]

    /// Holds a platform against every rule.
    ///
    /// - Parameter input: the platform.
    /// - Returns: the findings in their order, each once.
    public static func check(_ input: GuidelineInput) -> [Finding] {
        Findings(all.flatMap { $0.findings(input) }).sorted()
    }
}
