public import Crypto
public import Host
public import Values

/// Why an object is not ready: follows the chain from it down to the object that blocks.
///
/// It reads only, never more than its limits, and leaves out what it may not read: a chain that ends early is
/// better than none.
public struct Blocker: Sendable {
    /// How far a chain is followed.
    public struct Limits: Sendable {
        /// The most links.
        public var depth: Int
        /// The most requests.
        public var requests: Int

        /// Limits.
        ///
        /// - Parameters:
        ///   - depth: the most links.
        ///   - requests: the most requests.
        public init(depth: Int = 8, requests: Int = 40) {
            self.depth = depth
            self.requests = requests
        }
    }

    let reader: any ClusterReader
    let clock: Clock
    let secrets: [SecretBytes]
    let limits: Limits

    /// Somebody who finds out.
    ///
    /// - Parameters:
    ///   - reader: the cluster.
    ///   - clock: the time.
    ///   - secrets: values that are masked in log lines whatever they look like.
    ///   - limits: how far a chain is followed.
    public init(
        _ reader: any ClusterReader, clock: Clock = .system, secrets: [SecretBytes] = [], limits: Limits = Limits()
    ) {
        self.reader = reader
        self.clock = clock
        self.secrets = secrets
        self.limits = limits
    }

    /// The chain of reasons, the object itself first, the one that blocks last; empty when the object is ready.
    ///
    /// - Parameter object: the object as the server has it.
    /// - Throws: `Interrupted` only: what cannot be read is left out of the chain.
    public func why(_ object: Node) throws -> [Reason] {
        var search = BlockerSearch(blocker: self)
        return try search.chain(object)
    }

    /// The chain of reasons of an object that is read first.
    ///
    /// - Parameter reference: the object.
    /// - Returns: the chain; one link that says so when the object is not there.
    /// - Throws: `Interrupted`, and what reading the object throws.
    public func why(_ reference: ObjectReference) throws -> [Reason] {
        guard let object = try reader.object(reference) else {
            return [
                Reason(
                    object: reference, state: .progressing("NotFound", "it is not there"),
                    usually: Reason.Usual(
                        cause: "nobody has made it yet", action: "look at who makes it: the delivery or an operator"))
            ]
        }
        return try why(object)
    }
}
