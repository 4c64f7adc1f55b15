public import Values

/// A secret value that a component declares: how it comes into being, never the value itself.
public struct CredentialDeclaration: Sendable {
    /// The name inside of its component or offer.
    public var name: String
    /// How it is made.
    public var recipe: Recipe
    /// Why it must never change; nil if it may.
    public var immutable: String?
    /// The place in the component's file.
    public var place: Place?
}

/// How a credential comes into being.
public enum Recipe: Sendable, Equatable {
    /// Letters that random text is made of.
    public enum Alphabet: String, Sendable, CaseIterable { case hex, base64, alphanumeric, urlsafe }
    /// Key pair algorithms.
    public enum Algorithm: String, Sendable, CaseIterable { case rsa, ed25519 }

    /// Random text of `length` characters after `prefix`.
    case random(alphabet: Alphabet, length: Int, prefix: String)
    /// The bcrypt hash of another credential.
    case bcrypt(of: String)
    /// A key pair with the fields `private` and `public`; `bits` for RSA only.
    case keyPair(Algorithm, bits: Int)
    /// A self-signed certificate with the fields `certificate` and `private`; `bits` for RSA only.
    case certificate(commonName: String, days: Int, key: Algorithm, bits: Int)
    /// Composed of other credentials and properties.
    case text(ReferenceText)
    /// Given by a person.
    case ask(prompt: String, environment: String, optional: Bool)
    /// Made in the cluster by an operator, under this key of the binding's Secret.
    case existing(key: String)
    /// The provider's own credential, the same for every consumer.
    case shared(String)
    /// Not secret; a template.
    case fixed(String)
}

/// A Secret in a component's own namespace.
public struct SecretDeclaration: Sendable {
    /// What one key holds.
    public enum Content: Sendable, Equatable {
        /// A credential as it is.
        case credential(String)
        /// Composed text.
        case text(ReferenceText)
        /// The hexadecimal SHA-256 of a credential.
        case sha256(String)
    }
    /// One key of the Secret.
    public struct Entry: Sendable {
        /// The key; `{name}` and `{NAME}` stand for the party where `each` is set.
        public var key: String
        /// A requirement with `many`, or an offer: one entry for each engine or consumer.
        public var each: String?
        /// What it holds.
        public var content: Content
        /// The place in the component's file.
        public var place: Place?
    }
    /// The Secret's name.
    public var name: String
    /// Its type.
    public var type: String
    /// Its labels.
    public var labels: [(String, String)]
    /// Its keys.
    public var entries: [Entry]
}

/// Text with `${reference}` in it, taken apart.
public struct ReferenceText: Sendable, Equatable {
    /// How a value is written into the text.
    public enum Encoding: String, Sendable { case plain, url, base64 }
    /// A piece of the text.
    public enum Part: Sendable, Equatable {
        /// Text as it is.
        case literal(String)
        /// The value of a credential or a property.
        case reference(String, Encoding)
    }
    /// The pieces in order.
    public let parts: [Part]

    /// Takes a text apart.
    ///
    /// - Parameter text: literal text with `${name}`, `${name:url}` or `${name:base64}`; `$${` is a literal `${`.
    /// - Throws: ``ReferenceTextError`` if a brace is not closed or an encoding is unknown.
    public init(_ text: String) throws(ReferenceTextError) {
        var parts: [Part] = []
        var literal = ""
        var rest = Substring(text)
        while let dollar = rest.firstIndex(of: "$") {
            literal += rest[..<dollar]
            rest = rest[dollar...]
            if rest.hasPrefix("$${") {
                literal += "${"
                rest = rest.dropFirst(3)
            } else if rest.hasPrefix("${") {
                guard let end = rest.firstIndex(of: "}") else {
                    throw ReferenceTextError(message: "`${` is never closed")
                }
                let inner = rest[rest.index(rest.startIndex, offsetBy: 2)..<end]
                let pieces = inner.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
                guard let name = pieces.first, !name.isEmpty else {
                    throw ReferenceTextError(message: "`${}` names nothing")
                }
                let word = pieces.count > 1 ? String(pieces[1]) : "plain"
                guard let encoding = Encoding(rawValue: word) else {
                    throw ReferenceTextError(message: "unknown encoding `\(word)`; there are url and base64")
                }
                if !literal.isEmpty { parts.append(.literal(literal)) }
                literal = ""
                parts.append(.reference(String(name), encoding))
                rest = rest[rest.index(after: end)...]
            } else {
                literal += "$"
                rest = rest.dropFirst()
            }
        }
        literal += rest
        if !literal.isEmpty { parts.append(.literal(literal)) }
        self.parts = parts
    }

    /// The names that are referred to.
    public var references: [String] {
        parts.compactMap { if case .reference(let name, _) = $0 { name } else { nil } }
    }
}

/// Why a text with references could not be read.
public struct ReferenceTextError: Error, Sendable {
    /// The sentence.
    public let message: String
}
