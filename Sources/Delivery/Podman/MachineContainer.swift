/// A container of a unit, without names and addresses that are known only on the machine.
public struct MachineContainer: Sendable {
    /// Something at a path in a container.
    public enum Mount: Sendable, Equatable {
        /// A volume. `isOwned`: its files are given to the container's user.
        case volume(String, target: String, isReadOnly: Bool, isOwned: Bool)
        /// Memory.
        case memory(target: String)
        /// A file.
        case content(id: String, target: String, mode: Int64)
    }

    /// Its name in the pod.
    public var name: String
    /// The image.
    public var image: String
    /// The command; empty: the image's own.
    public var command: [String] = []
    /// Its arguments.
    public var arguments: [String] = []
    /// Variables in order.
    public var environment: [(name: String, value: String)] = []
    /// Variables whose values are contents, by identity.
    public var contentVariables: [(name: String, id: String)] = []
    /// What is mounted.
    public var mounts: [Mount] = []
    /// User, rights and limits, as options of `podman create`.
    public var options: [String] = []
    /// The owner of mounted files: user and group.
    public var owner: (user: Int64, group: Int64)?

    /// Identities of the contents that it uses.
    public var contents: [String] {
        contentVariables.map(\.id)
            + mounts.compactMap { if case .content(let id, _, _) = $0 { id } else { nil } }
    }
}
