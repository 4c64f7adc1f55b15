import Synchronization

/// Repeatable bytes from a seed, for tests alone: SHA-256 over the seed and a block counter.
package final class SeededEntropy: EntropySource {
    private let seed: [UInt8]
    private let state = Mutex(State())

    private struct State {
        var counter: UInt64 = 0
        var rest: [UInt8] = []
    }

    /// Starts a stream.
    ///
    /// - Parameter seed: the same seed gives the same bytes.
    package init(seed: UInt64) {
        self.seed = Array("seeded entropy".utf8) + SeededEntropy.littleEndian(seed)
    }

    /// Gives the next bytes of the stream.
    ///
    /// - Parameter count: how many.
    /// - Returns: exactly `count` bytes.
    package func bytes(_ count: Int) -> [UInt8] {
        state.withLock { state in
            while state.rest.count < count {
                state.rest += Hash.sha256(seed + SeededEntropy.littleEndian(state.counter))
                state.counter += 1
            }
            defer { state.rest.removeFirst(max(count, 0)) }
            return Array(state.rest.prefix(max(count, 0)))
        }
    }

    private static func littleEndian(_ number: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }
}
