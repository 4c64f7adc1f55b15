import HTTP
import Values

/// One request to the API, before it is sent.
struct Call {
    /// The method.
    var method = "GET"
    /// The path, encoded, from the slash on.
    var path: String
    /// The query in order, not encoded.
    var query: [(name: String, value: String)] = []
    /// Further header fields.
    var headers: [(name: String, value: String)] = []
    /// The body.
    var body: [UInt8]?
    /// Whether sending it twice does what sending it once does.
    var isRepeatable = true
    /// Whether an answer of 500 and more is an answer and no fault of the way there.
    var takesServerErrors = false
    /// Keys of the answer that nobody wants, with their values.
    var leftOut: Set<String> = []
    /// What it is about, for messages.
    var object: ObjectReference?
    /// How long it may take, in milliseconds.
    var timeoutMilliseconds = 30_000
    /// The most times it is sent; nil: as the policy says.
    var attempts: Int?

    /// The path with its query.
    var target: String {
        query.isEmpty ? path : path + "?" + URLText.encodeQuery(query)
    }

    /// Gives it a JSON body.
    mutating func setBody(_ node: Node, type: String = "application/json") {
        body = Array(JSON.write(node).utf8)
        headers.append(("Content-Type", type))
    }
}
