import Values

/// What a Lease says (API reference: coordination.k8s.io/v1, `LeaseSpec`), with the object that it was read from.
struct LeaseRecord {
    /// Where it is written which process of which machine holds it.
    static let processKey = "fairlead.dev/holder-process"
    /// No holder is waited for longer than this, whatever the object says, in seconds.
    private static let longest: Int64 = 600

    /// The object, so that what others wrote into it stays.
    private(set) var object: Node

    /// Reads an object.
    init(_ object: Node) { self.object = object }

    /// A Lease that nobody has yet.
    init(reference: ObjectReference) {
        object = [
            "apiVersion": Node(.string(reference.apiVersion)), "kind": Node(.string(reference.kind)),
            "metadata": [
                "name": Node(.string(reference.name)), "namespace": Node(.string(reference.namespace ?? "")),
                "labels": ["app.kubernetes.io/managed-by": "fairlead"],
            ],
        ]
    }

    /// Who holds it; nil: nobody.
    var holder: String? {
        guard let text = object.at("spec", "holderIdentity")?.string, !text.isEmpty else { return nil }
        return text
    }

    /// After how many seconds without renewal it is free.
    var seconds: Int64 { min(max(object.at("spec", "leaseDurationSeconds")?.integer ?? 60, 1), Self.longest) }

    /// Since when the holder has it, by the holder's clock.
    var acquired: String? { object.at("spec", "acquireTime")?.string }

    /// The mark of the holder's process.
    var process: String? { object.at(["metadata", "annotations", Self.processKey])?.string }

    /// What changes when the holder renews: compared, never read as a time, because the holder's clock may be wrong.
    var pulse: [String] {
        [holder ?? "", object.at("spec", "renewTime")?.string ?? "", acquired ?? "", String(transitions)]
    }

    private var transitions: Int64 { min(max(object.at("spec", "leaseTransitions")?.integer ?? 0, 0), 1 << 30) }

    /// Whether an identity holds it, bytes compared.
    func isHeld(by identity: String) -> Bool { holder.map { $0.utf8.elementsEqual(identity.utf8) } ?? false }

    /// The Lease with a new holder.
    func taken(by identity: String, process: String, seconds: Int64, now: Int64) -> LeaseRecord {
        var copy = self
        let time = Node(.string(Timestamp.micro(now)))
        copy.object["spec"] = [
            "holderIdentity": Node(.string(identity)), "leaseDurationSeconds": Node(.integer(seconds)),
            "acquireTime": time, "renewTime": time, "leaseTransitions": Node(.integer(transitions + 1)),
        ]
        copy.object.set(Node(.string(process)), at: ["metadata", "annotations", Self.processKey])
        return copy
    }

    /// The Lease with a sign of life.
    func renewed(now: Int64) -> LeaseRecord {
        var copy = self
        copy.object.set(Node(.string(Timestamp.micro(now))), at: ["spec", "renewTime"])
        return copy
    }

    /// The Lease without holder.
    func released(now: Int64) -> LeaseRecord {
        var copy = self
        copy.object["spec"] = [
            "leaseDurationSeconds": 1, "renewTime": Node(.string(Timestamp.micro(now))),
            "leaseTransitions": Node(.integer(transitions)),
        ]
        return copy
    }
}
