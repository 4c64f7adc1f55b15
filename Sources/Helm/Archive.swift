/// An archive of files that other programs can open: tar, compressed with gzip.
public enum Archive {
    /// Packs files. The same files give the same bytes.
    ///
    /// - Parameter files: paths and contents, in order.
    /// - Returns: the bytes of a `.tar.gz` file.
    /// - Throws: ``HelmFailure`` for a path that is too long, or when zlib fails.
    public static func pack(_ files: [(path: String, bytes: [UInt8])]) throws(HelmFailure) -> [UInt8] {
        let entries = files.map { Tar.Entry(path: $0.path, bytes: $0.bytes) }
        guard let packed = Gzip.compress(try Tar.write(entries)) else {
            throw HelmFailure(.chartInvalid, "the archive could not be compressed")
        }
        return packed
    }

    /// Takes an archive apart.
    ///
    /// - Parameters:
    ///   - bytes: the bytes of a `.tar.gz` file.
    ///   - limit: the most bytes to expand to.
    /// - Returns: paths and contents; nil if it is damaged or larger.
    public static func unpack(_ bytes: [UInt8], limit: Int = 256 << 20) -> [(path: String, bytes: [UInt8])]? {
        guard let tar = Gzip.expand(bytes, limit: limit), let entries = Tar.read(tar, where: { _ in true }) else {
            return nil
        }
        return entries.map { ($0.path, $0.bytes) }
    }
}
