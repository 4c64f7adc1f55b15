import Catalog
import Platform
import Rendering
import Values

/// The root that signs a platform's hosts on one machine, where it is one that nobody else knows.
public struct MachineAuthority: Sendable, Equatable {
    /// The container that keeps it.
    public let container: String
    /// The file in there, PEM.
    public let file: String

    /// The roots of a platform, as its bindings say: usually one, or none.
    ///
    /// - Parameters:
    ///   - input: the platform.
    ///   - plan: the platform on the machine.
    public static func all(_ input: DeliveryInput, plan: MachinePlan) -> [MachineAuthority] {
        var found: [MachineAuthority] = []
        for facts in input.rendering.facts where facts.binding.offer.capability == "ingress" {
            guard let file = facts.properties["authority"]?.string, !file.isEmpty,
                let unit = plan.units(of: facts.binding.provider).first(where: { !$0.isJob })
            else { continue }
            let authority = MachineAuthority(container: unit.name, file: file)
            if !found.contains(authority) { found.append(authority) }
        }
        return found
    }

    /// The command that prints the certificate.
    public var command: [String] { ["exec", container, "cat", file] }
}
