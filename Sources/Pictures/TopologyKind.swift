import Catalog
public import Platform

extension Topology {
    /// What a component is for; gives it its colour.
    public enum Kind: String, Sendable, CaseIterable {
        case entry, ai, data, observability, security, delivery, other

        /// The word of the legend.
        public var title: String {
            switch self {
            case .entry: "Entry"
            case .ai: "AI"
            case .data: "Data"
            case .observability: "Observability"
            case .security: "Security"
            case .delivery: "Delivery"
            case .other: "Other"
            }
        }

        /// The kind of a capability. The user cannot add capabilities, so one that is missing here only lacks its
        /// colour.
        ///
        /// - Parameter capability: the capability's name.
        public init(capability: String) {
            switch capability {
            case "ingress", "load-balancer", "network": self = .entry
            case "llm", "embeddings", "document-loader", "text-extraction", "web-search", "web-loader", "gpu",
                "transcription",
                "speech":
                self = .ai
            case "postgres", "redis", "bucket", "backup-target", "block-storage", "file-storage", "vector-store",
                "mongodb", "amqp":
                self = .data
            case "metrics", "logs", "traces", "telemetry", "dashboards": self = .observability
            case "oidc", "certificates", "secret-delivery": self = .security
            case "gitops": self = .delivery
            default: self = .other
            }
        }

        /// The kind of a member: what most of its offers are; without offers it is an application of people, and AI
        /// if it uses AI.
        ///
        /// - Parameter member: the member.
        public init(_ member: Member) {
            let offered = member.component.offers.map { Kind(capability: $0.capability) }
            let needed = Set(member.component.requirements.map { Kind(capability: $0.capability) })
            let most = Kind.allCases.map { kind in (kind, offered.count { $0 == kind }) }.max { $0.1 < $1.1 }
            if let most, most.1 > 0 { self = most.0 } else { self = needed.contains(.ai) ? .ai : .other }
        }
    }
}
