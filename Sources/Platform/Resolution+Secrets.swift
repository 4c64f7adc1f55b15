import Catalog

extension Resolution {
    /// The member that brings secret values into the cluster; nil if nobody needs any.
    public var secretDelivery: Member? {
        let bound = bindings.first { $0.offer.capability == "secret-delivery" }
        return bound.flatMap { member($0.provider) }
            ?? members.first { $0.component.provides("secret-delivery") }
    }

    /// The namespaces in which something opens sealed values.
    public var sealingNamespaces: [String] {
        members.filter { $0.component.secretDeliveryKind == "sealed-secrets" }.map(\.namespace)
    }
}
