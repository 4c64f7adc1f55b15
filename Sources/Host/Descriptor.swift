import Glibc

/// A system call failed; `number` is the `errno` value.
struct SystemError: Error {
    let number: Int32
}

/// Runs a system call again as long as a signal interrupts it.
///
/// - Returns: what the call returned, never negative.
/// - Throws: ``SystemError`` with the `errno` value.
func retrying<Result: SignedInteger>(_ call: () -> Result) throws(SystemError) -> Result {
    while true {
        let result = call()
        if result >= 0 { return result }
        let number = errno
        if number != EINTR { throw SystemError(number: number) }
    }
}

/// Reads until the end or until there is more than the limit.
///
/// - Returns: `nil` when there is more.
func readAll(_ descriptor: Int32, limit: Int) throws(SystemError) -> [UInt8]? {
    var result: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while true {
        let count: Int
        do throws(SystemError) {
            count = try retrying { read(descriptor, &buffer, buffer.count) }
        } catch  where error.number == EAGAIN {
            waitUntilReady(descriptor, for: Int16(POLLIN))
            continue
        }
        if count == 0 { return result }
        if result.count + count > limit { return nil }
        result.append(contentsOf: buffer[..<count])
    }
}

/// Writes everything, waiting when the other side is slow.
func writeAll(_ descriptor: Int32, _ bytes: some Collection<UInt8>) throws(SystemError) {
    let bytes = Array(bytes)
    var offset = 0
    while offset < bytes.count {
        do throws(SystemError) {
            offset += try retrying {
                bytes.withUnsafeBytes { write(descriptor, $0.baseAddress.map { $0 + offset }, bytes.count - offset) }
            }
        } catch  where error.number == EAGAIN {
            // Standard output may have been made non-blocking by whoever shares the terminal.
            waitUntilReady(descriptor, for: Int16(POLLOUT))
        }
    }
}

/// Waits until a descriptor can be read or written; returns early on a signal.
@discardableResult
func waitUntilReady(_ descriptor: Int32, for events: Int16, milliseconds: Int32 = -1) -> Bool {
    var entry = pollfd(fd: descriptor, events: events, revents: 0)
    return poll(&entry, 1, milliseconds) > 0
}
