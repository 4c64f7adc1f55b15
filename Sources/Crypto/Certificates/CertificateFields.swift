internal import COpenSSL
import Glibc

/// What is read out of an encoded certificate while OpenSSL holds it.
struct CertificateFields {
    let subject: String
    let notBefore: Int64
    let notAfter: Int64
    let dnsNames: [String]
    let isAuthority: Bool
    let isSelfSigned: Bool
    let key: AsymmetricKey

    init?(der: UnsafeBufferPointer<UInt8>) {
        var position = der.baseAddress
        guard let certificate = d2i_X509(nil, &position, der.count) else { return nil }
        defer { X509_free(certificate) }
        guard position == der.baseAddress.map({ $0 + der.count }),
            let name = X509_get_subject_name(certificate),
            let subject = MemoryBuffer.collect({ fairlead_print_name($0, name) >= 0 }),
            let notBefore = CertificateFields.seconds(X509_get0_notBefore(certificate)),
            let notAfter = CertificateFields.seconds(X509_get0_notAfter(certificate)),
            let key = X509_get_pubkey(certificate)
        else { return nil }
        self.key = AsymmetricKey(taking: key)
        self.subject = subject.publicText
        self.notBefore = notBefore
        self.notAfter = notAfter
        dnsNames = CertificateFields.dnsNames(of: certificate)
        isAuthority = X509_check_ca(certificate) == 1
        isSelfSigned = X509_self_signed(certificate, 1) == 1
    }

    private static func seconds(_ time: UnsafePointer<ASN1_TIME>?) -> Int64? {
        var parts = tm()
        guard let time, ASN1_TIME_to_tm(time, &parts) == 1 else { return nil }
        return Int64(timegm(&parts))
    }

    private static func dnsNames(of certificate: OpaquePointer) -> [String] {
        guard let extensionData = X509_get_ext_d2i(certificate, NID_subject_alt_name, nil, nil) else { return [] }
        let names = OpaquePointer(extensionData)
        defer { GENERAL_NAMES_free(names) }
        var result: [String] = []
        for index in 0..<max(OPENSSL_sk_num(names), 0) {
            guard let name = OPENSSL_sk_value(names, index) else { continue }
            var kind: Int32 = 0
            guard let value = GENERAL_NAME_get0_value(name.assumingMemoryBound(to: GENERAL_NAME.self), &kind),
                kind == GEN_DNS
            else { continue }
            let text = value.assumingMemoryBound(to: ASN1_STRING.self)
            let bytes = UnsafeBufferPointer(start: ASN1_STRING_get0_data(text), count: Int(ASN1_STRING_length(text)))
            // A name with bytes that no DNS name has is not passed on: somebody may print it.
            guard bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { continue }
            result.append(String(decoding: bytes, as: UTF8.self))
        }
        return result
    }
}
