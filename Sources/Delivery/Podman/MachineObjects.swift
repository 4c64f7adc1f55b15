import Platform
import Rendering
import Values

/// What a platform's objects come to on one machine, by kind.
struct MachineObjects {
    /// An object with the member it is delivered with.
    struct Item {
        let component: String
        let object: RenderedObject
        var place: String { "\(object.namespace ?? "")/\(object.name)" }
    }

    let platform: String
    /// Pods and what makes pods.
    private(set) var workloads: [Item] = []
    private(set) var services: [Item] = []
    private(set) var disks: [Item] = []
    /// ConfigMaps by namespace and name.
    private(set) var texts: [String: RenderedObject] = [:]
    /// Keys of Secrets by namespace and name.
    let secretKeys: [String: [String]]

    /// Kinds that speak to a cluster's own machinery; here the same is done in another way, or there is nothing to do.
    private static let pointless: Set<String> = [
        "Ingress", "NetworkPolicy", "PodDisruptionBudget", "ServiceMonitor", "PodMonitor", "PrometheusRule",
        "ServiceAccount", "Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding", "HorizontalPodAutoscaler",
        "Namespace", "Certificate", "PriorityClass",
    ]

    init(_ input: DeliveryInput, _ problems: MachineProblems) {
        platform = input.resolution.specification.name
        secretKeys = Dictionary(
            input.rendering.secrets.map { ("\($0.namespace)/\($0.name)", $0.data.map(\.key)) },
            uniquingKeysWith: { first, _ in first })
        for component in input.rendering.components {
            for object in component.objects {
                let item = Item(component: component.name, object: object)
                switch object.kind {
                case "Deployment", "StatefulSet", "DaemonSet", "Job", "Pod": workloads.append(item)
                case "Service": services.append(item)
                case "PersistentVolumeClaim": disks.append(item)
                case "ConfigMap": texts[item.place] = object
                case "CronJob":
                    let schedule = object.node.at("spec", "schedule")?.string.map { " (`\($0)`)" } ?? ""
                    problems.leaveOut(
                        "CronJob `\(object.name)`\(schedule) is left out: nothing starts it on one machine",
                        of: component.name,
                        hint:
                            "let a timer of the system do the same, with `podman exec` into a container of \(component.name), or leave the option off that asks for it"
                    )
                case let kind where Self.pointless.contains(kind): break
                default:
                    problems.refuse(
                        "\(object.kind) `\(object.name)` cannot be had on one machine", of: component.name,
                        hint: "only a cluster knows this kind; give the component a folder machine/ without it")
                }
            }
        }
    }
}
