internal import COpenSSL

extension Certificate {
    /// Makes a certificate signed with its own key.
    ///
    /// - Parameters:
    ///   - commonName: the subject, 1 to 64 characters.
    ///   - dnsNames: the names it is for; letters, digits, hyphens, dots, and `*` as the first label.
    ///   - isAuthority: whether it may sign other certificates.
    ///   - notBefore: the first second at which it holds, since 1970.
    ///   - notAfter: the last one.
    ///   - key: the key pair: RSA, P-256 or Ed25519.
    ///   - entropy: where the serial number comes from.
    /// - Returns: the certificate.
    /// - Throws: ``CertificateError``.
    public static func selfSigned(
        commonName: String, dnsNames: [String] = [], isAuthority: Bool = false, notBefore: Int64, notAfter: Int64,
        key: KeyPair, entropy: any EntropySource
    ) throws(CertificateError) -> Certificate {
        guard (1...64).contains(commonName.unicodeScalars.count),
            commonName.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
        else {
            throw .invalidRequest("a common name has 1 to 64 characters and no control characters")
        }
        if let name = dnsNames.first(where: { !isDNSName($0) }) {
            throw .invalidRequest("\"\(name)\" is not a DNS name")
        }
        // Year 1 to 9999 is what the format can hold.
        guard notBefore <= notAfter, notBefore >= -62_135_596_800, notAfter <= 253_402_300_799 else {
            throw .invalidRequest("the time of a certificate ends after it begins and before the year 10000")
        }
        let serial: [UInt8]
        do {
            serial = try entropy.exactly(16)
        } catch {
            throw .cryptography(error)
        }
        guard let certificate = X509_new() else { throw .cryptography(.openSSL("make a certificate")) }
        defer { X509_free(certificate) }
        let done =
            X509_set_version(certificate, Int(X509_VERSION_3)) == 1
            && setSerial(serial, certificate)
            && ASN1_TIME_set(X509_getm_notBefore(certificate), Int(notBefore)) != nil
            && ASN1_TIME_set(X509_getm_notAfter(certificate), Int(notAfter)) != nil
            && setNames(commonName, certificate)
            && key.key.withPointer { X509_set_pubkey(certificate, $0) == 1 }
            && CertificateExtensions.add(
                to: certificate, dnsNames: dnsNames, isAuthority: isAuthority, isRSA: key.kind == .rsa)
            && sign(certificate, key)
        var encoded: UnsafeMutablePointer<UInt8>?
        guard done, case let count = i2d_X509(certificate, &encoded), count > 0, let encoded else {
            throw .cryptography(.openSSL("make a certificate"))
        }
        defer { fairlead_openssl_free(encoded) }
        return try Certificate(der: Array(UnsafeBufferPointer(start: encoded, count: Int(count))))
    }

    private static func isDNSName(_ name: String) -> Bool {
        let labels = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard (1...253).contains(name.utf8.count) else { return false }
        return labels.enumerated().allSatisfy { index, label in
            let isWildcard = index == 0 && labels.count > 1 && label.elementsEqual("*".utf8)
            return isWildcard
                || (1...63).contains(label.count) && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-")
                    && label.allSatisfy { byte in
                        switch byte {
                        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                            true
                        default: false
                        }
                    }
        }
    }

    private static func setSerial(_ bytes: [UInt8], _ certificate: OpaquePointer) -> Bool {
        // RFC 5280, section 4.1.2.2: positive, and at most 20 bytes. One fixed bit keeps it from being zero.
        let bytes = [(bytes.first ?? 0) & 0x7F | 0x40] + bytes.dropFirst()
        guard let number = BN_bin2bn(bytes, Int32(bytes.count), nil) else { return false }
        defer { BN_free(number) }
        return BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != nil
    }

    private static func setNames(_ commonName: String, _ certificate: OpaquePointer) -> Bool {
        guard let name = X509_NAME_new() else { return false }
        defer { X509_NAME_free(name) }
        let bytes = Array(commonName.utf8)
        return fairlead_add_common_name(name, bytes, Int32(bytes.count)) == 1
            && X509_set_subject_name(certificate, name) == 1 && X509_set_issuer_name(certificate, name) == 1
    }

    private static func sign(_ certificate: OpaquePointer, _ key: KeyPair) -> Bool {
        // Ed25519 brings its own digest and refuses to be given one.
        let digest = key.kind == .ed25519 ? nil : EVP_sha256()
        return key.key.withPointer { X509_sign(certificate, $0, digest) > 0 }
    }
}
