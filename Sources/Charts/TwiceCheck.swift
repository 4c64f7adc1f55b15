import Diagnostics
import Rendering
import Values

/// Whether a chart makes an object that the platform renders as well: each would undo what the other did.
struct TwiceCheck {
    private var origins: [String: String] = [:]

    /// Remembers what the platform renders.
    init(_ rendering: Rendering) {
        for object in rendering.components.flatMap(\.objects) {
            origins[RenderedObject.identity(object.group, object.kind, object.namespace ?? "", object.name)] =
                object.origin
        }
        for secret in rendering.secrets {
            origins[RenderedObject.identity("", "Secret", secret.namespace, secret.name)] =
                "the secrets of `\(secret.component)`"
        }
    }

    /// Checks the objects of one chart.
    func findings(_ objects: [ChartObject]) -> [Finding] {
        objects.compactMap { object in
            // Of an object in no namespace the chart's text may still name one.
            let places = [object.namespace, ""].map {
                RenderedObject.identity(object.group, object.kind, $0, object.name)
            }
            guard let origin = places.lazy.compactMap({ origins[$0] }).first else { return nil }
            return Finding(
                code: Code.objectTwice, severity: .error,
                message: "\(object.kind) `\(object.name)` comes from \(object.origin) and from \(origin)",
                place: object.node.place,
                hint: "switch it off in the values, take the template away, or give one of them another name")
        }
    }
}
