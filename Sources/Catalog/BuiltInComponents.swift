import Diagnostics
import Host
import Synchronization
import Values

/// The components that come with Fairlead. Each is read when it is first asked for: a platform has a third of them.
final class BuiltInComponents: Sendable {
    /// What a component says that it offers: a capability, and the role among its providers.
    struct Offering: Sendable {
        let capability: String
        let role: String?
    }

    /// Their names, in byte order.
    let names: [String]
    private let positions: [String: Int]
    private let read = Mutex<[String: Component]>([:])
    private let offerings = Mutex<[String: [Offering]]?>(nil)

    static let all = BuiltInComponents()

    private init() {
        names = Resources.folders(below: "components/")
        positions = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { $1 })
    }

    /// Whether a component is among them.
    func has(_ name: String) -> Bool { positions[name] != nil }

    /// The component of a name.
    func component(_ name: String) -> Component? {
        guard has(name) else { return nil }
        if let known = read.withLock({ $0[name] }) { return known }
        var sources = Sources()
        // They cannot have changed since the tests held them against the rules of the format.
        let (component, _) = Self.read(name, ComponentReader(schema: nil), sources: &sources)
        read.withLock { $0[name] = component }
        return component
    }

    /// All of them, read side by side.
    func components() -> [Component] {
        let results = Parallel.map(names, limit: 4) { self.component($0) }
        // A request to stop leaves some unread; a catalog with holes would only lead to wrong words before the end.
        return zip(names, results).compactMap { name, result in (try? result.get()) ?? self.component(name) }
    }

    /// What each offers, without reading the rest of it.
    func offers() -> [String: [Offering]] {
        if let known = offerings.withLock({ $0 }) { return known }
        let found = Dictionary(names.map { ($0, Self.offers($0)) }, uniquingKeysWith: { $1 })
        offerings.withLock { $0 = found }
        return found
    }

    /// Reads one by the rules of a reader.
    static func read(_ name: String, _ reader: ComponentReader, sources: inout Sources) -> (Component?, [Finding]) {
        reader.read(
            files: Resources.files(below: "components/\(name)/"), folder: Component.builtInPlace + name,
            origin: Component.builtIn,
            sources: &sources)
    }

    /// The lines of `spec.provides`. In a file of ours a key of `spec` stands two columns in; a test holds the result against the whole.
    private static func offers(_ name: String) -> [Offering] {
        let text = Resources.text("components/\(name)/component.yaml") ?? ""
        var part: [UInt8] = []
        var isInside = false
        for line in text.utf8.split(separator: UInt8(ascii: "\n")) {
            if line.starts(with: "  provides:".utf8) {
                isInside = true
            } else if isInside, !line.starts(with: "   ".utf8), !line.starts(with: "  #".utf8) {
                break
            }
            if isInside { part += line + [UInt8(ascii: "\n")] }
        }
        let node = try? YAML.parseSingle(part, file: name)
        return (node?["provides"]?.mapping?.entries ?? []).map { entry in
            Offering(capability: entry.value["capability"]?.string ?? entry.key, role: entry.value["role"]?.string)
        }
    }
}
