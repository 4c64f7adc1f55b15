/// How much a file may ask of the reader.
public struct AgeLimits: Sendable, Hashable {
    /// The largest file, in bytes, in either form.
    public var fileBytes: Int
    /// The largest header, in bytes.
    public var headerBytes: Int
    /// The most recipients.
    public var recipients: Int
    /// The base-two logarithm of the largest scrypt work factor. 20 needs 1 GiB of memory and some seconds; age
    /// itself writes 18.
    public var scryptLogarithm: Int

    /// The largest work factor that is ever read or written: 2^22 needs 4 GiB of memory.
    public static let highestScryptLogarithm = 22

    /// Makes limits.
    ///
    /// - Parameters:
    ///   - fileBytes: the largest file.
    ///   - headerBytes: the largest header.
    ///   - recipients: the most recipients.
    ///   - scryptLogarithm: the largest work factor, as a logarithm; more than ``highestScryptLogarithm`` is
    ///     never accepted.
    public init(
        fileBytes: Int = 64 << 20, headerBytes: Int = 64 << 10, recipients: Int = 32, scryptLogarithm: Int = 20
    ) {
        self.fileBytes = fileBytes
        self.headerBytes = headerBytes
        self.recipients = recipients
        self.scryptLogarithm = scryptLogarithm
    }

    /// 64 MiB of file, 64 KiB of header, 32 recipients, scrypt with 2^20.
    public static let standard = AgeLimits()
}
