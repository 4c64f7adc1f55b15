extension Interrupt {
    /// Whether the present thread tidies up and is not to be stopped by the first request.
    @TaskLocal package static var isShielded = false

    /// Does work that the first request to stop does not end: taking back what was begun. The second request kills as always.
    ///
    /// - Parameter work: the work; it must be short. Threads that it starts are not shielded.
    /// - Returns: what the work returns.
    /// - Throws: what the work throws.
    public static func shielded<Output>(_ work: () throws -> Output) rethrows -> Output {
        try $isShielded.withValue(true, operation: work)
    }
}
