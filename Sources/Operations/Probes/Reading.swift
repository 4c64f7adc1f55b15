import Values

/// Reads outcomes, and says in words why one cannot be read.
extension Outcome {
    /// An HTTP answer with a status of 200 to 299.
    func success(hint: String? = nil) throws -> [UInt8] {
        let (status, _, body) = try answer()
        guard (200..<300).contains(status) else {
            throw ProbeFailure("answers \(status): \(ShownText.clean(body))", hint: hint ?? Outcome.hint(status))
        }
        return body
    }

    /// The JSON of an answer with a status of 200 to 299.
    func json(hint: String? = nil) throws -> Node {
        let body = try success(hint: hint)
        guard let node = try? JSON.parse(body, file: "answer") else {
            throw ProbeFailure("the answer is no JSON: \(ShownText.clean(body, limit: 120))")
        }
        return node
    }

    /// An HTTP answer, whatever its status.
    func answer() throws -> (status: Int, headers: [String: String], body: [UInt8]) {
        switch self {
        case .answer(let status, let headers, let body): return (status, headers, body)
        case .text, .objects: throw ProbeFailure("the answer is of another kind than was asked for")
        case .denied(let reason), .failed(let reason), .untried(let reason): throw ProbeFailure(ShownText.clean(reason))
        }
    }

    /// A text.
    func string() throws -> String {
        switch self {
        case .text(let text): return text
        case .answer, .objects: throw ProbeFailure("the answer is of another kind than was asked for")
        case .denied(let reason), .failed(let reason), .untried(let reason): throw ProbeFailure(ShownText.clean(reason))
        }
    }

    /// Objects of the cluster.
    func list() throws -> [Node] {
        switch self {
        case .objects(let objects): return objects
        case .answer, .text: throw ProbeFailure("the answer is of another kind than was asked for")
        case .denied(let reason), .failed(let reason), .untried(let reason): throw ProbeFailure(ShownText.clean(reason))
        }
    }

    /// That the other side was reached and said no: 401 or 403. Anything else, no answer too, proves nothing.
    ///
    /// - Parameter whom: who must be refused, such as `an invented key`.
    /// - Returns: what was seen.
    func refusal(of whom: String) throws -> String {
        let (status, _, body) = try answer()
        guard status == 401 || status == 403 else {
            if (200..<300).contains(status) { throw ProbeFailure("\(whom) is let in (\(status))") }
            throw ProbeFailure("\(whom) is answered \(status) instead of 401 or 403: \(ShownText.clean(body))")
        }
        return "\(whom) is refused (\(status))"
    }

    private static func hint(_ status: Int) -> String? {
        switch status {
        case 401, 403: "the key that the consumer holds is not the one that is known there; see `fairlead secrets show`"
        case 404: "nothing is served under this address; is the version that runs the one that was rendered?"
        case 502, 503, 504: "what stands behind it does not answer; see `fairlead status`"
        default: nil
        }
    }
}
