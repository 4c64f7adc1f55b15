import Diagnostics
import Host
import Synchronization
import Values

/// The components that come with Fairlead. Each is read when it is first asked for: a platform has a third of them.
final class BuiltInComponents: Sendable {
    /// Their names, in byte order.
    let names = Resources.folders(below: "components/")
    private let known = Mutex<[String: Component]>([:])

    static let all = BuiltInComponents()

    /// Whether a component is among them.
    func has(_ name: String) -> Bool { Resources.has("components/\(name)/component.yaml") }

    /// The component of a name.
    func component(_ name: String) -> Component? {
        guard has(name) else { return nil }
        if let component = known.withLock({ $0[name] }) { return component }
        var sources = Sources()
        // They cannot have changed since the tests held them against the rules of the format.
        let (component, _) = Self.read(name, ComponentReader(schema: nil), sources: &sources)
        known.withLock { $0[name] = component }
        return component
    }

    /// All of them, read side by side.
    func components() -> [Component] {
        Parallel.mapAll(names, limit: 4) { self.component($0) }.compactMap(\.self)
    }

    /// Who of them offers what, without reading the rest of each; made when it is first asked.
    static let index = OfferIndex(all.names.map { ($0, offers($0)) })

    /// Reads one by the rules of a reader.
    static func read(_ name: String, _ reader: ComponentReader, sources: inout Sources) -> (Component?, [Finding]) {
        reader.read(
            files: Resources.files(below: "components/\(name)/"), folder: Component.builtInPlace + name,
            origin: Component.builtIn,
            sources: &sources)
    }

    /// The lines of `spec.provides`. In a file of ours a key of `spec` stands two columns in; a test holds the result against the whole.
    static func offers(_ name: String) -> [(capability: String, role: String?)] {
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
            (entry.value["capability"]?.string ?? entry.key, entry.value["role"]?.string)
        }
    }
}
