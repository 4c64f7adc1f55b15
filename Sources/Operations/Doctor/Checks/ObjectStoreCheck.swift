import Diagnostics
import Catalog
import Crypto
import HTTP
import Host
import Platform
import Rendering
import Secrets
import Values

/// Object stores outside of the cluster answer, and take the platform's credentials.
struct ObjectStoreCheck: DoctorCheck {
    let name = "object-stores"
    let title = "Object stores"

    private struct Target: Hashable, Sendable {
        let endpoint: String
        let bucket: String
        let region: String
        let isPathStyle: Bool
        let provider: String
    }

    func run(_ context: DoctorContext) throws -> [DoctorResult] {
        let facts = context.facts(of: "bucket", "backup-target")
        guard !facts.isEmpty else { return [.ok("no component keeps objects")] }
        var targets: [Target: [BindingFacts]] = [:]
        var inside: Set<String> = []
        for fact in facts {
            let endpoint = fact.properties["endpoint"]?.string ?? ""
            if Self.isInCluster(endpoint) {
                inside.insert(fact.binding.consumer)
                continue
            }
            let target = Target(
                endpoint: endpoint, bucket: fact.properties["bucket"]?.string ?? "",
                region: fact.properties["region"]?.string ?? "us-east-1",
                isPathStyle: fact.properties["pathStyle"]?.bool ?? true, provider: fact.binding.provider)
            targets[target, default: []].append(fact)
        }
        let keys = targets.keys.sorted { ($0.endpoint, $0.bucket) < ($1.endpoint, $1.bucket) }
        let answers = Parallel.map(keys.map { ($0, targets[$0] ?? []) }, limit: 4) { try Self.ask($0, $1, context) }
        var results: [DoctorResult] = []
        for answer in answers { results.append(try answer.get()) }
        if !inside.isEmpty {
            results.append(
                .skipped(
                    "buckets inside of the cluster: they are made with the platform (`fairlead verify` tries them)",
                    for: inside.sorted()))
        }
        return results
    }

    /// Whether a URL's host is a name of the cluster's own DNS.
    static func isInCluster(_ endpoint: String) -> Bool {
        guard let start = endpoint.range("://") else { return false }
        let host = endpoint[start...].prefix { $0 != "/" && $0 != ":" }
        return host.hasSuffix(".svc") || host.hasSuffix(".svc.cluster.local")
    }

    private static func ask(_ target: Target, _ facts: [BindingFacts], _ context: DoctorContext) throws -> DoctorResult
    {
        let consumers = DoctorWords.unique(facts.map(\.binding.consumer))
        guard let fact = facts.first, let store = context.store else {
            return .skipped("\(target.endpoint): there is no credential store", for: consumers)
        }
        guard let access = credential("access-key", fact.binding, store),
            let secret = credential("secret-key", fact.binding, store)
        else {
            return .skipped(
                "\(target.endpoint): the credentials of \(target.provider) are not in the store", for: consumers,
                hint: "run `fairlead secrets set`, or set the variables that `fairlead plan` names")
        }
        let signature = SignatureV4(
            accessKey: access.withBytes { String(decoding: $0, as: UTF8.self) }, secretKey: secret,
            region: target.region)
        guard
            let bucket = S3Bucket(
                endpoint: target.endpoint, bucket: target.bucket, isPathStyle: target.isPathStyle, signature: signature)
        else {
            return .failure(
                .objectStore, "the endpoint \(target.endpoint) is no http or https URL", for: consumers,
                hint: "correct the `endpoint` option of \(target.provider)")
        }
        let prefix = facts.count == 1 ? fact.properties["path"]?.string ?? "" : ""
        do {
            let answer = try context.transport.send(bucket.listing(prefix: prefix, now: context.clock.now()))
            return judge(
                answer, bucket: target.bucket, origin: bucket.origin, region: target.region, provider: target.provider,
                consumers: consumers)
        } catch let failure as HTTPFailure where failure.kind != .cancelled {
            return .failure(
                .objectStore, "\(bucket.origin) cannot be reached: \(failure.message)", for: consumers,
                cause: "files or backups are kept there",
                hint: "look at the `endpoint` option of \(target.provider), and at the network from here to there")
        }
    }

    static func judge(
        _ answer: HTTPResponse, bucket: String, origin: String, region: String, provider: String, consumers: [String]
    ) -> DoctorResult {
        let code = S3Bucket.errorCode(answer.body)
        let said = "\(answer.status)\(code.map { " \($0)" } ?? "")"
        func failure(_ message: String, _ hint: String) -> DoctorResult {
            .failure(.objectStore, message, for: consumers, cause: "\(origin) answers \(said)", hint: hint)
        }
        switch answer.status {
        case 200: return .ok("the bucket \(bucket) of \(origin) can be listed with the platform's key", for: consumers)
        case 404:
            return failure("there is no bucket \(bucket)", "make it, or correct the `bucket` option of \(provider)")
        case 301, 307:
            return failure(
                "the bucket \(bucket) is elsewhere", "correct the `endpoint` and the `region` option of \(provider)")
        case 400 where code == "AuthorizationHeaderMalformed":
            return failure(
                "the bucket \(bucket) is not in the region \(region)", "correct the `region` option of \(provider)")
        case 401, 403:
            let hint =
                switch code {
                case "RequestTimeTooSkewed": "set this machine's clock by NTP"
                case "InvalidAccessKeyId": "the access key is not known there: correct it with `fairlead secrets set`"
                case "SignatureDoesNotMatch":
                    "the secret key is wrong, or the region: correct it with `fairlead secrets set`"
                default: "allow the key to list, read and write the bucket"
                }
            return failure("the platform's key is refused for the bucket \(bucket)", hint)
        default: return failure("the bucket \(bucket) cannot be listed", "look at the service's own log")
        }
    }

    /// A credential of a binding; nil if it is not in the store.
    private static func credential(_ field: String, _ binding: Binding, _ store: CredentialStore) -> SecretBytes? {
        guard let declared = binding.offer.credentials.first(where: { $0.name == field }) else { return nil }
        if case .shared(let name) = declared.recipe {
            return store.get(CredentialID(component: binding.provider, name: name))
        }
        return store.get(CredentialID(binding: binding, field: field))
    }
}

extension String {
    /// The index after the first place of a text.
    fileprivate func range(_ text: String) -> Index? {
        indices.first { self[$0...].hasPrefix(text) }.map { index($0, offsetBy: text.count) }
    }
}
