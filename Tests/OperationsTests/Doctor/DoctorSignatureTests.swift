import HTTP
import Crypto
import Operations
import Testing

/// The examples of the Amazon S3 API Reference, "Authenticating Requests: Using the Authorization Header".
@Suite struct DoctorSignatureTests {
    private static let signer = SignatureV4(
        accessKey: "AKIAIOSFODNN7EXAMPLE", secretKey: SecretBytes(text: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
        region: "us-east-1")
    /// 24 May 2013, midnight UTC.
    private static let now: Int64 = 1_369_353_600

    private func signature(
        _ method: String, _ path: String, query: [(name: String, value: String)] = [],
        headers: [(name: String, value: String)] = [], body: String = ""
    ) -> String {
        let fields = Self.signer.headers(
            method, host: "examplebucket.s3.amazonaws.com", path: path, query: query, headers: headers,
            body: Array(body.utf8), now: Self.now)
        let text = fields.first { $0.name == "Authorization" }?.value ?? ""
        return String(text.suffix(64))
    }

    @Test func anObjectIsRead() {
        #expect(
            signature("GET", "/test.txt", headers: [("Range", "bytes=0-9")])
                == "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41")
    }

    @Test func anObjectIsWritten() {
        #expect(
            signature(
                "PUT", "/test%24file.text",
                headers: [("Date", "Fri, 24 May 2013 00:00:00 GMT"), ("x-amz-storage-class", "REDUCED_REDUNDANCY")],
                body: "Welcome to Amazon S3.") == "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd")
    }

    @Test func aQueryWithoutValueIsSigned() {
        #expect(
            signature("GET", "/", query: [("lifecycle", "")])
                == "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543")
    }

    @Test func aListingIsSigned() {
        #expect(
            signature("GET", "/", query: [("prefix", "J"), ("max-keys", "2")])
                == "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7")
    }

    @Test func theSecretKeyIsInNoField() {
        let fields = Self.signer.headers("GET", host: "h", path: "/", now: Self.now)
        #expect(!fields.contains { $0.value.contains("EXAMPLEKEY") })
    }

    @Test func aBucketIsInThePathOrInTheHost() throws {
        let path = try #require(
            S3Bucket(
                endpoint: "https://s3.example.org:9000/", bucket: "files", isPathStyle: true, signature: Self.signer))
        #expect(
            path.listing(prefix: "a b/", now: Self.now).url
                == "https://s3.example.org:9000/files/?list-type=2&max-keys=1&prefix=a%20b%2F")
        let host = try #require(
            S3Bucket(endpoint: "http://s3.example.org:80", bucket: "files", isPathStyle: false, signature: Self.signer))
        #expect(host.request("GET", key: "x/ü", now: Self.now).url == "http://files.s3.example.org/x/%C3%BC")
    }

    @Test(arguments: ["ftp://x", "s3.example.org", "https://", "https://user@host", "", "https:///bucket"])
    func whatIsNoEndpointIsRefused(_ endpoint: String) {
        #expect(S3Bucket(endpoint: endpoint, bucket: "b", isPathStyle: true, signature: Self.signer) == nil)
    }

    @Test func errorCodesAreWords() {
        func code(_ text: String) -> String? { S3Bucket.errorCode(Array(text.utf8)) }
        #expect(code("<?xml version=\"1.0\"?><Error><Code>NoSuchBucket</Code></Error>") == "NoSuchBucket")
        #expect(code("<Code>\u{1B}[31m</Code>") == nil)
        #expect(code("<Code>") == nil)
        #expect(code("") == nil)
    }
}
