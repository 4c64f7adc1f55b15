public import Crypto
public import Diagnostics
public import Host
import Platform

/// The certificate that values are sealed to, checked.
public struct SealingCertificate: Sendable {
    /// The name of the credential that holds the controller's key pair.
    public static let credentialName = "sealing-key"

    /// The certificate.
    public let certificate: Certificate

    /// Reads a certificate from a file.
    ///
    /// - Parameters:
    ///   - path: the file, in PEM.
    ///   - clock: the time at which it must hold.
    /// - Throws: `FindingsError` that says what is wrong with it.
    public init(file path: Path, clock: Clock) throws(FindingsError) {
        let pem: [UInt8]
        do throws(FileFailure) { pem = try Files.read(path, limit: Certificate.largestFile) } catch {
            throw FindingsError(findings: [
                Finding(code: Code.certificateUnusable, message: error.description, hint: error.hint)
            ])
        }
        try self.init(pem: pem, origin: "the certificate `\(path)`", clock: clock)
    }

    /// Takes the certificate out of the store.
    ///
    /// - Parameters:
    ///   - store: the store.
    ///   - provider: the component that provides `secret-delivery`.
    ///   - clock: the time at which it must hold.
    /// - Throws: `FindingsError` that says what is wrong with it, or that it is not there.
    public init(store: CredentialStore, provider: String, clock: Clock) throws(FindingsError) {
        let id = CredentialID(component: provider, name: SealingCertificate.credentialName)
        guard let pem = store.get(id, field: "certificate") else { throw SealingCertificate.absent(id) }
        try self.init(pem: pem.withBytes { $0 }, origin: "the certificate of `\(id)`", clock: clock)
    }

    /// Reads a certificate.
    ///
    /// - Parameters:
    ///   - pem: the certificate in PEM.
    ///   - origin: what it is called in findings.
    ///   - clock: the time at which it must hold.
    /// - Throws: `FindingsError` that says what is wrong with it.
    public init(pem: [UInt8], origin: String, clock: Clock) throws(FindingsError) {
        let problem: String
        do throws(CertificateError) {
            certificate = try Certificate(pem: pem)
            let now = clock.now()
            if certificate.keyKind != .rsa {
                problem = CertificateError.notRSA(certificate.keyKind).description
            } else if !(2048...16384).contains(certificate.keyBits) {
                problem = CertificateError.unsuitableKey(bits: certificate.keyBits).description
            } else if certificate.isExpired(at: now) {
                problem = "it has expired"
            } else if certificate.isNotYetValid(at: now) {
                problem = "it is not valid yet; compare this machine's clock with the time"
            } else {
                return
            }
        } catch {
            problem = error.description
        }
        throw FindingsError(findings: [
            Finding(
                code: Code.certificateUnusable, message: "\(origin) cannot be sealed to", cause: problem,
                hint: "`kubeseal --fetch-cert` writes the certificate that the controller uses now")
        ])
    }

    static func absent(_ id: CredentialID) -> FindingsError {
        FindingsError(findings: [
            Finding(
                code: Code.certificateUnusable, message: "there is no certificate to seal to",
                cause: "the credential store has no `\(id)`",
                hint: "give the controller's certificate with --certificate FILE")
        ])
    }
}
