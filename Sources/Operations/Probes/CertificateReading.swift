import Crypto

/// What a certificate says.
enum CertificateReading {
    /// Whether a certificate is for a host and good for a while.
    ///
    /// - Parameters:
    ///   - pem: the certificate, PEM.
    ///   - host: the host.
    ///   - now: seconds since 1970.
    ///   - slackDays: the fewest days that should be left; of one that is good for hours only, a sixth of them.
    /// - Returns: until when it is good.
    static func judge(pem: String, host: String, at now: Int64, slackDays: Int64) throws -> String {
        let certificate: Certificate
        do {
            certificate = try Certificate(pem: Array(pem.utf8))
        } catch {
            throw ProbeFailure("what \(host) shows is no certificate")
        }
        guard certificate.dnsNames.contains(where: { covers($0, host) }) else {
            let names = certificate.dnsNames.isEmpty ? "nobody" : certificate.dnsNames.joined(separator: ", ")
            throw ProbeFailure(
                "the certificate is made for \(ShownText.clean(names))",
                hint: "the way in shows its own certificate until the host's is there; see the Certificate of the host")
        }
        if certificate.isNotYetValid(at: now) {
            throw ProbeFailure("the certificate is not good yet; do the clocks agree?")
        }
        let left = certificate.notAfter - now
        if certificate.isExpired(at: now) {
            throw ProbeFailure("the certificate ended \(-left / 86_400) days ago")
        }
        guard left >= min(slackDays * 86_400, (certificate.notAfter - certificate.notBefore) / 6) else {
            throw ProbeFailure(
                "the certificate ends in \(TimeText.age(left))",
                hint: "it should have been renewed by now; see the Certificate's events")
        }
        return "good for \(TimeText.age(left))" + (certificate.isSelfSigned ? ", self-signed" : "")
    }

    /// Whether a name of a certificate is a host's (RFC 9525 section 6.3: a star stands for one whole leftmost label).
    static func covers(_ name: String, _ host: String) -> Bool {
        let name = name.lowercased()
        let host = host.lowercased()
        guard name.hasPrefix("*.") else { return name.utf8.elementsEqual(host.utf8) }
        guard let dot = host.firstIndex(of: "."), dot != host.startIndex else { return false }
        return host[dot...].utf8.elementsEqual(name.dropFirst().utf8)
    }
}
