public import Values

/// What the charts of a platform come to, as far as they are on this machine.
public struct DoctorCharts: Sendable {
    /// Objects that a member's chart renders.
    public struct Rendered: Sendable {
        /// The member.
        public var member: String
        /// The namespace of its release, for objects that name none.
        public var namespace: String
        /// The objects.
        public var objects: [Node]
        /// What its `Chart.yaml` asks of Kubernetes, such as `>=1.25.0-0`; nil if nothing.
        public var kubeVersion: String?

        /// A rendered chart.
        ///
        /// - Parameters: as the properties say.
        public init(member: String, namespace: String, objects: [Node], kubeVersion: String? = nil) {
            self.member = member
            self.namespace = namespace
            self.objects = objects
            self.kubeVersion = kubeVersion
        }
    }

    /// Charts that were rendered; a member with definitions of its own has two.
    public var rendered: [Rendered]

    /// Charts.
    ///
    /// - Parameter rendered: those that were rendered.
    public init(rendered: [Rendered] = []) { self.rendered = rendered }

    /// Members whose charts are not at hand.
    func missing(_ desired: DesiredPlatform) -> [String] {
        let known = Set(rendered.map(\.member))
        return desired.members.filter { $0.release != nil && !known.contains($0.name) }.map(\.name)
    }
}
