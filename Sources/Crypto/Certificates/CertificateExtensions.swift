internal import COpenSSL

/// The extensions of a certificate (RFC 5280, section 4.2.1).
enum CertificateExtensions {
    static func add(to certificate: OpaquePointer, dnsNames: [String], isAuthority: Bool, isRSA: Bool) -> Bool {
        addConstraints(certificate, isAuthority) && addUsage(certificate, isAuthority, isRSA)
            && addKeyIdentifier(certificate) && (dnsNames.isEmpty || addNames(certificate, dnsNames))
    }

    private static func addConstraints(_ certificate: OpaquePointer, _ isAuthority: Bool) -> Bool {
        guard let constraints = BASIC_CONSTRAINTS_new() else { return false }
        defer { BASIC_CONSTRAINTS_free(constraints) }
        constraints.pointee.ca = isAuthority ? 0xFF : 0
        return X509_add1_ext_i2d(certificate, NID_basic_constraints, constraints, 1, 0) == 1
    }

    private static func addUsage(_ certificate: OpaquePointer, _ isAuthority: Bool, _ isRSA: Bool) -> Bool {
        // The numbers of the bits are those of the KeyUsage list in section 4.2.1.3.
        let digitalSignature: Int32 = 0
        let keyEncipherment: Int32 = 2
        let certificateSigning: Int32 = 5
        let listSigning: Int32 = 6
        var uses = [digitalSignature]
        if isRSA { uses.append(keyEncipherment) }
        if isAuthority { uses += [certificateSigning, listSigning] }
        guard let bits = ASN1_BIT_STRING_new() else { return false }
        defer { ASN1_BIT_STRING_free(bits) }
        return uses.allSatisfy { ASN1_BIT_STRING_set_bit(bits, $0, 1) == 1 }
            && X509_add1_ext_i2d(certificate, NID_key_usage, bits, 1, 0) == 1
    }

    private static func addKeyIdentifier(_ certificate: OpaquePointer) -> Bool {
        guard let key = X509_get0_pubkey_bitstr(certificate), let identifier = ASN1_OCTET_STRING_new() else {
            return false
        }
        defer { ASN1_OCTET_STRING_free(identifier) }
        // RFC 7093, section 2, method 1: the first 160 bits of the SHA-256 of the key.
        let bits = UnsafeBufferPointer(start: ASN1_STRING_get0_data(key), count: Int(ASN1_STRING_length(key)))
        let digest = Array(Hash.sha256(Array(bits)).prefix(20))
        return ASN1_OCTET_STRING_set(identifier, digest, Int32(digest.count)) == 1
            && X509_add1_ext_i2d(certificate, NID_subject_key_identifier, identifier, 0, 0) == 1
    }

    private static func addNames(_ certificate: OpaquePointer, _ dnsNames: [String]) -> Bool {
        guard let names = GENERAL_NAMES_new() else { return false }
        // Frees the names in it as well.
        defer { GENERAL_NAMES_free(names) }
        for dnsName in dnsNames {
            let bytes = Array(dnsName.utf8)
            guard let name = GENERAL_NAME_new() else { return false }
            guard let text = ASN1_IA5STRING_new(), ASN1_STRING_set(text, bytes, Int32(bytes.count)) == 1 else {
                GENERAL_NAME_free(name)
                return false
            }
            GENERAL_NAME_set0_value(name, GEN_DNS, text)
            guard OPENSSL_sk_push(names, name) > 0 else {
                GENERAL_NAME_free(name)
                return false
            }
        }
        return X509_add1_ext_i2d(certificate, NID_subject_alt_name, UnsafeMutableRawPointer(names), 0, 0) == 1
    }
}
