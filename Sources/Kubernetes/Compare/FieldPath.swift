import Values

/// The way to a field, with the keys of list elements instead of their positions.
struct FieldPath {
    enum Step {
        case field(String)
        case position(Int)
        /// The element of a list whose fields have these values.
        case element([(field: String, value: Node)])
        /// An element of a set.
        case member(Node)
    }

    var steps: [Step] = []

    func appending(_ step: Step) -> FieldPath { FieldPath(steps: steps + [step]) }

    /// The names of the fields on the way, without list elements.
    var fields: [String] {
        steps.compactMap { if case .field(let name) = $0 { name } else { nil } }
    }

    var text: String {
        var text = ""
        for step in steps {
            switch step {
            case .field(let name):
                let single = NodePath([.key(name)]).description
                text += text.isEmpty || single.utf8.first == UInt8(ascii: "[") ? single : "." + single
            case .position(let position): text += "[\(position)]"
            case .element(let keys):
                text += "[" + keys.map { "\($0.field)=\(JSON.write($0.value))" }.joined(separator: ",") + "]"
            case .member(let node): text += "[=\(JSON.write(node))]"
            }
        }
        return text
    }
}
