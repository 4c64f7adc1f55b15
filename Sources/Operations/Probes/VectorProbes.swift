import Values

/// A point is put into a collection made for it, found again by its nearness, and removed with the collection.
///
/// The interface is Qdrant's (REST, "Collections" and "Points" of its API reference, from 1.10 on), the one that consumers of the capability speak.
struct VectorProbe: Probe {
    var url: String
    var key: [Piece]
    var collection: String

    var exchanges: [Exchange] {
        let place = "/collections/\(collection)"
        func ask(_ purpose: String, _ method: String, _ path: String, _ body: String?) -> Exchange {
            let type: [(String, [Piece])] = body == nil ? [] : [("Content-Type", [.text("application/json")])]
            return Exchange(
                purpose,
                .http(
                    HTTPExchange(
                        method, url + path, headers: type + (key.isEmpty ? [] : [("api-key", key)]),
                        body: body.map { [.text($0)] } ?? [])),
                isCleanUp: method == "DELETE")
        }
        return [
            ask("make a collection", "PUT", place, #"{"vectors":{"size":4,"distance":"Dot"}}"#),
            ask(
                "put points", "PUT", place + "/points?wait=true",
                #"{"points":[{"id":1,"vector":[0,0,0,1]},{"id":2,"vector":[0.1,0.2,0.3,0.9]},{"id":3,"vector":[1,0,0,0]}]}"#
            ),
            ask("search", "POST", place + "/points/query", #"{"query":[1,0.1,0,0],"limit":1}"#),
            ask("remove the collection", "DELETE", place, nil),
        ]
    }

    func judge(_ outcomes: [Outcome], at now: Int64) throws -> String {
        for (exchange, outcome) in zip(exchanges, outcomes) where exchange.purpose != "search" {
            do {
                _ = try outcome.success()
            } catch let failure as ProbeFailure {
                throw ProbeFailure("\(exchange.purpose): \(failure.message)", hint: failure.hint)
            }
        }
        let found = try outcomes[2].json().at("result", "points")?.list?.first?["id"]?.integer
        guard found == 3 else { throw ProbeFailure("the nearest point is not found") }
        return "put, found and removed"
    }
}

/// The store lets nobody in without its key.
struct VectorRefusalProbe: Probe {
    var url: String

    var exchanges: [Exchange] { [Exchange("ask without a key", .http(HTTPExchange("GET", url + "/collections")))] }

    func judge(_ outcomes: [Outcome], at now: Int64) throws -> String { try outcomes[0].refusal(of: "who has no key") }
}
