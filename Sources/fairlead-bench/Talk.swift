import Host

/// Lines for the person who waits.
enum Talk {
    /// Writes a line to standard error; nobody reading it is no reason to stop.
    static func say(_ line: String) { try? OutputStream.error.write(line + "\n") }
}
