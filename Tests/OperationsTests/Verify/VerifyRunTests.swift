import Synchronization
import Testing
import Values

@testable import Operations

/// Answers every exchange the same and remembers how often it was asked.
final class SameAnswer: Exchanger {
    let outcome: Outcome
    let batches = Mutex<[Int]>([])

    init(_ outcome: Outcome) { self.outcome = outcome }

    func carryOut(_ exchanges: [Exchange]) throws -> [Outcome] {
        batches.withLock { $0.append(exchanges.count) }
        return exchanges.map { _ in outcome }
    }
}

@Suite struct VerifyRunTests {
    static func check(
        _ id: String, capability: String = "redis", vantage: Check.Vantage = .namespace("a"), leftOut: String? = nil
    ) -> Check {
        Check(
            id: id, title: "the cache answers", proves: "it is there", capability: capability, consumer: "shop",
            provider: "valkey",
            binding: "shop.cache/valkey", host: nil, vantage: vantage, leftOut: leftOut,
            probe: RedisProbe(host: "r.a.svc", port: 6379, password: []))
    }

    @Test func oneJobForEachNamespaceAndTheOrderStays() throws {
        let checks = [
            Self.check("1"), Self.check("2", vantage: .outside), Self.check("3", vantage: .namespace("b")),
            Self.check("4"),
        ]
        let (outside, inside) = (SameAnswer(.text("PONG")), SameAnswer(.text("no")))
        let asked = Mutex<[String]>([])
        let verifier = Verifier(
            outside: outside,
            inside: { namespace in
                asked.withLock { $0.append(namespace) }
                return inside
            })
        let results = try verifier.run(checks)
        #expect(results.map(\.check.id) == ["1", "2", "3", "4"])
        #expect(results.map(\.isFailed) == [true, false, true, true])
        #expect(asked.withLock { $0.sorted() } == ["a", "b"])
        #expect(inside.batches.withLock { $0.sorted() } == [1, 2])
    }

    @Test func whatCannotBeTriedIsSkippedAndNeverPassed() throws {
        let results = try Verifier(outside: SameAnswer(.untried("not from here"))).run([Self.check("1")])
        #expect(results[0].verdict == .skipped("not from here"))
    }

    @Test func whatIsLeftOutRunsWhenItIsAskedFor() throws {
        let verifier = Verifier(outside: SameAnswer(.text("PONG")))
        #expect(try verifier.run([Self.check("a/b/c", leftOut: "why")])[0].verdict == .skipped("why"))
        #expect(
            try verifier.run([Self.check("a/b/c", leftOut: "why")], filter: CheckFilter(["a/b"]))[0].verdict
                == .passed("PONG"))
    }

    @Test(arguments: [
        ("a/b/c", true), ("a/b", true), ("a", true), ("redis", true), ("*", true), ("*/b/*", true), ("a/*/c", true),
        ("re*s", true),
        ("b", false), ("a/", false), ("a/b/c/d", false), ("", false), ("*x", false), ("A", false),
    ]) func patterns(_ pattern: String, _ isMeant: Bool) {
        #expect(CheckFilter([pattern]).takes(Self.check("a/b/c")) == isMeant)
        #expect(CheckFilter([pattern]).idle([Self.check("a/b/c")]).isEmpty == isMeant)
    }

    static let results = [
        CheckResult(check: check("a/b/1"), verdict: .passed("PONG"), milliseconds: 1_234),
        CheckResult(
            check: check("a/b/2"), verdict: .failed("<no> & \"not\"\u{1B}[0m\u{0}]]>", hint: "it's off"),
            milliseconds: 7),
        CheckResult(check: check("a/b/3"), verdict: .skipped("not from here"), milliseconds: 0),
    ]

    @Test func reportForCI() {
        let text = JUnit.document(Self.results, platform: "p<1>")
        #expect(
            text.contains(#"<testsuite name="p&lt;1&gt;" tests="3" failures="1" errors="0" skipped="1" time="1.241">"#))
        #expect(text.contains(#"<testcase classname="p&lt;1&gt;.redis" name="a/b/1" time="1.234"/>"#))
        #expect(text.contains(#"<failure message="&lt;no&gt; &amp; &quot;not&quot;[0m]]&gt;">"#))
        #expect(text.contains(#"<skipped message="not from here"/>"#))
        #expect(!text.unicodeScalars.contains { $0.value < 32 && $0 != "\n" })
    }

    @Test func reportForPeople() {
        let text = VerifyText.lines(Self.results, platform: "p")
        #expect(text.contains("passed   a/b/1") && text.contains("FAILED   a/b/2") && text.contains("hint: it's off"))
        #expect(text.hasSuffix("p: 1 passed, 1 failed, 1 skipped"))
        #expect(!VerifyText.lines(Self.results, platform: "p", isQuiet: true).contains("a/b/1"))
    }

    @Test func reportAsData() {
        #expect(Self.results.map { $0.node["result"]?.string } == ["passed", "failed", "skipped"])
        #expect(Self.results[1].node["hint"]?.string == "it's off")
        #expect(Self.results[2].node["reason"]?.string == "not from here")
    }
}
