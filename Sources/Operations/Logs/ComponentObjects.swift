import Delivery
import Host
import Kubernetes
import Rendering
import Values

/// The workloads and pods that a component has in its cluster, whoever brought them.
struct ComponentObjects {
    /// Deployments, stateful sets, daemon sets and jobs.
    let workloads: [Node]
    /// Their pods, and those that nobody's workload stands behind.
    let pods: [Node]

    /// Looks. Nothing is written.
    ///
    /// - Parameters:
    ///   - member: the component.
    ///   - desired: what the cluster is to have.
    ///   - cluster: the cluster.
    /// - Throws: `KubernetesFailure`, `Interrupted`.
    init(of member: DesiredMember, _ desired: DesiredPlatform, _ cluster: Cluster) throws {
        let namespaces = Set([member.namespace] + member.objects.compactMap(\.reference.namespace)).sorted()
        let queries = namespaces.flatMap { space in
            (StatusQuery.workloadTypes + [StatusQuery.pods]).map { (type: $0, namespace: space) }
        }
        let lists = Parallel.map(queries, limit: 8) { query in
            try cluster.list(query.type, namespace: query.namespace).items
        }
        let live = try lists.flatMap { try $0.get() }
        // What pods belong to may be an object of an operator, which is known by its name.
        let known = desired.objects.map(\.node)
        let owners = Attribution(desired).owners(of: known + live).dropFirst(known.count)
        let own = zip(live, owners).filter { $1 == member.name }.map(\.0)
        workloads = own.filter { $0["kind"]?.string != "Pod" }
        pods = own.filter { $0["kind"]?.string == "Pod" }
    }

    /// The workloads whose pods can be made anew: jobs run once, and what an operator made is the operator's.
    var restartable: [Node] {
        workloads.filter { workload in
            ["Deployment", "StatefulSet", "DaemonSet"].contains(workload["kind"]?.string)
                && !(workload.at("metadata", "ownerReferences")?.list ?? []).contains { $0["controller"]?.bool == true }
        }
    }
}
