import Host

/// Takes the certificate that a host shows, through `openssl s_client`. Whether it is trusted is another check's affair.
enum CertificateCommand {
    /// The certificate, PEM.
    ///
    /// - Parameters:
    ///   - host: the name that is asked for.
    ///   - place: where it is reached.
    static func run(host: String, at place: (host: String, port: Int)) throws -> Outcome {
        do {
            // An empty line ends the session once it stands.
            let result = try Processes.run(
                "openssl", ["s_client", "-connect", "\(place.host):\(place.port)", "-servername", host, "-no_ign_eof"],
                input: Array("Q\n".utf8), timeoutSeconds: 15, outputLimit: 1 << 20)
            let text = String(decoding: result.stdout, as: UTF8.self)
            guard let start = text.firstRange(of: "-----BEGIN CERTIFICATE-----"),
                let end = text[start.upperBound...].firstRange(of: "-----END CERTIFICATE-----")
            else {
                let lines = String(decoding: result.stderr, as: UTF8.self).split(separator: "\n")
                return .failed("\(host) shows no certificate: \(ShownText.clean(String(lines.first ?? "no answer")))")
            }
            return .text(String(text[start.lowerBound..<end.upperBound]) + "\n")
        } catch {
            switch error {
            case .notFound: return .untried("the command openssl is not there")
            case .interrupted(_, let signal): throw Interrupted(signal: signal)
            default: return .failed("\(host) shows no certificate: \(error)")
            }
        }
    }
}
