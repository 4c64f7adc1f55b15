import Catalog
import Delivery
import Platform
import Rendering
import Values

extension MigrationPlan {
    /// A bucket on its way.
    public struct Bucket: Sendable, Equatable {
        /// Whose it is: `open-webui.files`.
        public let name: String
        /// Where it is.
        public let here: BucketEnd
        /// Where it goes; nil where nobody there gives its consumer a bucket.
        public let there: BucketEnd?

        /// The buckets of components on this machine. What is outside of it already is reached from the cluster too.
        static func all(here: DeliveryInput, there: DeliveryInput) -> [Bucket] {
            let (own, other) = (BucketEnd.all(here), BucketEnd.all(there))
            return own.filter { !$0.end.isOutside }.map { name, end in
                Bucket(name: name, here: end, there: other.first { $0.name == name }?.end)
            }
        }
    }

    /// A bucket with the keys of its consumer.
    public struct BucketEnd: Sendable, Equatable {
        /// Who provides it.
        public let provider: String
        /// URL of the service.
        public let endpoint: String
        /// Its name.
        public let bucket: String
        /// The region that signatures name.
        public let region: String
        /// Whether the bucket is in the path instead of the host.
        public let isPathStyle: Bool
        /// The access key.
        let access: Key
        /// The secret key.
        let secret: Key
        /// Whether it is a service that the platform does not run.
        let isOutside: Bool

        /// A half of the keys.
        enum Key: Sendable, Equatable {
            /// Anybody may know it.
            case text(String)
            /// A value of the store or of the cluster.
            case secret(ProbeSecret)
        }

        fileprivate static func all(_ input: DeliveryInput) -> [(name: String, end: BucketEnd)] {
            let context = PlanContext(DesiredPlatform(input), nonce: "")
            return input.rendering.facts.compactMap { facts in
                let binding = facts.binding
                func key(_ field: String) -> Key? {
                    facts.fixed[field].map { .text($0) } ?? context.secret(facts, field).map { .secret($0) }
                }
                guard binding.offer.capability == "bucket", let endpoint = facts.properties["endpoint"]?.string,
                    let bucket = facts.properties["bucket"]?.string, let access = key("access-key"),
                    let secret = key("secret-key")
                else { return nil }
                let end = BucketEnd(
                    provider: binding.provider, endpoint: endpoint, bucket: bucket,
                    region: facts.properties["region"]?.string ?? "us-east-1",
                    isPathStyle: facts.properties["pathStyle"]?.bool ?? true, access: access, secret: secret,
                    isOutside: binding.offer.location == .external)
                return ("\(binding.consumer).\(binding.requirement.name)", end)
            }
        }
    }
}
