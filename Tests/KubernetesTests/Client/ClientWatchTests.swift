import ClusterSupport
import HTTP
import Kubernetes
import Testing
import Values

/// Watches over scripted streams.
@Suite struct ClientWatchTests {
    static func event(_ type: String, _ name: String, _ version: Int) -> String {
        #"{"type":"\#(type)","object":{"metadata":{"name":"\#(name)","resourceVersion":"\#(version)"}}}"# + "\n"
    }

    /// Runs a watch over the streams in turn and tells what came, as `added a`, and the places that were asked for.
    private func follow(
        _ streams: [HTTPResponse],
        list: String = #"{"metadata":{"resourceVersion":"50"},"items":[{"metadata":{"name":"l"}}]}"#, enough: Int
    ) throws -> (seen: [String], places: [String]) {
        let (count, places) = (Counter(), Counter())
        let cluster = ClientAnswerTests.cluster { request in
            guard request.url.contains("watch=true") else { return ClientAnswerTests.answer(200, list) }
            #expect(request.url.contains("allowWatchBookmarks=true"))
            let place = request.url.split(separator: "resourceVersion=").last.map { $0.prefix { $0 != "&" } } ?? ""
            places.add(Int(place) ?? -1)
            let number = count.next()
            return number <= streams.count
                ? streams[number - 1] : ClientAnswerTests.answer(200, Self.event("ADDED", "end", 1000))
        }
        var seen: [String] = []
        try cluster.watch(ClientAnswerTests.maps, from: "5", timeoutSeconds: 60) { event in
            switch event {
            case .added(let node): seen.append("added " + (node.at("metadata", "name")?.string ?? ""))
            case .modified(let node): seen.append("modified " + (node.at("metadata", "name")?.string ?? ""))
            case .deleted(let node): seen.append("deleted " + (node.at("metadata", "name")?.string ?? ""))
            case .bookmark(let version): seen.append("bookmark " + version)
            case .restarted(let nodes): seen.append("restarted \(nodes.count)")
            }
            return seen.count >= enough ? .enough : .more
        }
        return (seen, places.all.map(String.init))
    }

    @Test func goesOnWhereItWasAfterHalfALine() throws {
        let half = Self.event("MODIFIED", "b", 7)
        let (seen, places) = try follow(
            [
                ClientAnswerTests.answer(200, Self.event("ADDED", "a", 6) + half.prefix(30)),
                ClientAnswerTests.answer(200, half + Self.event("BOOKMARK", "", 9)),
                ClientAnswerTests.answer(200, Self.event("DELETED", "b", 11)),
            ], enough: 4)
        #expect(seen == ["added a", "modified b", "bookmark 9", "deleted b"])
        #expect(places == ["5", "6", "9"])
    }

    @Test func tellsEverythingAnewWhenHistoryIsGone() throws {
        let gone =
            #"{"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","code":410,"reason":"Expired","message":"too old"}}"#
            + "\n"
        let (seen, places) = try follow(
            [
                ClientAnswerTests.answer(200, gone), ClientAnswerTests.answer(200, Self.event("ADDED", "a", 51)),
                ClientAnswerTests.status(410, "Gone", "too old"),
            ], enough: 4)
        #expect(seen == ["restarted 1", "added a", "restarted 1", "added end"])
        #expect(places == ["5", "50", "51", "50"])
    }

    @Test func waitsOutAServerThatIsAway() throws {
        let (seen, places) = try follow(
            [
                ClientAnswerTests.status(503, "", "away"), ClientAnswerTests.answer(200, ""),
                ClientAnswerTests.answer(200, "no event\n"),
                ClientAnswerTests.answer(200, #"{"type":"ERROR","object":{"code":500,"message":"x"}}"# + "\n"),
            ], enough: 1)
        #expect(seen == ["added end"])
        #expect(places == Array(repeating: "5", count: 5))
    }

    @Test func endsWithWhatDoesNotPass() {
        let failure = #expect(throws: KubernetesFailure.self) {
            try follow([ClientAnswerTests.status(403, "Forbidden", "no")], enough: 1)
        }
        #expect(failure?.kind == .forbidden)
    }

    @Test func throwsWhatTheBodyThrows() {
        struct Mine: Error {}
        let cluster = ClientAnswerTests.cluster { _ in ClientAnswerTests.answer(200, Self.event("ADDED", "a", 6)) }
        #expect(throws: Mine.self) {
            try cluster.watch(ClientAnswerTests.maps, from: "5", timeoutSeconds: 5) { _ in throw Mine() }
        }
    }

    @Test func endsAtItsDeadline() throws {
        let cluster = ClientAnswerTests.cluster { _ in ClientAnswerTests.answer(200, Self.event("ADDED", "a", 6)) }
        var count = 0
        try cluster.watch(ClientAnswerTests.maps, from: "5", timeoutSeconds: 1) { _ in
            count += 1
            return .more
        }
        #expect(count > 0)
    }
}
