import Catalog
import Kubernetes
import Platform
import Rendering
import Values

/// What is asked of what keeps data.
enum StoreChecks {
    static func vectors(_ facts: BindingFacts, _ context: PlanContext) -> [Check] {
        guard let url = facts.properties["url"]?.string else { return [] }
        let key = context.pieces(facts, "api-key")
        let first = context.check(
            facts, "point", title: "\(context.title(facts)) keeps and finds a vector",
            proves: "the key may write and search",
            probe: VectorProbe(url: url, key: key, collection: "fairlead-verify-\(context.nonce)"))
        if key.isEmpty { return [first] }
        return [
            first,
            context.check(
                facts, "no-key", title: "the vectors are closed to who has no key", proves: "the key is asked for",
                probe: VectorRefusalProbe(url: url)),
        ]
    }

    static func bucket(_ facts: BindingFacts, _ context: PlanContext) -> [Check] {
        object(facts, context, prefix: "", vantage: nil)
    }

    static func backupTarget(_ facts: BindingFacts, _ context: PlanContext) -> [Check] {
        let path = facts.properties["path"]?.string ?? ""
        // The copies are made by the database's own pods, which may reach what their namespace's other pods may not.
        let vantage = context.vantage(
            facts.properties["endpoint"]?.string ?? "", namespace: context.namespace(facts))
        return object(facts, context, prefix: path.isEmpty ? "" : path + "/", vantage: vantage)
            + copies(facts, context)
    }

    private static func object(_ facts: BindingFacts, _ context: PlanContext, prefix: String, vantage: Check.Vantage?)
        -> [Check]
    {
        guard let endpoint = facts.properties["endpoint"]?.string, let bucket = facts.properties["bucket"]?.string,
            let access = context.secret(facts, "access-key"), let secret = context.secret(facts, "secret-key")
        else { return [] }
        let signature = HTTPExchange.Signature(
            accessKey: access, secretKey: secret, region: facts.properties["region"]?.string ?? "us-east-1")
        return [
            context.check(
                facts, "object", title: "\(context.title(facts)) writes to and reads from the bucket \(bucket)",
                proves: "its own keys are good, and the bucket is closed to who has none", vantage: vantage,
                probe: BucketProbe(
                    endpoint: endpoint, bucket: bucket, key: "\(prefix)fairlead-verify-\(context.nonce)",
                    isPathStyle: facts.properties["pathStyle"]?.bool ?? true, signature: signature,
                    content: "fairlead verify \(context.nonce)\n"))
        ]
    }

    /// Every object of the consumer's namespace that tells when it is copied there.
    private static func copies(_ facts: BindingFacts, _ context: PlanContext) -> [Check] {
        let namespace = context.namespace(facts)
        return context.desired.objects.filter { $0.reference.namespace == namespace }.compactMap { object in
            guard let known = CopySchedule.of(object.node), let subject = object.node.at(known.subject)?.string,
                let schedule = object.node.at(known.schedule)?.string
            else { return nil }
            return context.check(
                facts, "copy.\(subject)", title: "a copy of \(subject) is there and fresh",
                proves: "copies are made as often as they should be", vantage: .outside,
                probe: BackupProbe(namespace: namespace, subject: subject, schedule: schedule, records: known.records))
        }
    }

    static func postgres(_ facts: BindingFacts, _ context: PlanContext) -> [Check] {
        guard let own = Database(facts, context) else { return [] }
        let title = context.title(facts)
        var checks = [
            context.check(
                facts, "query", title: "\(title) reads in its database", proves: "its own user and password are good",
                probe: PostgresProbe(
                    host: own.host, port: own.port, user: own.user, database: own.name,
                    password: context.pieces(facts, "password"))),
            context.check(
                facts, "wrong-password", title: "\(title)'s database refuses a wrong password",
                proves: "the password is asked for",
                probe: PostgresRefusalProbe(
                    host: own.host, port: own.port, user: own.user, database: own.name,
                    password: [.text("invented-\(context.nonce)")], whom: "an invented password")),
        ]
        // A database of somebody else on the same server; on a server of its own the network lets nobody near it.
        let other = context.facts.first { candidate in
            guard candidate.binding.offer.capability == "postgres", let database = Database(candidate, context) else {
                return false
            }
            return database.host == own.host && database.port == own.port && database.name != own.name
        }
        if let other, let database = Database(other, context) {
            checks.append(
                context.check(
                    facts, "other-database", title: "\(title)'s user does not get into \(database.name)",
                    proves: "databases are closed to each other's users",
                    probe: PostgresRefusalProbe(
                        host: own.host, port: own.port, user: own.user, database: database.name,
                        password: context.pieces(facts, "password"), whom: "\(own.user) in \(database.name)")))
        }
        return checks
    }

    private struct Database {
        var host: String
        var port: Int
        var name: String
        var user: String

        init?(_ facts: BindingFacts, _ context: PlanContext) {
            guard let host = facts.properties["host"]?.string, let name = facts.properties["database"]?.string,
                let user = facts.properties["user"]?.string
            else { return nil }
            self.host = host
            self.name = name
            self.user = user
            port = (facts.properties["port"]?.integer).flatMap { Int(exactly: $0) } ?? 5432
        }
    }

    static func redis(_ facts: BindingFacts, _ context: PlanContext) -> [Check] {
        guard let host = facts.properties["host"]?.string else { return [] }
        let port = (facts.properties["port"]?.integer).flatMap { Int(exactly: $0) } ?? 6379
        let password = context.pieces(facts, "password")
        let first = context.check(
            facts, "ping", title: "\(context.title(facts))'s cache answers", proves: "its own password is good",
            probe: RedisProbe(host: host, port: port, password: password))
        if password.isEmpty { return [first] }
        return [
            first,
            context.check(
                facts, "no-password", title: "\(context.title(facts))'s cache is closed to who has no password",
                proves: "the password is asked for", probe: RedisRefusalProbe(host: host, port: port)),
        ]
    }
}
