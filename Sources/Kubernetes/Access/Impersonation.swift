/// What is said about the user that requests act as, beside the name
/// (Kubernetes documentation, "Authenticating", user impersonation).
public struct Impersonation: Sendable, Equatable {
    /// The unique identifier (1.22 and later).
    public var uid: String?
    /// The groups.
    public var groups: [String] = []
    /// Further facts by name, each with its values, in the order of the file.
    public var extra: [(name: String, values: [String])] = []

    /// Nothing beside the name.
    public init() {}

    /// Whether there is nothing.
    public var isEmpty: Bool { uid == nil && groups.isEmpty && extra.isEmpty }

    /// Whether both say the same in the same order.
    public static func == (left: Impersonation, right: Impersonation) -> Bool {
        left.uid == right.uid && left.groups == right.groups
            && left.extra.elementsEqual(right.extra) { $0.name == $1.name && $0.values == $1.values }
    }
}

extension ClusterAccess {
    /// The header fields of a request that acts as somebody else; none when it acts as itself.
    public var impersonationHeaders: [(name: String, value: String)] {
        guard let impersonate else { return [] }
        var headers = [(name: "Impersonate-User", value: impersonate)]
        if let uid = impersonation.uid { headers.append(("Impersonate-Uid", uid)) }
        headers += impersonation.groups.map { ("Impersonate-Group", $0) }
        for (name, values) in impersonation.extra {
            headers += values.map { ("Impersonate-Extra-" + Self.headerName(name), $0) }
        }
        return headers
    }

    // The API server reads the name in lower case with `%XX` for what no field name may hold (RFC 9110, section 5.6.2).
    private static func headerName(_ name: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in name.lowercased().utf8 {
            switch byte {
            case 0x30...0x39, 0x61...0x7A: bytes.append(byte)
            case _ where "!#$&'*+-.^_`|~".utf8.contains(byte): bytes.append(byte)
            default: bytes += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
