import Crypto
import HTTP
import Host
import Secrets

extension Migration {
    /// A bucket of this machine.
    func here(_ bucket: MigrationPlan.Bucket) throws -> ObjectStore {
        let rules = try MachineControl(context).addresses()
        guard let url = URLText(bucket.here.endpoint),
            let place = AddressRule.place(rules, host: url.host, port: url.port)
        else {
            throw MigrationFailure("\(bucket.here.provider) is not on this machine", hint: "`fairlead up` brings it")
        }
        return try open(bucket.name, bucket.here, at: place, over: context.transport)
    }

    /// Brings the objects of a bucket there.
    func fill(
        _ name: String, at place: ServerPlace, overwrites: Bool, _ source: @escaping () throws -> [UInt8]?,
        _ note: (String) -> Void
    ) throws -> Outcome {
        guard let end = plan.buckets.first(where: { $0.name == name })?.there, let url = URLText(end.endpoint) else {
            throw MigrationFailure("nobody there gives \(name) a bucket")
        }
        var tls = TLSSettings()
        tls.serverName = url.host
        note("writing \(name) into the bucket \(end.bucket) at \(place.host):\(place.port)")
        let target = try open(name, end, at: (place.host, place.port), over: transport(tls))
        let result = try BucketCopy(store: target).load(source, overwrites: overwrites)
        note("\(name): \(result.text), \(result.written) of them written now, all compared by name and size")
        if result.others > 0 { note("\(name): \(result.others) other objects are in that bucket") }
        return result.written == 0 ? .done : .restored
    }

    private func open(
        _ name: String, _ end: MigrationPlan.BucketEnd, at place: (host: String, port: Int),
        over transport: any HTTPTransport
    ) throws -> ObjectStore {
        let access = try value(end.access, end).withBytes { String(decoding: $0, as: UTF8.self) }
        let signature = SignatureV4(accessKey: access, secretKey: try value(end.secret, end), region: end.region)
        guard
            let bucket = S3Bucket(
                endpoint: end.endpoint, bucket: end.bucket, isPathStyle: end.isPathStyle, signature: signature)
        else { throw MigrationFailure("\(end.endpoint) is no URL of a service for objects") }
        return ObjectStore(name, bucket: bucket, place: place, transport: transport, clock: context.clock)
    }

    private func value(_ key: MigrationPlan.BucketEnd.Key, _ end: MigrationPlan.BucketEnd) throws -> SecretBytes {
        switch key {
        case .text(let text): return SecretBytes(text: text)
        case .secret(let secret):
            if let value = try SecretSource(store: store, cluster: nil).value(secret) { return value }
            // What the cluster made itself is only there.
            if secret.credential == nil, secret.place != nil,
                let value = try SecretSource(store: nil, cluster: cluster()).value(secret)
            {
                return value
            }
            throw MigrationFailure(
                "there is no `\(secret.name)`, a key of the bucket \(end.bucket) of \(end.provider)",
                hint: secret.credential == nil
                    ? "the cluster makes it: `fairlead up --delivery \(plan.engine)` first, and --context says which cluster"
                    : "`fairlead render --delivery \(plan.engine)` makes it; then the cluster must get it: `up`, or Git"
            )
        }
    }
}

extension BucketCopy.Result {
    /// For people.
    var text: String { "\(objects) objects, \(bytes) bytes" }
}
