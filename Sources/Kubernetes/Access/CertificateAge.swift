import Crypto
import Diagnostics
import Values

/// Client certificates of clusters are valid for a year as a rule, and nobody thinks of them before they are not.
enum CertificateAge {
    private static let day: Int64 = 86_400

    /// The warning about a client certificate that is over, or will be within a week.
    static func warning(_ pem: [UInt8], of user: KubeconfigEntry, now: Int64) -> Finding? {
        // What this cannot read may still be good enough for the server.
        guard let certificate = try? Certificate(pem: pem) else { return nil }
        let message: String
        if certificate.isExpired(at: now) {
            message =
                "the client certificate of \(user.title) is no longer valid since \(Timestamp.date(certificate.notAfter))"
        } else if certificate.isNotYetValid(at: now) {
            message =
                "the client certificate of \(user.title) is not valid before \(Timestamp.text(certificate.notBefore))"
        } else if certificate.notAfter - now < 7 * day {
            message =
                "the client certificate of \(user.title) is valid until \(Timestamp.date(certificate.notAfter)) only"
        } else {
            return nil
        }
        return Finding(
            code: Code.clientCertificateOld, severity: .warning, message: message,
            place: (user.node["client-certificate-data"] ?? user.node["client-certificate"])?.place,
            hint: "fetch the kubeconfig anew; with kubeadm: `kubeadm certs renew admin.conf`")
    }
}
