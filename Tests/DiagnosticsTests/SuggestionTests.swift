import Diagnostics
import Testing

@Suite struct SuggestionTests {
    @Test(arguments: [
        ("relpicas", "replicas"), ("Replica", "replicas"), ("hots", "host"), ("lite-llm", "litellm"),
        ("domian", "domain"),
    ]) func findsTheTypo(written: String, meant: String) {
        #expect(Suggestion.closest(to: written, among: ["host", "replicas", "litellm", "domain"]) == meant)
    }

    @Test(arguments: ["", "zzz", "a", "completely-different"]) func staysSilent(written: String) {
        #expect(Suggestion.closest(to: written, among: ["host", "replicas", "b", ""]) == nil)
    }

    @Test func theFirstOfEquallyCloseOnesWins() {
        #expect(Suggestion.closest(to: "bat", among: ["cat", "hat"]) == "cat")
    }

    @Test func ignoresWhatIsTooLong() {
        let long = String(repeating: "a", count: 65)
        #expect(Suggestion.closest(to: long, among: [long]) == nil)
        #expect(Suggestion.closest(to: "a", among: [long]) == nil)
        let longest = String(repeating: "a", count: 64)
        #expect(Suggestion.closest(to: longest, among: [longest]) == longest)
    }
}
