import Catalog
package import Diagnostics
import Rendering
import Values

/// No secret stands in what goes to Git: neither in a variable, nor in values, nor in a URL.
package struct LiteralSecretRule: Guideline {
    package static let code = Code.literalSecret
    package init() {}

    private static let endings = [
        "password", "passwd", "secret", "token", "apikey", "secretkey", "masterkey", "saltkey", "privatekey",
        "accesskey", "encryptionkey",
    ]
    private static let shortest = 8
    private static let known: Set<String> = [
        "admin", "changeme", "change-me", "password", "secret", "root", "test", "prom-operator",
    ]

    package func findings(_ input: GuidelineInput) -> [Finding] {
        let names = Self.names(input)
        return input.trees.flatMap { tree in
            tree.settings.compactMap { setting -> Finding? in
                guard let text = setting.value.string else { return nil }
                let isSecret = Self.isSecretKey(setting) && Self.isLiteral(text, names: names)
                guard isSecret || Self.hasPasswordInURL(text) else { return nil }
                return Finding(
                    code: Self.code, message: "`\(setting.key)` is a literal secret",
                    place: input.place(setting.value, of: tree.component), component: tree.component,
                    cause: "at \(setting.path) of \(tree.title): it would stand in Git for everybody to read",
                    hint: "declare it under `credentials` and `secrets` of the component and refer to the Secret")
            } + Self.plainSecret(tree, input)
        }
    }

    /// A rendered Secret with values in it.
    private static func plainSecret(_ tree: RenderedTree, _ input: GuidelineInput) -> [Finding] {
        guard let object = tree.object, object.kind == "Secret", object.group.isEmpty else { return [] }
        let keys = ["data", "stringData"].flatMap { object.node[$0]?.mapping?.entries ?? [] }.filter {
            $0.value.string?.isEmpty == false
        }
        guard let first = keys.first else { return [] }
        return [
            Finding(
                code: code, message: "the Secret `\(object.name)` has its values in the manifest",
                place: input.place(first.value, of: tree.component), component: tree.component,
                hint: "declare it under `secrets` of the component; Fairlead delivers it sealed")
        ]
    }

    /// Names of Secrets and their keys: a value that is one of them is a reference.
    private static func names(_ input: GuidelineInput) -> Set<String> {
        var names: Set<String> = []
        for secret in input.rendering.secrets {
            names.insert(secret.name)
            names.formUnion(secret.data.map(\.key))
        }
        for facts in input.rendering.facts {
            if let name = facts.secretName { names.insert(name) }
            names.formUnion(facts.secretKeys.map(\.key))
        }
        for tree in input.trees { if let object = tree.object { names.insert(object.name) } }
        return names
    }

    private static func isSecretKey(_ setting: Setting) -> Bool {
        let plain = setting.plainKey
        if plain.hasPrefix("existing") { return false }
        return endings.contains { plain.hasSuffix($0) } || (setting.isVariable && setting.key.hasSuffix("_KEY"))
    }

    private static func isLiteral(_ text: String, names: Set<String>) -> Bool {
        if known.contains(text.lowercased()) { return true }
        guard text.utf8.count >= shortest, !names.contains(text) else { return false }
        // Paths, URLs and references of shells, of Grafana, of LiteLLM and of templates.
        if text.contains("/") || text.contains("$") || text.contains("{{") || text.contains(" ") || text.contains("%") {
            return false
        }
        // A number is a length or a lifetime, and true is a switch.
        return Double(text) == nil
            && !["true", "false", "disabled", "required", "optional"].contains(text.lowercased())
    }

    /// `scheme://user:password@host` with a password that is no reference.
    private static func hasPasswordInURL(_ text: String) -> Bool {
        guard text.utf8.count < 4096, let scheme = text.firstRange(of: "://") else { return false }
        let authority = text[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != " " && $0 != "\n" }
        guard let at = authority.lastIndex(of: "@"), let colon = authority[..<at].firstIndex(of: ":") else {
            return false
        }
        let password = authority[authority.index(after: colon)..<at]
        return !password.isEmpty && !password.contains { "${}()%<>".contains($0) }
    }
}
