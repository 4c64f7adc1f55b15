import TestSupport
import Testing

@testable import Operations

@Suite struct ProbesTextTests {
    @Test(arguments: [
        ("litellm.litellm.svc", "litellm", "litellm"), ("a.b.svc.cluster.local", "a", "b"),
    ]) func services(_ host: String, _ name: String, _ namespace: String) {
        #expect(ServiceName(host: host)?.name == name)
        #expect(ServiceName(host: host)?.namespace == namespace)
    }

    @Test(arguments: ["ai.example.org", "svc", "a.svc", ".b.svc", "a..svc", "a.b.svcs", ""]) func noServices(
        _ host: String
    ) {
        #expect(ServiceName(host: host) == nil)
    }

    @Test func addressRules() {
        let rules = ["a.b.svc:80=127.0.0.1:8080", "A.test=[::1]:9", "c.test:1=d.test"].compactMap(AddressRule.init)
        #expect(rules.count == 3)
        #expect(AddressRule.place(rules, host: "a.b.svc", port: 80)?.port == 8080)
        #expect(AddressRule.place(rules, host: "a.b.svc", port: 81) == nil)
        #expect(AddressRule.place(rules, host: "a.test", port: 5)?.host == "[::1]")
        #expect(AddressRule.place(rules, host: "a.test", port: 5)?.port == 9)
        #expect(AddressRule.place(rules, host: "c.test", port: 1)?.port == 1)
        for text in ["", "=", "a", "a=", "=b", "a:x=b", "a=b/c", "a=u@b", "a:0=b"] {
            #expect(AddressRule(text) == nil, "\(text)")
        }
    }

    @Test(arguments: [
        ("0 30 1 * * *", 86_400), ("30 1 * * *", 86_400), ("0 * * * *", 3600), ("0 */6 * * *", 21_600),
        ("0 1 * * 1", 604_800),
        ("0 1 1 * *", 2_678_400), ("0 1 1 1 *", 31_622_400), ("@weekly", 604_800),
        ("CRON_TZ=Europe/Copenhagen 0 1 * * *", 86_400),
        ("nonsense", 86_400), ("", 86_400), ("0 */99 * * *", 86_400),
    ]) func periods(_ schedule: String, _ seconds: Int64) { #expect(CronPeriod.seconds(schedule) == seconds) }

    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("2000-02-29T12:00:00Z", 951_825_600), ("2027-01-15T08:00:00Z", 1_800_000_000),
        ("2027-01-15T09:00:00.123456789+01:00", 1_800_000_000), ("2027-01-15T07:30:00-00:30", 1_800_000_000),
    ]) func times(_ text: String, _ seconds: Int64) { #expect(TimeText.seconds(text) == seconds) }

    @Test(arguments: [
        "", "2027", "2027-01-15", "2027-01-15T08:00:00", "2027-13-15T08:00:00Z", "2027-01-15T08:00:00+1",
        "20270115T080000ZZZZZ",
    ])
    func noTimes(_ text: String) { #expect(TimeText.seconds(text) == nil) }

    @Test func namesOfCertificates() {
        #expect(CertificateReading.covers("a.test", "A.TEST"))
        #expect(CertificateReading.covers("*.test", "a.test"))
        #expect(!CertificateReading.covers("*.test", "a.b.test"))
        #expect(!CertificateReading.covers("*.test", "test"))
        #expect(!CertificateReading.covers("a.test", "b.test"))
    }

    @Test func masking() {
        let text = Array("x-KEY-KEYKEY-KE".utf8)
        #expect(
            String(decoding: Masking.replace(Array("KEY".utf8), in: text), as: UTF8.self)
                == "x-«secret»-«secret»«secret»-KE")
        #expect(Masking.replace([], in: text) == text)
    }

    /// No text, however strange, traps, and what is shown never holds a control character.
    @Test func anyTextIsRead() {
        var generator = SeededGenerator(seed: 11)
        let alphabet = Array("0123456789-:TZ.+*/@=[]a% \u{0}\u{1B}\u{202E}é".unicodeScalars)
        for _ in 0..<3000 {
            var scalars = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0..<45, using: &generator) {
                if let scalar = alphabet.randomElement(using: &generator) { scalars.append(scalar) }
            }
            let text = String(scalars)
            _ = (TimeText.seconds(text), CronPeriod.seconds(text), AddressRule(text), ServiceName(host: text))
            #expect(!ShownText.clean(text).unicodeScalars.contains(where: ShownText.isControl))
            #expect(ShownText.clean(ShownText.clean(text)) == ShownText.clean(text))
        }
    }
}
