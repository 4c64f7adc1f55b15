internal import COpenSSL

/// An X.509 certificate that has been read. Two are equal when their bytes are.
public struct Certificate: Sendable, Equatable {
    /// The largest file that is read, in bytes.
    public static let largestFile = 1 << 20

    /// The encoded certificate (DER).
    public let der: [UInt8]
    /// The subject as RFC 2253 writes it, such as `CN=example.org,O=Example`; control characters are escaped.
    public let subject: String
    /// The first second at which it holds, in seconds since 1970.
    public let notBefore: Int64
    /// The last second at which it holds, in seconds since 1970.
    public let notAfter: Int64
    /// The family of the public key.
    public let keyKind: KeyKind
    /// The size of the public key in bits.
    public let keyBits: Int
    /// The DNS names it is for, in its own order.
    public let dnsNames: [String]
    /// Whether it may sign other certificates.
    public let isAuthority: Bool
    /// Whether it is signed with its own key, checked with the signature.
    public let isSelfSigned: Bool

    /// The public key, read once for many uses.
    let key: AsymmetricKey

    /// Reads the first certificate of a PEM file; further blocks are not looked at.
    ///
    /// - Parameter pem: the content of the file; text before and after the block is allowed.
    /// - Throws: ``CertificateError``.
    public init(pem: [UInt8]) throws(CertificateError) {
        guard pem.count <= Certificate.largestFile else { throw .tooLarge }
        let block: PEMBlock
        do {
            block = try PEMBlock.first(in: pem)
        } catch {
            switch error {
            case .noBlock: throw .notPEM
            case .broken(let label):
                throw label.utf8.elementsEqual("CERTIFICATE".utf8) ? .broken : .notACertificate(label: label)
            }
        }
        guard block.label.utf8.elementsEqual("CERTIFICATE".utf8) else { throw .notACertificate(label: block.label) }
        try self.init(der: block.bytes)
    }

    /// Reads an encoded certificate.
    ///
    /// - Parameter der: the bytes of one certificate and nothing after them.
    /// - Throws: ``CertificateError``.
    public init(der: [UInt8]) throws(CertificateError) {
        guard der.count <= Certificate.largestFile else { throw .tooLarge }
        let fields = der.withUnsafeBufferPointer { CertificateFields(der: $0) }
        ERR_clear_error()
        guard let fields else { throw .broken }
        self.der = der
        subject = fields.subject
        notBefore = fields.notBefore
        notAfter = fields.notAfter
        dnsNames = fields.dnsNames
        isAuthority = fields.isAuthority
        isSelfSigned = fields.isSelfSigned
        key = fields.key
        keyKind = fields.key.kind
        keyBits = fields.key.bits
    }

    /// The SHA-256 digest of the encoded certificate.
    public var fingerprint: [UInt8] { Hash.sha256(der) }

    /// The certificate as one PEM block.
    public var pem: String { PEMBlock.write(label: "CERTIFICATE", bytes: der) }

    /// Whether its time is over.
    ///
    /// - Parameter now: the present, in seconds since 1970.
    /// - Returns: true after ``notAfter``.
    public func isExpired(at now: Int64) -> Bool { now > notAfter }

    /// Whether its time has not come.
    ///
    /// - Parameter now: the present, in seconds since 1970.
    /// - Returns: true before ``notBefore``.
    public func isNotYetValid(at now: Int64) -> Bool { now < notBefore }

    /// Whether two certificates are the same bytes.
    ///
    /// - Parameters:
    ///   - left: one certificate.
    ///   - right: the other.
    /// - Returns: whether they are equal.
    public static func == (left: Certificate, right: Certificate) -> Bool { left.der == right.der }
}
