import HTTP
import Host
import Synchronization
import Values

extension Cluster {
    /// The server's version (`/version`), asked once and kept.
    ///
    /// - Throws: `KubernetesFailure`, `Interrupted`.
    public func version() throws -> ServerVersion {
        if let known = discovery.withLock({ $0.serverVersion }) { return known }
        let call = Call(path: "/version")
        guard let version = ServerVersion(try object(call).node) else {
            throw StatusReading.malformed("the server does not say its version", call)
        }
        discovery.withLock { $0.serverVersion = version }
        return version
    }

    /// The server's time by its `Date` header, in seconds since 1970; nil if it does not say.
    ///
    /// - Throws: `KubernetesFailure`, `Interrupted`.
    public func serverTime() throws -> Int64? {
        try object(Call(path: "/version")).response.header("Date").flatMap(HTTPDate.seconds)
    }

    /// Every kind that is served, group by group, and in each group the version that the server prefers before the others.
    /// Asked once and kept; see ``forgetResources()``. A group whose server does not answer is left out.
    ///
    /// - Throws: `KubernetesFailure`, `Interrupted`.
    public func resources() throws -> [ResourceType] {
        let (known, generation) = discovery.withLock { ($0.all, $0.generation) }
        if let known { return known }
        let answers = Parallel.map(["/api", "/apis"], limit: 2) { path in
            try self.object(Call(path: path, headers: [("Accept", DiscoveryReading.aggregated)])).node
        }
        let (core, groups) = (try answers[0].get(), try answers[1].get())
        var all: [ResourceType] = []
        var versions: [String] = []
        if let resources = DiscoveryReading.aggregated(core) {
            all += resources
        } else {
            versions += (core["versions"]?.list ?? []).compactMap(\.string).filter { !$0.contains("/") }
        }
        if let resources = DiscoveryReading.aggregated(groups) {
            all += resources
        } else {
            versions += DiscoveryReading.groupVersions(groups)
        }
        all = try listed(versions) + all
        discovery.withLock { if $0.generation == generation { $0.all = all } }
        return all
    }

    /// Each kind once, in the version that the server prefers.
    ///
    /// - Throws: `KubernetesFailure`, `Interrupted`.
    public func preferredResources() throws -> [ResourceType] {
        var seen: Set<[String]> = []
        return try resources().filter { seen.insert([$0.group, $0.kind, $0.plural]).inserted }
    }

    /// Asks anew next time: after definitions were installed.
    public func forgetResources() {
        discovery.withLock {
            $0.all = nil
            $0.versions = [:]
            $0.generation += 1
        }
    }

    /// A served kind. Only its group version is asked for; a kind that is not there is asked for again after a second.
    ///
    /// - Parameters:
    ///   - apiVersion: group and version, such as `apps/v1`.
    ///   - kind: the kind.
    /// - Throws: `KubernetesFailure` of kind `.notServed` and others, `Interrupted`.
    public func resource(_ apiVersion: String, _ kind: String) throws -> ResourceType {
        let now = clock.monotonicMilliseconds()
        let (known, askedAt, generation) = discovery.withLock {
            ($0.resource(apiVersion, kind), $0.versions[apiVersion]?.askedAt, $0.generation)
        }
        if let known { return known }
        if askedAt.map({ now - $0 >= 1000 }) ?? true {
            let resources = try served(apiVersion) ?? []
            discovery.withLock {
                if $0.generation == generation {
                    $0.versions[apiVersion] = DiscoveryCache.Entry(resources: resources, askedAt: now)
                }
            }
            if let found = resources.first(where: { $0.kind == kind }) { return found }
        }
        throw KubernetesFailure(
            .notServed, "the cluster does not know the kind \(kind) of \(apiVersion)",
            hint: "its definition is not installed, or is of another version")
    }

    // One group version; nil if it is not served.
    private func served(_ apiVersion: String, attempts: Int? = nil) throws -> [ResourceType]? {
        let (group, version) = DiscoveryReading.split(apiVersion)
        let segments = (group.isEmpty ? ["api", version] : ["apis", group, version]).map(PathText.segment)
        guard !segments.contains(nil), group.isEmpty == !apiVersion.contains("/") else {
            throw KubernetesFailure(.invalid, "\"\(ServerText.clean(apiVersion, limit: 80))\" is no group and version")
        }
        let call = Call(path: "/" + segments.compactMap { $0 }.joined(separator: "/"), attempts: attempts)
        return try perform(call) { response in
            if response.status == 404 { return nil }
            guard (200..<300).contains(response.status) else { throw StatusReading.failure(response, call) }
            return DiscoveryReading.resources(try parse(response, call), apiVersion: apiVersion)
        }
    }

    // An aggregated API whose program is down must not hide all others (its group answers 503). The server's own groups must answer.
    private func listed(_ versions: [String]) throws -> [ResourceType] {
        let answers = Parallel.map(versions) { version in try self.served(version, attempts: 2) ?? [] }
        var all: [ResourceType] = []
        for (version, answer) in zip(versions, answers) {
            switch answer {
            case .success(let resources): all += resources
            case .failure(let failure as KubernetesFailure)
            where version.contains("/") && (failure.status ?? 0) >= 400 && failure.status != 401: continue
            case .failure(let error): throw error
            }
        }
        return all
    }
}
