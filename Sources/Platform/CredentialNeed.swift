public import Catalog
public import Values

/// A credential of a platform: how it is made and whose it is. Never its value.
public struct CredentialNeed: Sendable {
    /// Its name in the platform.
    public var id: CredentialID
    /// How it comes into being.
    public var recipe: Recipe
    /// The member that owns it.
    public var owner: String
    /// The member it is for, if it comes with a binding.
    public var consumer: String?
    /// Why it must never change; nil if it may.
    public var immutable: String?
    /// Where it is declared.
    public var place: Place?

    /// Whether only a person can give it.
    public var isAskedFor: Bool {
        if case .ask = recipe { return true }
        return false
    }

    /// Whether it may be absent.
    public var isOptional: Bool {
        if case .ask(_, _, optional: let optional) = recipe { return optional }
        return false
    }

    /// How it is made, in a few words.
    public var how: String {
        switch recipe {
        case .random(let alphabet, let length, let prefix):
            "random, \(length) \(alphabet.rawValue)" + (prefix.isEmpty ? "" : " after \(prefix)")
        case .bcrypt(let other): "bcrypt of \(other)"
        case .keyPair(.rsa, let bits): "RSA key pair, \(bits) bits"
        case .keyPair(.ed25519, _): "Ed25519 key pair"
        case .certificate(_, let days, let key, _): "self-signed certificate (\(key.rawValue)), \(days) days"
        case .text: "composed"
        case .ask(_, let environment, let optional): "asked for (\(environment))" + (optional ? ", optional" : "")
        case .existing, .shared, .fixed: "from elsewhere"
        }
    }
}

extension Resolution {
    /// Every credential whose value Fairlead keeps, in the order of their names.
    public var credentials: [CredentialNeed] {
        var needs: [CredentialNeed] = []
        for member in members {
            for credential in member.component.credentials {
                if case .text = credential.recipe { continue }
                needs.append(
                    CredentialNeed(
                        id: CredentialID(component: member.name, name: credential.name), recipe: credential.recipe,
                        owner: member.name,
                        consumer: nil, immutable: credential.immutable, place: credential.place))
            }
        }
        for binding in bindings {
            for credential in binding.offer.credentials {
                switch credential.recipe {
                case .existing, .shared, .fixed, .text: continue
                default: break
                }
                needs.append(
                    CredentialNeed(
                        id: CredentialID(binding: binding, field: credential.name), recipe: credential.recipe,
                        owner: binding.provider,
                        consumer: binding.consumer, immutable: credential.immutable, place: credential.place))
            }
        }
        return needs.sorted { $0.id < $1.id }
    }
}
