import Glibc
import Host

/// Who holds the lock of a platform.
public struct LeaseHolder: Sendable, Equatable {
    /// The whole identity, `user@host:process-random`, on one line.
    public let identity: String
    /// Since when, as the holder's own clock said.
    public let since: String?

    init(_ record: LeaseRecord) {
        identity = plainText(record.holder ?? "", limit: 200)
        since = record.acquired.map { plainText($0, limit: 40) }
    }

    /// `alice@laptop (process 4711)`, as people read it; the identity itself where it has another form.
    public var description: String {
        guard let colon = identity.lastIndex(of: ":") else { return identity }
        let process = identity[identity.index(after: colon)...].prefix { $0 != "-" }
        guard !process.isEmpty, process.allSatisfy({ $0.isNumber }) else { return identity }
        return "\(identity[..<colon]) (process \(process))"
    }

    /// A new identity for this process.
    ///
    /// - Parameter environment: where the user's name comes from.
    static func mine(_ environment: Environment) -> String {
        let user = environment.nonEmpty("USER") ?? environment.nonEmpty("LOGNAME") ?? "uid-\(getuid())"
        var buffer = [CChar](repeating: 0, count: 256)
        let isKnown = gethostname(&buffer, buffer.count - 1) == 0
        let host =
            isKnown ? String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self) : ""
        let random = String(UInt64.random(in: .min ... .max), radix: 36)
        return
            "\(plainText(user, limit: 60))@\(plainText(host.isEmpty ? "unknown" : host, limit: 100)):\(getpid())-\(random)"
    }
}
