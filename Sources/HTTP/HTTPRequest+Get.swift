extension HTTPRequest {
    /// A `GET`.
    ///
    /// - Parameters:
    ///   - url: the whole URL.
    ///   - headers: header fields.
    ///   - timeoutMilliseconds: how long everything may take.
    ///   - bodyLimit: the most bytes of the answer's body.
    public init(
        _ url: String, headers: [(name: String, value: String)] = [], timeoutMilliseconds: Int = 30_000,
        bodyLimit: Int = 64 << 20
    ) {
        self.init(
            "GET", url, headers: headers, timeoutMilliseconds: timeoutMilliseconds, bodyLimit: bodyLimit)
    }
}
