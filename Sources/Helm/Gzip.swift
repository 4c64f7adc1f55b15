internal import CZlib

/// The gzip format (RFC 1952) through zlib.
enum Gzip {
    /// 15 bits of window, and 16 for the gzip header instead of zlib's own.
    private static let windowBits: Int32 = 15 + 16

    /// Compresses fast; the header carries no time and no name, so the same input gives the same bytes.
    ///
    /// - Returns: the compressed bytes, nil when zlib fails.
    static func compress(_ input: [UInt8]) -> [UInt8]? {
        var stream = z_stream()
        let size = Int32(MemoryLayout<z_stream>.size)
        guard deflateInit2_(&stream, 1, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size) == Z_OK
        else {
            return nil
        }
        defer { deflateEnd(&stream) }
        guard input.count <= Int(UInt32.max) else { return nil }
        let bound = Int(deflateBound(&stream, uLong(input.count)))
        var input = input
        return [UInt8](unsafeUninitializedCapacity: bound) { output, count in
            let done = input.withUnsafeMutableBufferPointer { source in
                stream.next_in = source.baseAddress
                stream.avail_in = uInt(source.count)
                stream.next_out = output.baseAddress
                stream.avail_out = uInt(output.count)
                return deflate(&stream, Z_FINISH) == Z_STREAM_END
            }
            count = done ? Int(stream.total_out) : 0
        }.nilWhenEmpty
    }

    /// Expands the first member of a gzip file.
    ///
    /// - Parameters:
    ///   - input: the compressed bytes.
    ///   - limit: the most bytes to expand to.
    /// - Returns: the bytes, nil when the input is damaged, cut off or expands to more.
    static func expand(_ input: [UInt8], limit: Int) -> [UInt8]? {
        var stream = z_stream()
        guard inflateInit2_(&stream, windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            return nil
        }
        defer { inflateEnd(&stream) }
        guard input.count <= Int(UInt32.max) else { return nil }
        var input = input
        var result: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        return input.withUnsafeMutableBufferPointer { source -> [UInt8]? in
            stream.next_in = source.baseAddress
            stream.avail_in = uInt(source.count)
            while true {
                let (code, written) = chunk.withUnsafeMutableBufferPointer { output in
                    stream.next_out = output.baseAddress
                    stream.avail_out = uInt(output.count)
                    let code = inflate(&stream, Z_NO_FLUSH)
                    return (code, output.count - Int(stream.avail_out))
                }
                result += chunk[..<written]
                if result.count > limit { return nil }
                if code == Z_STREAM_END { return result }
                // Without progress the input is cut off.
                guard code == Z_OK, written > 0 || stream.avail_in > 0 else { return nil }
            }
        }
    }
}

extension [UInt8] {
    fileprivate var nilWhenEmpty: [UInt8]? { isEmpty ? nil : self }
}
