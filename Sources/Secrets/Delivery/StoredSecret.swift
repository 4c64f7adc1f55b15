import Crypto
import Rendering
import Values

/// What the objects of all operators that read a store have in common.
struct StoredSecret {
    let secret: SecretObject
    let labels: [(String, String)]

    /// Nothing of it is secret, and so nothing of it is in the store.
    var isOpen: Bool { StoreLayout.values(of: secret).isEmpty }

    var metadata: Node {
        [
            "name": Node(.string(secret.name)), "namespace": Node(.string(secret.namespace)), "labels": labelNode,
        ]
    }

    var labelNode: Node {
        let all = labels + [(Mark.component, secret.component)] + secret.labels
        return Node(.mapping(Mapping(all.map { ($0.0, Node(.string($0.1))) })))
    }

    /// The Secret itself, for one that is open.
    var object: Node {
        let data = secret.data.map { key, parts in
            let texts = parts.compactMap { if case .literal(let text) = $0 { text } else { nil } }
            // As the cluster itself has it, so that comparing finds no difference.
            return (key, Node(.string(Base64.encode(Array(texts.joined().utf8)))))
        }
        return [
            "apiVersion": "v1", "kind": "Secret", "metadata": metadata, "type": Node(.string(secret.type)),
            "data": Node(.mapping(Mapping(data))),
        ]
    }
}
