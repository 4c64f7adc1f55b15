import Host
import Diagnostics
public import Crypto

/// A certificate with which the cluster is spoken to.
public struct AccessCertificate: Sendable {
    /// What it is, for people: `the client certificate`.
    public var title: String
    /// The certificate.
    public var certificate: Certificate

    /// A certificate.
    ///
    /// - Parameters:
    ///   - title: what it is, for people.
    ///   - certificate: the certificate.
    public init(title: String, certificate: Certificate) {
        self.title = title
        self.certificate = certificate
    }
}

/// This machine and the server agree about the time, and the certificates hold.
struct ClockCheck: DoctorCheck {
    let name = "time"
    let title = "Time and certificates"

    func run(_ context: DoctorContext) throws -> [DoctorResult] {
        let before = context.clock.now()
        let server = try context.cluster.timeOfServer()
        let after = context.clock.now()
        let skew =
            server.map { Self.judge(server: $0, before: before, after: after) }
            ?? .skipped("the clock of the server: it does not say the time")
        return [skew]
            + context.certificates.map { Self.judge($0, now: after) }
    }

    /// - Parameters:
    ///   - server: the server's time, in whole seconds, taken between the two others.
    ///   - before: this machine's time before the request, in seconds.
    ///   - after: this machine's time after the answer, in seconds.
    static func judge(server: Int64, before: Int64, after: Int64) -> DoctorResult {
        // The answer's second may have begun before the request did.
        let skew = server < before - 1 ? server - before : server > after + 1 ? server - after : 0
        let amount = skew.magnitude
        let words = "this machine's clock is \(amount) seconds \(skew > 0 ? "behind" : "ahead of") the server's"
        let hint = "set both clocks by NTP"
        if amount > 60 {
            return .failure(
                .clockSkew, words, cause: "tokens and certificates are refused before their time or after it",
                hint: hint)
        }
        if amount > 5 {
            return .warning(.clockSkew, words, cause: "tokens that hold for a short time may be refused", hint: hint)
        }
        return .ok("the clocks of this machine and of the server agree")
    }

    static func judge(_ access: AccessCertificate, now: Int64) -> DoctorResult {
        let days = (access.certificate.notAfter - now) / 86_400
        let hint = "renew it (of a cluster of kubeadm: `kubeadm certs renew`), and take the new kubeconfig"
        if access.certificate.isExpired(at: now) {
            return .failure(
                .certificateEnds, "\(access.title) is over since \((-days)) days",
                cause: "the cluster cannot be reached",
                hint: hint)
        }
        if access.certificate.isNotYetValid(at: now) {
            return .failure(
                .certificateEnds, "\(access.title) does not hold yet", cause: "one of the clocks is wrong",
                hint: "set the clocks by NTP")
        }
        if days < 14 {
            return .warning(
                .certificateEnds, "\(access.title) ends in \(DoctorWords.count(Int(clamping: days), "day"))",
                cause: "afterwards nobody reaches the cluster with it", hint: hint)
        }
        return .ok("\(access.title) holds for \(DoctorWords.count(Int(clamping: days), "day"))")
    }
}
