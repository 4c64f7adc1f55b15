import Crypto
public import Kubernetes
public import Secrets
import Values

/// Brings values, policies and roles into a store: whatever is there already is left alone.
///
/// Everything is looked at before it is written, so that a run that was cut short is taken up by the next one, and so that a run that
/// only looks says exactly what another would write.
public struct SecretPush {
    /// One thing that the store is to have.
    public struct Item: Sendable, Equatable {
        /// What kind of thing it is.
        public enum Kind: String, Sendable { case mount, login, policy, role, values }
        /// What was done, or would be.
        public enum Action: String, Sendable { case none, create, change }
        /// What kind of thing it is.
        public let kind: Kind
        /// Its name or path.
        public let name: String
        /// What was done, or would be.
        public let action: Action
        /// The keys whose values are new or different; for values only.
        public let keys: [String]
    }

    private let api: VaultAPI
    private let layout: StoreLayout
    private let grants: [StoreGrant]
    private let entries: [StoreEntry]
    private let scope: Scope
    private let pause: @Sendable (_ milliseconds: Int) throws -> Void

    /// What a push is about, and whether it writes.
    public struct Scope: Sendable {
        /// Whether it only looks.
        public var isDry = false
        /// Whether policies, roles, the mount and the login are left to others.
        public var isValuesOnly = false
        /// Whether the store runs in this cluster, so that its login can ask the API server next to it.
        public var isInCluster = false

        /// Writes everything, into a store that is elsewhere.
        public init() {}
    }

    /// Makes a push. Nothing is sent.
    ///
    /// - Parameters:
    ///   - api: the store.
    ///   - layout: where the values go.
    ///   - grants: who may read what.
    ///   - entries: the values.
    ///   - scope: what it is about.
    ///   - pause: waits.
    public init(
        _ api: VaultAPI, layout: StoreLayout, grants: [StoreGrant], entries: [StoreEntry], scope: Scope,
        pause: @escaping @Sendable (Int) throws -> Void = Pause.wait
    ) {
        self.api = api
        self.layout = layout
        self.grants = grants
        self.entries = entries
        self.scope = scope
        self.pause = pause
    }

    /// Does it.
    ///
    /// - Parameter observe: told of each item when it is done.
    /// - Returns: all items, those that needed nothing too.
    /// - Throws: ``VaultFailure``; `Interrupted`.
    public func run(observe: (Item) -> Void = { _ in }) throws -> [Item] {
        try api.greet()
        var items: [Item] = []
        func done(_ item: Item) {
            items.append(item)
            observe(item)
        }
        var isNew = false
        if !scope.isValuesOnly {
            let mount = try mount()
            isNew = mount.action == .create
            done(mount)
            for item in try login() { done(item) }
            for grant in grants { done(try policy(grant)) }
            for grant in grants { done(try role(grant)) }
        }
        for entry in entries { done(try values(entry, isNewMount: isNew)) }
        return items
    }

    private func mount() throws -> Item {
        let mounts = try api.call("GET", "sys/mounts").node
        let found = (mounts["data"] ?? mounts)[layout.mount + "/"]
        if let found {
            guard found["type"]?.string == "kv", found.at("options", "version")?.string == "2" else {
                throw VaultFailure(
                    .refused, "what is mounted at `\(layout.mount)` is no key-value store of version 2")
            }
            return Item(kind: .mount, name: layout.mount, action: .none, keys: [])
        }
        if !scope.isDry {
            _ = try api.call(
                "POST", "sys/mounts/\(layout.mount)", body: ["type": "kv", "options": ["version": "2"]])
        }
        return Item(kind: .mount, name: layout.mount, action: .create, keys: [])
    }

    private func login() throws -> [Item] {
        let logins = try api.call("GET", "sys/auth").node
        let found = (logins["data"] ?? logins)[layout.login + "/"]
        if let found, found["type"]?.string != "kubernetes" {
            throw VaultFailure(
                .refused, "the login at `\(layout.login)` is not one with service accounts of Kubernetes")
        }
        if found == nil, !scope.isDry {
            _ = try api.call("POST", "sys/auth/\(layout.login)", body: ["type": "kubernetes"])
        }
        let item = Item(kind: .login, name: layout.login, action: found == nil ? .create : .none, keys: [])
        // A store elsewhere needs the address and the authority of this cluster, which only a person knows.
        guard scope.isInCluster else { return [item] }
        let config = "auth/\(layout.login)/config"
        let isConfigured = try found != nil && api.call("GET", config, accepts: [404]).status != 404
        if !isConfigured, !scope.isDry {
            _ = try api.call("POST", config, body: ["kubernetes_host": "https://kubernetes.default.svc"])
        }
        return [
            item,
            Item(
                kind: .login, name: layout.login + "/config", action: isConfigured ? .none : .create, keys: []),
        ]
    }

    private func policy(_ grant: StoreGrant) throws -> Item {
        let path = "sys/policies/acl/\(grant.name)"
        let found = try api.call("GET", path, accepts: [404])
        let old = found.isDone ? (found.node.at("data", "policy") ?? found.node["policy"])?.string : nil
        let action: Item.Action = old == nil ? .create : old == grant.policy ? .none : .change
        if action != .none, !scope.isDry {
            _ = try api.call("POST", path, body: ["policy": Node(.string(grant.policy))])
        }
        return Item(kind: .policy, name: grant.name, action: action, keys: [])
    }

    private func role(_ grant: StoreGrant) throws -> Item {
        let path = "auth/\(layout.login)/role/\(grant.name)"
        let found = try api.call("GET", path, accepts: [404, 400])
        let old = found.isDone ? found.node["data"] : nil
        let wanted = grant.role
        let isSame = old.map { old in
            (wanted.mapping?.entries ?? []).allSatisfy { old[$0.key] == $0.value }
        }
        let action: Item.Action = isSame == nil ? .create : isSame == true ? .none : .change
        if action != .none, !scope.isDry { _ = try api.call("POST", path, body: wanted) }
        return Item(kind: .role, name: grant.name, action: action, keys: [])
    }

    private func values(_ entry: StoreEntry, isNewMount: Bool) throws -> Item {
        let name = "\(layout.mount)/\(entry.path)"
        if scope.isDry, isNewMount {
            return Item(kind: .values, name: name, action: .create, keys: entry.values.map(\.key))
        }
        let path = "\(layout.mount)/data/\(entry.path)"
        let found = try patiently(isNewMount) { try api.call("GET", path, accepts: [404]) }
        let old = found.isDone ? found.node.at("data", "data")?.mapping : nil
        let changed = entry.values.filter { key, value in
            old?[key]?.string.map { SecretBytes(text: $0) == value } != true
        }.map(\.key)
        let gone = (old?.keys ?? []).contains { key in !entry.values.contains { $0.key == key } }
        let action: Item.Action = old == nil ? .create : changed.isEmpty && !gone ? .none : .change
        if action != .none, !scope.isDry {
            let data = entry.values.map { key, value in
                (key, Node(.string(value.withBytes { String(decoding: $0, as: UTF8.self) })))
            }
            // With the version that was looked at: what somebody else writes meanwhile is not lost.
            let version = found.node.at("data", "metadata", "version")?.integer ?? 0
            let body: Node = [
                "options": ["cas": Node(.integer(version))], "data": Node(.mapping(Mapping(data))),
            ]
            let answer = try patiently(isNewMount) { try api.call("POST", path, body: body, accepts: [400]) }
            guard answer.isDone else {
                throw VaultFailure(.conflict, "\(name) was not written: \(answer.errors)")
            }
        }
        return Item(kind: .values, name: name, action: action, keys: changed)
    }

    /// A key-value store that was mounted a moment ago refuses everything until it has found its form.
    private func patiently(_ isNew: Bool, _ body: () throws -> VaultAPI.Answer) throws -> VaultAPI.Answer {
        for _ in 0..<(isNew ? 20 : 0) {
            do {
                let answer = try body()
                if answer.status != 400 { return answer }
            } catch let failure as VaultFailure where failure.kind == .refused {}
            try pause(250)
        }
        return try body()
    }
}
