/// The shape of a platform, ready to be drawn: components in waves and who needs what from whom. A pure value.
public struct Topology: Sendable, Equatable {
    /// A component of the platform.
    public struct Vertex: Sendable, Equatable {
        /// The component's name, unique in the platform.
        public var name: String
        /// What people call it.
        public var title: String
        /// The namespace it is in.
        public var namespace: String
        /// The wave it is installed in; 0 is the bootstrap.
        public var wave: Int
        /// Its full host, if it is seen from outside.
        public var host: String?
        /// What it is for.
        public var kind: Kind
        /// Why it is in the platform, as a part of a sentence.
        public var reason: String

        /// Makes a component of a picture.
        public init(
            name: String, title: String, namespace: String, wave: Int, host: String? = nil, kind: Kind = .other,
            reason: String = ""
        ) {
            self.name = name
            self.title = title
            self.namespace = namespace
            self.wave = wave
            self.host = host
            self.kind = kind
            self.reason = reason
        }
    }

    /// Everything that one component gets from another, merged into one edge.
    public struct Link: Sendable, Equatable {
        /// The component that needs.
        public var consumer: String
        /// The component that gives.
        public var provider: String
        /// The capabilities, each once, in order.
        public var labels: [String]
        /// Whether the consumer starts without any of it.
        public var isLate: Bool
        /// Whether it is left out unless everything is asked for: true of nearly every component, so it would cover
        /// the rest.
        public var isQuiet: Bool
        /// Why, one sentence part for each capability.
        public var reasons: [String]

        /// Makes an edge.
        public init(
            consumer: String, provider: String, labels: [String], isLate: Bool = false, isQuiet: Bool = false,
            reasons: [String] = []
        ) {
            self.consumer = consumer
            self.provider = provider
            self.labels = labels
            self.isLate = isLate
            self.isQuiet = isQuiet
            self.reasons = reasons
        }

        /// The capabilities in one text.
        public var label: String { labels.joined(separator: ", ") }
    }

    /// How much of it is drawn.
    public enum Detail: String, Sendable, CaseIterable {
        /// What tells the platform apart: no delivery, no scraping, nothing that is handed on through another edge.
        case main
        /// Every edge.
        case all
    }

    /// The platform's name.
    public let platform: String
    /// The components, by wave and name.
    public let vertices: [Vertex]
    /// The edges, by consumer and provider. Both ends are vertices.
    public let links: [Link]

    /// Makes a topology.
    ///
    /// - Parameters:
    ///   - platform: the platform's name.
    ///   - vertices: the components; of several with one name the first counts.
    ///   - links: the edges; those without two ends that are vertices, and those from a vertex to itself, are left out.
    public init(platform: String, vertices: [Vertex], links: [Link]) {
        self.platform = platform
        var names: Set<String> = []
        let known = vertices.filter { names.insert($0.name).inserted }
        self.vertices = known.sorted { ($0.wave, $0.name) < ($1.wave, $1.name) }
        self.links = links.filter {
            names.contains($0.consumer) && names.contains($0.provider) && $0.consumer != $0.provider
                && !$0.labels.isEmpty
        }.sorted { ($0.consumer, $0.provider, $0.label) < ($1.consumer, $1.provider, $1.label) }
    }

    /// The edges that are drawn.
    public func links(_ detail: Detail) -> [Link] { detail == .all ? links : links.filter { !$0.isQuiet } }

    /// The component of that name.
    public func vertex(_ name: String) -> Vertex? { vertices.first { $0.name == name } }

    /// What is not drawn, in words, one line for each provider; empty if everything is drawn.
    public func omissions(_ detail: Detail) -> [String] {
        let quiet = Dictionary(grouping: detail == .all ? [] : links.filter(\.isQuiet), by: \.provider)
        return vertices.compactMap { provider in
            guard let links = quiet[provider.name] else { return nil }
            let labels = Set(links.flatMap(\.labels)).sorted().joined(separator: ", ")
            return
                "\(labels) from \(provider.title) to \(links.count == 1 ? "1 component" : "\(links.count) components")"
        }
    }
}
