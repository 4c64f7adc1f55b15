internal import Glibc

/// Bytes at an address that does not change, so that libcurl can use them without copies; overwritten at the end.
///
/// Sendable holds: nothing writes after `init`.
final class PinnedBytes: @unchecked Sendable {
    let start: UnsafeMutableRawPointer
    let count: Int

    init(_ bytes: [UInt8]) {
        start = .allocate(byteCount: max(bytes.count, 1), alignment: 1)
        count = bytes.count
        start.copyMemory(from: bytes, byteCount: bytes.count)
    }

    deinit {
        explicit_bzero(start, max(count, 1))
        start.deallocate()
    }
}
