extension YAML {
    /// How much a reader accepts, so that no input can exhaust time, memory or the stack.
    public struct Limits: Sendable, Equatable {
        /// The largest depth that may be asked for. Trees are walked recursively; even without
        /// optimization this needs less than 2 MiB of stack.
        public static let greatestDepth = 256

        /// The largest input in bytes.
        public var bytes: Int
        /// How many collections may lie inside each other, aliases expanded. Never more than ``greatestDepth``.
        public var depth: Int {
            didSet { depth = min(depth, Self.greatestDepth) }
        }
        /// How many keys and values one input may hold, without what aliases repeat.
        public var nodes: Int
        /// How many nodes aliases and merge keys may add. Every 64 bytes of repeated text count as one more node.
        public var expansion: Int

        /// Makes limits.
        ///
        /// - Parameters:
        ///   - bytes: the largest input in bytes.
        ///   - depth: how many collections may lie inside each other, at most ``greatestDepth``.
        ///   - nodes: how many keys and values one input may hold.
        ///   - expansion: how many nodes aliases and merge keys may add.
        public init(bytes: Int = 16 << 20, depth: Int = 200, nodes: Int = 4_000_000, expansion: Int = 200_000) {
            self.bytes = bytes
            self.depth = min(depth, Self.greatestDepth)
            self.nodes = nodes
            self.expansion = expansion
        }

        /// 16 MiB, 200 levels, four million nodes and 200,000 nodes through aliases.
        public static let standard = Limits()
    }
}
