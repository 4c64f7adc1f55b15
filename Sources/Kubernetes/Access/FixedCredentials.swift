import Crypto
import Values

/// A token or password that never changes.
struct FixedCredentials: CredentialProvider {
    private let value: AuthorizationValue

    init(_ value: AuthorizationValue) { self.value = value }

    func authorization() -> AuthorizationValue? { value }
    func refused() -> Bool { false }
}

/// What a bearer token may be made of.
enum TokenText {
    /// The longest token in bytes; API servers take header fields of a few times that.
    static let longest = 256 << 10

    /// Refuses what would break out of the header field. The token is never shown.
    static func check(_ bytes: [UInt8], _ what: String, _ place: Place? = nil) throws {
        guard bytes.count <= longest else {
            throw KubernetesFailure.access("\(what) is longer than any token", at: place)
        }
        guard bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw KubernetesFailure.access(
                "\(what) holds white space or letters that no token has", at: place,
                hint: "check that it was copied whole and without line ends")
        }
    }
}
