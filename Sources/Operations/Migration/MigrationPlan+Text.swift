import Delivery
public import Diagnostics
public import Values

extension MigrationPlan {
    /// For people.
    ///
    /// - Parameter style: colours.
    public func text(_ style: TextStyle) -> String {
        var text = style.apply(.strong, "\(platform): from this machine to a cluster, by \(engine)") + "\n"
        func section(_ title: String, _ lines: [String]) {
            guard !lines.isEmpty else { return }
            text += "\n" + style.apply(.strong, title) + "\n" + lines.map { "  \($0)\n" }.joined()
        }
        section(
            "who meets which need",
            changes.map { "\($0.need) (\($0.capability)): \($0.here ?? "nobody") → \($0.there ?? "nobody")" }
                + (unchanged > 0 ? ["\(unchanged) others stay as they are"] : []))
        section("only here", onlyHere)
        section("only there", onlyThere)
        section("hosts", hosts.map { "\($0.component): \($0.here ?? "none") → \($0.there ?? "none")" })
        section(
            "data that goes along",
            movable.map { database in
                let target = database.there.map { "\($0.database) of \($0.provider)" } ?? ""
                return
                    "\(database.name): the database \(database.here.database) of \(database.here.provider) → \(target)"
            }
                + movableBuckets.map { bucket in
                    let target = bucket.there.map { "\($0.bucket) of \($0.provider)" } ?? ""
                    return
                        "\(bucket.name): the objects of the bucket \(bucket.here.bucket) of \(bucket.here.provider) → \(target)"
                })
        section("data that stays", staying.map(stay))
        section("what needs a person", person)
        section("next", next)
        return text
    }

    /// What Fairlead does not do.
    var person: [String] {
        databases.filter { $0.there == nil }.map {
            "\($0.name): nobody there gives it a database; \($0.here.database) of \($0.here.provider) stays here"
        }
            + buckets.filter { $0.there == nil }.map {
                "\($0.name): nobody there gives it a bucket; \($0.here.bucket) of \($0.here.provider) stays here"
            }
            + hosts.compactMap { host in
                host.there.map { "\($0) must lead to the cluster, and people told of it" }
            }
    }

    /// Why a volume does not go along, and what to do about it.
    private func stay(_ volume: MachineVolume) -> String {
        let use = (users[volume.component] ?? []).sorted().joined(separator: ", ")
        return
            "\(volume.component): the volume \(volume.name)\(use.isEmpty ? "" : " (\(use))"), files in a form that only "
            + "\(volume.component) knows: let it make them again there, or use its own export; `podman volume export \(volume.name)` has them"
    }

    private var next: [String] {
        let targets = names.map { " --target \($0)=HOST:PORT" }.joined()
        return [
            "fairlead render --delivery \(engine)  makes the passwords that the cluster's databases will have; then up"
        ]
            + (names.isEmpty
                ? []
                : [
                    "fairlead migrate --to \(engine) --save move.tar  writes databases and buckets into one encrypted file",
                    "fairlead migrate --to \(engine) --load move.tar\(targets)  brings them there",
                ])
    }

    /// As data.
    public var node: Node {
        func string(_ text: String?) -> Node { text.map { Node(.string($0)) } ?? Node(.null) }
        func list(_ names: [String]) -> Node { Node(.list(names.map { Node(.string($0)) })) }
        func node(_ change: Change) -> Node {
            [
                "need": string(change.need), "capability": string(change.capability), "here": string(change.here),
                "there": string(change.there),
            ]
        }
        func node(_ end: Endpoint) -> Node {
            ["provider": string(end.provider), "database": string(end.database), "user": string(end.user)]
        }
        func node(_ end: BucketEnd) -> Node {
            ["provider": string(end.provider), "bucket": string(end.bucket), "endpoint": string(end.endpoint)]
        }
        return [
            "apiVersion": "fairlead.dev/v1alpha1", "kind": "Migration", "platform": string(platform),
            "engine": string(engine), "changes": Node(.list(changes.map(node))),
            "unchanged": Node(.integer(Int64(unchanged))), "onlyHere": list(onlyHere), "onlyThere": list(onlyThere),
            "hosts": Node(
                .list(
                    hosts.map {
                        ["component": string($0.component), "here": string($0.here), "there": string($0.there)]
                    })),
            "databases": Node(
                .list(
                    databases.map {
                        ["name": string($0.name), "here": node($0.here), "there": $0.there.map(node) ?? Node(.null)]
                    })),
            "buckets": Node(
                .list(
                    buckets.map {
                        ["name": string($0.name), "here": node($0.here), "there": $0.there.map(node) ?? Node(.null)]
                    })),
            "staying": list(staying.map(\.name)), "person": list(person),
        ]
    }
}
