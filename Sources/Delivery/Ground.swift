import Catalog
import Platform
import Rendering
public import Values

/// What a platform stands on, whatever delivers it.
public enum Ground {
    /// The namespaces of a platform as objects, with their Pod Security levels.
    ///
    /// - Parameter input: the platform.
    public static func namespaces(_ input: DeliveryInput) -> [Node] {
        let platform = input.resolution.specification.name
        return input.rendering.namespaces.map { namespace in
            let level = Node(.string(namespace.podSecurity.rawValue))
            return Mark.marked(
                [
                    "apiVersion": "v1", "kind": "Namespace",
                    "metadata": [
                        "name": Node(.string(namespace.name)),
                        "labels": [
                            "app.kubernetes.io/managed-by": "fairlead",
                            "app.kubernetes.io/part-of": Node(.string(platform)),
                            "pod-security.kubernetes.io/enforce": level, "pod-security.kubernetes.io/warn": level,
                        ],
                    ],
                ], platform: platform, component: Mark.ground)
        }
    }
}
