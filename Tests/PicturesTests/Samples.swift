import Pictures

/// Topologies for tests.
enum Samples {
    /// A small platform with everything that a picture can show: merged, late, backward, same-wave and quiet edges.
    static let small = Topology(
        platform: "sample",
        vertices: [
            .init(
                name: "argo-cd", title: "Argo CD", namespace: "argo-cd", wave: 0, host: "argo.example.org",
                kind: .delivery),
            .init(
                name: "end", title: "Postgres", namespace: "cnpg-system", wave: 1, kind: .data,
                reason: "Chat needs postgres"),
            .init(name: "traefik", title: "Traefik", namespace: "traefik", wave: 1, kind: .entry),
            .init(name: "cert-manager", title: "cert-manager", namespace: "cert-manager", wave: 1, kind: .security),
            .init(name: "gateway", title: "Gateway", namespace: "gateway", wave: 2, kind: .ai),
            .init(
                name: "chat", title: "Chat <b>&\"'</b>", namespace: "chat", wave: 3, host: "chat.example.org",
                kind: .ai,
                reason: "the platform file names it"),
        ],
        links: [
            .init(consumer: "chat", provider: "end", labels: ["postgres"], reasons: ["postgres: chats are kept there"]),
            .init(consumer: "gateway", provider: "end", labels: ["postgres"]),
            .init(consumer: "chat", provider: "gateway", labels: ["embeddings", "llm"]),
            .init(consumer: "chat", provider: "traefik", labels: ["ingress"]),
            .init(consumer: "argo-cd", provider: "traefik", labels: ["ingress"], isLate: true),
            .init(consumer: "cert-manager", provider: "traefik", labels: ["ingress"], isLate: true),
            .init(consumer: "chat", provider: "argo-cd", labels: ["delivery"], isQuiet: true),
            .init(consumer: "gateway", provider: "argo-cd", labels: ["delivery"], isQuiet: true),
        ])

    /// A random topology; late edges go anywhere, the others to earlier waves.
    static func random(_ generator: inout some RandomNumberGenerator) -> Topology {
        let count = Int.random(in: 1...60, using: &generator)
        let waves = Int.random(in: 1...9, using: &generator)
        let vertices = (0..<count).map { number in
            Topology.Vertex(
                name: "c\(number)", title: String(repeating: "w", count: Int.random(in: 0...40, using: &generator)),
                namespace: "n\(number)", wave: Int.random(in: 0..<waves, using: &generator) * 2,
                host: Bool.random(using: &generator) ? "h\(number).example.org" : nil,
                kind: Topology.Kind.allCases.randomElement(using: &generator) ?? .other)
        }
        let links = (0..<Int.random(in: 0...count * 4, using: &generator)).compactMap { number -> Topology.Link? in
            guard let one = vertices.randomElement(using: &generator),
                let other = vertices.randomElement(using: &generator)
            else {
                return nil
            }
            return Topology.Link(
                consumer: one.name, provider: other.name, labels: ["capability-\(number % 7)"],
                isLate: one.wave <= other.wave,
                isQuiet: Int.random(in: 0..<6, using: &generator) == 0)
        }
        return Topology(platform: "random", vertices: vertices, links: links)
    }
}
