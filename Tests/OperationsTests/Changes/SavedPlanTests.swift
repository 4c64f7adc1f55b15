import Diagnostics
import Host
import Kubernetes
import Operations
import TestSupport
import Testing
import Values

/// The file of a saved plan: what is written comes back, and nothing else gets in.
@Suite struct SavedPlanTests {
    private static func text(_ random: inout SeededGenerator) -> String {
        let pieces = [
            "a", "Z", "9", "-", ".", "/", "\"", "\\", "\n", "\u{0}", "ø", "e\u{301}", "\u{1F600}", " ", "\u{7F}",
        ]
        return (0..<Int.random(in: 0...6, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
            .joined()
    }

    private static func plan(_ random: inout SeededGenerator) -> SavedPlan {
        var objects: [SavedPlan.Object] = []
        for number in 0..<Int.random(in: 0...5, using: &random) {
            let isThere = Bool.random(using: &random)
            objects.append(
                SavedPlan.Object(
                    reference: ObjectReference(
                        "apps/v1", "Kind\(number)", namespace: Bool.random(using: &random) ? text(&random) : nil,
                        name: text(&random)),
                    owner: text(&random),
                    wave: Bool.random(using: &random) ? Int.random(in: -2...9, using: &random) : nil,
                    action: ObjectChange.Action.allCases.randomElement(using: &random) ?? .none,
                    reason: Bool.random(using: &random) ? text(&random) : nil,
                    fields: (0..<Int.random(in: 0...3, using: &random)).map { _ in text(&random) },
                    state: isThere
                        ? LiveState(
                            uid: text(&random), resourceVersion: text(&random),
                            content: Bool.random(using: &random) ? text(&random) : nil)
                        : nil,
                    risks: (0..<Int.random(in: 0...2, using: &random)).map { _ in
                        Risk(Risk.Kind.allCases.randomElement(using: &random) ?? .none, text(&random))
                    }))
        }
        return SavedPlan(
            platform: text(&random), environment: Bool.random(using: &random) ? text(&random) : nil, version: "0.1.0",
            cluster: .init(server: text(&random), uid: text(&random)),
            wanted: ["a/b/c/d": String(repeating: "0", count: 32)], objects: objects, notCompared: [text(&random)])
    }

    @Test(arguments: 0..<200) func whatIsWrittenComesBack(seed: Int) throws {
        var random = SeededGenerator(seed: seed)
        let plan = Self.plan(&random)
        #expect(try SavedPlan.read(plan.bytes, file: "plan.json") == plan, "seed \(seed)")
    }

    @Test(arguments: 0..<400) func damageIsNoTrapAndNoOtherPlan(seed: Int) throws {
        var random = SeededGenerator(seed: seed)
        let plan = Self.plan(&random)
        var bytes = plan.bytes
        switch Int.random(in: 0...2, using: &random) {
        case 0: bytes.removeLast(Int.random(in: 2...bytes.count, using: &random))
        case 1: bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: .min ... .max, using: &random)
        default: bytes.insert(UInt8(ascii: "}"), at: Int.random(in: 0..<bytes.count, using: &random))
        }
        do {
            let read = try SavedPlan.read(bytes, file: "plan.json")
            // A byte of a text or of white space may differ; what is read is what stands there.
            #expect(try SavedPlan.read(read.bytes, file: "plan.json") == read, "seed \(seed)")
        } catch {
            #expect(!error.findings.isEmpty, "seed \(seed)")
        }
    }

    @Test(arguments: [
        "", "null", "[]", "{}", "{\"kind\":\"SavedPlan\"}",
        "{\"kind\":\"SavedPlan\",\"apiVersion\":\"fairlead.dev/v9\"}",
        String(repeating: "[", count: 100_000),
        """
        {"apiVersion":"fairlead.dev/v1alpha1","kind":"SavedPlan","platform":"a","fairlead":"1","cluster":{"server":"s","uid":"u"},
        "notCompared":[],"wanted":{"x":"short"},"objects":[]}
        """,
        """
        {"apiVersion":"fairlead.dev/v1alpha1","kind":"SavedPlan","platform":"a","fairlead":"1","cluster":{"server":"s","uid":"u"},
        "notCompared":[],"wanted":{},"objects":[{"action":"explode","apiVersion":"v1","kind":"A","name":"b","component":"c"}]}
        """,
        """
        {"apiVersion":"fairlead.dev/v1alpha1","kind":"SavedPlan","platform":"a","fairlead":"1","cluster":{"server":"s","uid":"u"},
        "notCompared":[],"wanted":{},"objects":[{"action":"none","apiVersion":"v1","kind":"A","name":"b","component":"c"},
        {"action":"delete","apiVersion":"v1","kind":"A","name":"b","component":"c"}]}
        """,
    ]) func whatIsNoPlanIsRefused(text: String) throws {
        #expect(throws: FindingsError.self) { try SavedPlan.read(Array(text.utf8), file: "plan.json") }
    }

    @Test func aPlanThatIsNotThere() throws {
        #expect(throws: FindingsError.self) { try SavedPlan.read(Path("/nonexistent/plan.json")) }
    }
}
