import Values

/// An object as the rules look at it.
struct ObjectView {
    let object: Node
    /// Seconds since 1970.
    let now: Int64
    let group: String
    let kind: String
    let conditions: [ObjectCondition]

    init(_ object: Node, now: Int64) {
        self.object = object
        self.now = now
        let apiVersion = object["apiVersion"]?.string ?? ""
        group = apiVersion.utf8.contains(UInt8(ascii: "/")) ? String(apiVersion.prefix { $0 != "/" }) : ""
        kind = object["kind"]?.string ?? ""
        let generation = object.at("metadata", "generation")?.integer
        conditions =
            (object.at("status", "conditions")?.list ?? []).compactMap {
                ObjectCondition($0, generation: generation)
            }
    }

    var hasStatus: Bool { !(object["status"]?.mapping?.isEmpty ?? true) }

    func condition(_ type: String) -> ObjectCondition? { conditions.first { $0.type == type } }

    /// A condition that holds.
    func holds(_ type: String) -> ObjectCondition? {
        condition(type).flatMap { $0.isTrue ? $0 : nil }
    }

    /// A whole number of the status; 0 where the server leaves zero out.
    func count(_ key: String) -> Int64 { object.at("status", key)?.integer ?? 0 }

    func wanted(_ path: String..., default value: Int64) -> Int64 { object.at(path)?.integer ?? value }

    func text(_ path: String...) -> String { object.at(path)?.string ?? "" }

    /// Set when the controller has not looked at the newest version of the object yet.
    var unseen: ReadinessState? {
        guard let generation = object.at("metadata", "generation")?.integer else { return nil }
        guard let seen = object.at("status", "observedGeneration")?.integer else { return nil }
        return seen >= generation
            ? nil : .progressing("NotObserved", "its controller has not seen the last change yet")
    }

    /// Like ``unseen``, for kinds whose controllers always say what they have seen.
    var unseenOrSilent: ReadinessState? {
        if let unseen { return unseen }
        let generation = object.at("metadata", "generation")?.integer ?? 0
        guard generation > 0, object.at("status", "observedGeneration")?.integer == nil else { return nil }
        return .progressing("NoStatus", "its controller has not looked at it yet")
    }
}
