import Crypto
public import HTTP
public import Host
import Kubernetes

/// Carries exchanges out from where this process runs: hosts by their names, Services through the API server where that can be,
/// everything else only where a rule says how it is reached.
public struct DirectExchanger: Exchanger {
    /// How things are reached from here.
    public struct Reach: Sendable {
        /// Hosts that are reached elsewhere.
        public var addresses: [AddressRule] = []
        /// Whether this process runs in the cluster, where Services have their names.
        public var isInside = false
        /// Certificates to trust, PEM; nil: those of the system.
        public var authorities: [UInt8]?
        /// The way to containers, where this process has none.
        public var inner: InnerTransport?
        /// Addresses of these containers.
        public var innerHosts: Set<String> = []
        /// How a request is sent.
        public var transport: @Sendable (TLSSettings) -> any HTTPTransport

        /// A reach.
        ///
        /// - Parameter transport: makes what sends requests.
        public init(transport: @escaping @Sendable (TLSSettings) -> any HTTPTransport) { self.transport = transport }
    }

    let reach: Reach
    let cluster: (any ProbeCluster)?
    let source: SecretSource
    let clock: Clock

    /// An exchanger.
    ///
    /// - Parameters:
    ///   - reach: how things are reached.
    ///   - cluster: the cluster, for Services and objects; nil: neither is asked.
    ///   - source: where the values of credentials are.
    ///   - clock: the time, for signatures.
    public init(reach: Reach, cluster: (any ProbeCluster)?, source: SecretSource, clock: Clock = .system) {
        self.reach = reach
        self.cluster = cluster
        self.source = source
        self.clock = clock
    }

    /// Carries exchanges out, in order. What cleans up is done even when the process is asked to stop in between.
    public func carryOut(_ exchanges: [Exchange]) throws -> [Outcome] {
        var outcomes: [Outcome] = []
        do {
            for exchange in exchanges {
                try Interrupt.check()
                outcomes.append(try carryOut(exchange))
            }
        } catch let interrupted as Interrupted {
            for exchange in exchanges[outcomes.count...] where exchange.isCleanUp {
                _ = Interrupt.shielded { try? carryOut(exchange) }
            }
            throw interrupted
        }
        return outcomes
    }

    private func carryOut(_ exchange: Exchange) throws -> Outcome {
        do {
            return try outcome(exchange.action)
        } catch let interrupted as Interrupted {
            throw interrupted
        } catch let missing as Composed.Missing {
            return .untried(
                "the value of \(missing.secret.name) is neither in the credential store nor in the cluster")
        } catch let failure as HTTPFailure {
            return .failed(failure.message)
        } catch let failure as KubernetesFailure {
            return .failed(failure.description)
        }
    }

    private func outcome(_ action: Exchange.Action) throws -> Outcome {
        switch action {
        case .http(let http): return try answer(http)
        case .sql(let sql):
            guard let place = place(sql.host, sql.port) else { return unreachable(sql.host, sql.port) }
            var composed = Composed(source)
            var password = try composed.bytes(sql.password)
            let secret = SecretBytes(wiping: &password)
            return try inner(place.host)?.outcome(of: sql, at: place, password: secret)
                ?? PostgresCommand.run(sql, at: place, password: secret)
        case .redis(let redis):
            guard let place = place(redis.host, redis.port) else { return unreachable(redis.host, redis.port) }
            var composed = Composed(source)
            var password = try composed.bytes(redis.password)
            let secret = SecretBytes(wiping: &password)
            return try inner(place.host)?.ping(at: place, password: secret)
                ?? RedisConversation.ping(at: place, password: secret)
        case .certificate(let host, let port):
            return try CertificateCommand.run(host: host, at: place(host, port) ?? (host, port))
        case .objects(let objects):
            guard let cluster else { return .untried("it needs the cluster's API") }
            return .objects(
                try cluster.probeObjects(objects.apiVersion, objects.kind, namespace: objects.namespace, labels: nil))
        }
    }

    /// Where a host is reached from here; nil if it is not.
    func place(_ host: String, _ port: Int) -> (host: String, port: Int)? {
        if let place = AddressRule.place(reach.addresses, host: host, port: port) { return place }
        return ServiceName(host: host) != nil && !reach.isInside ? nil : (host, port)
    }

    /// The way to a place that only containers reach; nil for any other.
    func inner(_ host: String) -> InnerTransport? { reach.innerHosts.contains(host) ? reach.inner : nil }

    func unreachable(_ host: String, _ port: Int) -> Outcome {
        .untried(
            "\(host) is reached only inside the cluster: use --in-cluster, or --address \(host):\(port)=HOST:PORT for a forwarded port"
        )
    }
}
