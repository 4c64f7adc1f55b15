import Diagnostics
import Values

extension ComponentReader {
    /// Reads a credential; a recipe that is missing or doubled is a finding.
    static func credential(_ entry: Mapping.Entry, problems: inout [Finding]) -> CredentialDeclaration? {
        let node = entry.value
        let forms = ["random", "bcrypt", "keyPair", "certificate", "text", "ask", "existing", "shared", "fixed"]
        let given = forms.filter { node[$0] != nil }
        guard given.count == 1, let form = given.first, let value = node[form] else {
            problems.append(
                Finding(
                    code: Code.componentInvalid, severity: .error,
                    message: given.isEmpty
                        ? "the credential `\(entry.key)` does not say how it is made"
                        : "the credential `\(entry.key)` says in \(given.count) ways how it is made",
                    place: entry.keyPlace ?? node.place, hint: "give exactly one of: " + forms.joined(separator: ", ")))
            return nil
        }
        guard let recipe = recipe(form: form, value: value, node: node, problems: &problems) else { return nil }
        return CredentialDeclaration(
            name: entry.key, recipe: recipe, immutable: node["immutable"]?.string, place: entry.keyPlace ?? node.place)
    }

    private static func recipe(form: String, value: Node, node: Node, problems: inout [Finding]) -> Recipe? {
        switch form {
        case "random":
            return .random(
                alphabet: value["alphabet"]?.string.flatMap(Recipe.Alphabet.init) ?? .alphanumeric,
                length: Int(value["length"]?.integer ?? 40), prefix: value["prefix"]?.string ?? "")
        case "bcrypt": return .bcrypt(of: value.string ?? "")
        case "keyPair":
            return .keyPair(
                value.string.flatMap(Recipe.Algorithm.init) ?? .rsa, bits: bits(node))
        case "certificate":
            return .certificate(
                commonName: value["commonName"]?.string ?? "", days: Int(value["days"]?.integer ?? 3650),
                key: value["key"]?.string.flatMap(Recipe.Algorithm.init) ?? .rsa, bits: bits(node))
        case "text": return referenceText(value, problems: &problems).map(Recipe.text)
        case "ask":
            return .ask(
                prompt: value["prompt"]?.string ?? "", environment: value["env"]?.string ?? "",
                optional: value["optional"]?.bool ?? false)
        case "existing": return .existing(key: value.string ?? "")
        case "shared": return .shared(value.string ?? "")
        default: return .fixed(value.string ?? "")
        }
    }

    /// 3072 bits are as strong as 128 of a symmetric key (NIST SP 800-57, part 1), and made in a fifth of the time of 4096.
    private static func bits(_ node: Node) -> Int { Int(node["bits"]?.integer ?? 3072) }

    /// Reads a Secret.
    static func secret(_ entry: Mapping.Entry, problems: inout [Finding]) -> SecretDeclaration {
        let node = entry.value
        var entries: [SecretDeclaration.Entry] = []
        for item in node["data"]?.mapping?.entries ?? [] {
            let place = item.keyPlace ?? item.value.place
            let content: SecretDeclaration.Content
            if let name = item.value.string ?? item.value["from"]?.string {
                content = .credential(name)
            } else if let text = item.value["text"] {
                guard let parsed = referenceText(text, problems: &problems) else { continue }
                content = .text(parsed)
            } else if let name = item.value["sha256"]?.string {
                content = .sha256(name)
            } else {
                problems.append(
                    Finding(
                        code: Code.componentInvalid, severity: .error,
                        message: "the key `\(item.key)` of the Secret `\(entry.key)` does not say what it holds",
                        place: place,
                        hint: "give a credential's name, or one of from, text, sha256"))
                continue
            }
            entries.append(.init(key: item.key, each: item.value["each"]?.string, content: content, place: place))
        }
        return SecretDeclaration(
            name: entry.key, type: node["type"]?.string ?? "Opaque", labels: node["labels"]?.stringPairs ?? [],
            entries: entries)
    }

    private static func referenceText(_ node: Node, problems: inout [Finding]) -> ReferenceText? {
        do throws(ReferenceTextError) {
            return try ReferenceText(node.string ?? "")
        } catch {
            problems.append(
                Finding(code: Code.componentInvalid, severity: .error, message: error.message, place: node.place))
            return nil
        }
    }
}
