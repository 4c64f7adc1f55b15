import Glibc

/// The pipes to and from a child process. All of them close on exec.
struct ChildStreams {
    private(set) var childInput: Int32 = -1
    private(set) var childOutput: Int32 = -1
    private(set) var childError: Int32 = -1
    private(set) var input: Int32 = -1
    private(set) var output: Int32 = -1
    private(set) var error: Int32 = -1

    /// Makes the pipes; without input the child reads from `/dev/null`. Joined, errors go the way of the output, in the order in which they were written.
    init(hasInput: Bool, joinsErrors: Bool = false) throws(SystemError) {
        do throws(SystemError) {
            if hasInput {
                (childInput, input) = try Self.pipe()
            } else {
                childInput = try Self.above2(try retrying { open("/dev/null", O_RDONLY | O_CLOEXEC) })
            }
            (output, childOutput) = try Self.pipe()
            if joinsErrors {
                let output = childOutput
                childError = try retrying { fcntl(output, F_DUPFD_CLOEXEC, 3) }
            } else {
                (self.error, childError) = try Self.pipe()
            }
            // Only our ends: the child's would be non-blocking for the program, which does not expect it.
            for descriptor in [input, output, self.error] where descriptor >= 0 {
                _ = try retrying { fcntl(descriptor, F_SETFL, O_NONBLOCK) }
            }
        } catch {
            closeAll()
            throw error
        }
    }

    /// Closes what only the child uses.
    mutating func closeChildSide() {
        Self.close(&childInput)
        Self.close(&childOutput)
        Self.close(&childError)
    }

    /// Tells the child that nothing more comes.
    mutating func closeInput() { Self.close(&input) }

    /// Stops reading standard output.
    mutating func closeOutput() { Self.close(&output) }

    /// Stops reading standard error.
    mutating func closeError() { Self.close(&error) }

    /// Closes whatever is still open.
    mutating func closeAll() {
        closeChildSide()
        closeInput()
        closeOutput()
        closeError()
    }

    private static func pipe() throws(SystemError) -> (read: Int32, write: Int32) {
        var ends: [Int32] = [-1, -1]
        _ = try retrying { GNUExtensions.pipe(&ends) }
        var (reading, writing) = (ends[0], ends[1])
        do throws(SystemError) {
            reading = try above2(reading)
            writing = try above2(writing)
        } catch {
            close(&reading)
            close(&writing)
            throw error
        }
        return (reading, writing)
    }

    // When this process was started with a standard stream closed, a pipe may get its number,
    // and the copies for the child would overwrite each other.
    private static func above2(_ descriptor: Int32) throws(SystemError) -> Int32 {
        if descriptor > 2 { return descriptor }
        let copy = try retrying { fcntl(descriptor, F_DUPFD_CLOEXEC, 3) }
        Glibc.close(descriptor)
        return copy
    }

    private static func close(_ descriptor: inout Int32) {
        if descriptor >= 0 { Glibc.close(descriptor) }
        descriptor = -1
    }
}
