import Delivery
import Catalog
import Diagnostics
import Kubernetes
import Platform
import Rendering
import Values

/// The storage classes that the plan uses exist and fit.
struct StorageClassCheck: DoctorCheck {
    let name = "storage-classes"
    let title = "Storage classes"

    /// A storage class of the cluster.
    struct Class: Sendable {
        let name: String
        let provisioner: String
        let reclaimPolicy: String
        let bindingMode: String
        let isDefault: Bool

        init(_ node: Node) {
            name = node.at("metadata", "name")?.string ?? ""
            provisioner = node["provisioner"]?.string ?? ""
            // The API's own defaults (API reference: `StorageClass`).
            reclaimPolicy = node["reclaimPolicy"]?.string ?? "Delete"
            bindingMode = node["volumeBindingMode"]?.string ?? "Immediate"
            let annotations = node.at("metadata", "annotations")
            isDefault = [
                "storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class",
            ]
            .contains { annotations?[$0]?.string == "true" }
        }
    }

    /// Capabilities whose providers keep what nobody can make again.
    private static let databases: Set<String> = ["postgres", "vector-store"]

    func run(_ context: DoctorContext) throws -> [DoctorResult] {
        let classes = (try context.cluster.all("storage.k8s.io", "StorageClass") ?? []).map(Class.init)
        let brought = Set(
            context.planned.filter { $0.reference.kind == "StorageClass" }.map(\.reference.name))
        let demands = DiskDemand.all(context).filter { !brought.contains($0.storageClass ?? "") }
        let drivers = try context.cluster.all("storage.k8s.io", "CSIDriver").map { drivers in
            Set(drivers.compactMap { $0.at("metadata", "name")?.string })
        }
        return Self.judge(classes, demands: demands, databases: Self.databaseMembers(context), drivers: drivers)
    }

    private static func databaseMembers(_ context: DoctorContext) -> Set<String> {
        let resolution = context.desired.input.resolution
        let own = resolution.members.filter { member in
            member.component.offers.contains { databases.contains($0.capability) && $0.location == .provider }
        }.map(\.name)
        let consumers = resolution.bindings.filter {
            databases.contains($0.requirement.capability) && $0.offer.location == .consumer
        }.map(\.consumer)
        return Set(own + consumers)
    }

    static func judge(
        _ classes: [Class], demands: [DiskDemand], databases: Set<String>, drivers: Set<String>?
    ) -> [DoctorResult] {
        guard !demands.isEmpty else { return [.ok("no component needs disks")] }
        var results: [DoctorResult] = []
        let defaults = classes.filter(\.isDefault)
        let groups = Dictionary(grouping: demands) { $0.storageClass ?? "" }
        for (name, users) in groups.sorted(by: { $0.key < $1.key }) {
            let members = DoctorWords.unique(users.map(\.member))
            guard let found = name.isEmpty ? defaults.first : classes.first(where: { $0.name == name }) else {
                results.append(missing(name, members, classes))
                continue
            }
            if name.isEmpty, defaults.count > 1 {
                results.append(
                    .warning(
                        .storageClass,
                        "there are \(defaults.count) default storage classes: "
                            + DoctorWords.list(defaults.map(\.name)), for: members,
                        cause: "which one a claim gets depends on the server's version",
                        hint: "leave the annotation is-default-class to one of them, or set spec.cluster.storage.block")
                )
            }
            results.append(
                .ok(
                    "\(found.name)\(name.isEmpty ? " (the default)" : ""): \(found.provisioner), \(found.bindingMode), "
                        + "reclaim policy \(found.reclaimPolicy)", for: members))
            let kept = members.filter { databases.contains($0) }
            if found.reclaimPolicy == "Delete", !kept.isEmpty {
                results.append(
                    .warning(
                        .storageClass, "disks of \(found.name) go with their claims (reclaim policy Delete)", for: kept,
                        cause: "a database's claim that is removed by mistake takes its data along",
                        hint: "use a class with the reclaim policy Retain, and have backups"))
            }
            results += provisioner(found, members, drivers)
            results += shared(found, users)
        }
        return results
    }

    private static func missing(_ name: String, _ members: [String], _ classes: [Class]) -> DoctorResult {
        let there = classes.isEmpty ? "there is none at all" : "there are: \(DoctorWords.list(classes.map(\.name)))"
        return name.isEmpty
            ? .failure(
                .storageClass, "there is no default storage class", for: members,
                cause: "claims that name none would wait for ever; \(there)",
                hint: "set spec.cluster.storage.block, or annotate one as the default")
            : .failure(
                .storageClass, "there is no storage class \(name)", for: members,
                cause: "claims for it would wait for ever; \(there)", hint: "make it, or name another one")
    }

    private static func provisioner(_ found: Class, _ members: [String], _ drivers: Set<String>?) -> [DoctorResult] {
        if found.provisioner == "kubernetes.io/no-provisioner" {
            return [
                .warning(
                    .storageClass, "\(found.name) makes no disks: somebody must make them by hand", for: members,
                    hint: "make sure that there are volumes enough, or take another class")
            ]
        }
        // Not every provisioner is a CSI driver, so an unknown one is no failure.
        guard let drivers, !drivers.isEmpty, !found.provisioner.hasPrefix("kubernetes.io/"),
            !drivers.contains(found.provisioner)
        else { return [] }
        return [
            .skipped(
                "whether \(found.provisioner) runs: it is no CSI driver that the cluster knows "
                    + "(\(DoctorWords.list(drivers.sorted())))", for: members)
        ]
    }

    private static func shared(_ found: Class, _ users: [DiskDemand]) -> [DoctorResult] {
        let sharing = users.filter(\.isShared)
        // Provisioners that give disks of one node only; whether others can share is known by trying alone.
        let local = ["rancher.io/local-path", "kubernetes.io/no-provisioner", "topolvm.io", "kubernetes.io/aws-ebs"]
        guard !sharing.isEmpty else { return [] }
        let members = DoctorWords.unique(sharing.map(\.member))
        let isLocal =
            local.contains(found.provisioner)
            || ["ebs.csi.aws.com", "disk.csi.azure.com", "pd.csi.storage.gke.io"].contains(found.provisioner)
            || found.provisioner.contains(".rbd.csi.ceph.com")
        return [
            isLocal
                ? .failure(
                    .storageClass,
                    "\(found.name) gives disks to one node only, and these want to share (ReadWriteMany)",
                    for: members, cause: "the pods would not start",
                    hint: "set spec.cluster.storage.file to a shared class")
                : .skipped("whether \(found.name) gives disks that several nodes share (ReadWriteMany)", for: members)
        ]
    }
}
