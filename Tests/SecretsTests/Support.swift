import Catalog
public import Crypto
import Diagnostics
import Host
@testable public import Platform
import Secrets

/// Noon of a day in 2026.
let clock = Clock.fixed(1_780_000_000)

extension SecretBytes {
    /// The text, for comparison in tests.
    var revealed: String { withBytes { String(decoding: $0, as: UTF8.self) } }
}

extension SecretBytes: ExpressibleByStringLiteral {
    /// The text as it stands.
    public init(stringLiteral value: String) { self.init(text: value) }
}

extension CredentialID: ExpressibleByStringLiteral {
    /// The text as it stands.
    public init(stringLiteral value: String) { self.init(text: value) }
}

/// A need of the component that the name begins with.
func need(_ id: CredentialID, _ recipe: Recipe, immutable: String? = nil) -> CredentialNeed {
    let owner = id.description.split(separator: "/").first.map(String.init) ?? ""
    return CredentialNeed(id: id, recipe: recipe, owner: owner, consumer: nil, immutable: immutable, place: nil)
}

/// A maker with repeatable randomness.
func maker(_ variables: [String: String] = [:], question: Answers.Question? = nil, seed: UInt64 = 1) -> CredentialMaker
{
    CredentialMaker(
        answers: Answers(environment: Environment(variables), question: question), entropy: SeededEntropy(seed: seed),
        clock: clock)
}

/// A small generator of numbers that a seed determines (xorshift64*).
struct Numbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next() -> UInt64 {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return state &* 0x2545_F491_4F6C_DD1D
    }
}

/// An identity that a seed determines.
func identity(_ seed: UInt64 = 7) throws -> AgeIdentity {
    try AgeIdentity.generate(entropy: SeededEntropy(seed: seed))
}

/// The failure that a body ends with; nil if it does not fail, or in another way.
func failure<Failure: Error>(_ type: Failure.Type, _ body: () throws -> Void) -> Failure? {
    do {
        try body()
        return nil
    } catch {
        return error as? Failure
    }
}

/// Whether two stores hold the same.
func same(_ left: CredentialStore, _ right: CredentialStore) -> Bool {
    left.ids == right.ids && left.ids.allSatisfy { left.value($0) == right.value($0) }
        && left.recipients == right.recipients && left.fingerprintKey == right.fingerprintKey
}
