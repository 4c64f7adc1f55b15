public import Values

/// A named contract between components.
public struct Capability: Sendable {
    /// Who opens the connection.
    public enum Traffic: String, Sendable {
        case toProvider = "to-provider"
        case toConsumer = "to-consumer"
        /// The consumer connects to the provider's host, through the way in that the provider is bound to.
        case toHost = "to-host"
        case none
    }
    /// Its name.
    public var name: String
    /// One sentence.
    public var summary: String
    /// Who opens the connection.
    public var traffic: Traffic
    /// The provider taken when none is chosen, by role; the key `""` stands for every role.
    public var defaults: [String: String]
    /// The provider taken on one machine when none is chosen, by role; the key `""` stands for every role.
    public var machineDefaults: [String: String] = [:]
    /// Name and schema of its properties.
    public var properties: Node
    /// Name and schema of a requirement's arguments.
    public var arguments: Node
    /// Credential fields that an offer may give.
    public var credentials: [String]

    /// The provider taken when none is chosen.
    ///
    /// - Parameters:
    ///   - role: the role that is asked for, if any.
    ///   - onMachine: whether the platform runs on one machine; where nothing is said for that, the cluster's provider may do as well.
    public func defaultProvider(role: String?, onMachine: Bool = false) -> String? {
        func pick(_ names: [String: String]) -> String? { role.flatMap { names[$0] } ?? names[""] }
        return (onMachine ? pick(machineDefaults) : nil) ?? pick(defaults)
    }
}
