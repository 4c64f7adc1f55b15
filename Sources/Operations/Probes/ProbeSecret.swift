public import Platform

/// A credential that a check needs: where its value is, never the value.
public struct ProbeSecret: Sendable, Hashable {
    /// A key of a Kubernetes Secret.
    public struct Place: Sendable, Hashable {
        /// The namespace.
        public var namespace: String
        /// The Secret.
        public var name: String
        /// The key.
        public var key: String

        /// A place.
        ///
        /// - Parameters: as the properties say.
        public init(namespace: String, name: String, key: String) {
            self.namespace = namespace
            self.name = name
            self.key = key
        }
    }

    /// Its name in the credential store; nil where something in the cluster made it.
    public var credential: CredentialID?
    /// Where the consumer reads it; nil where no Secret holds it by itself.
    public var place: Place?

    /// A credential.
    ///
    /// - Parameters:
    ///   - credential: its name in the store.
    ///   - place: where the consumer reads it.
    public init(credential: CredentialID?, place: Place?) {
        self.credential = credential
        self.place = place
    }

    /// What people call it.
    public var name: String {
        credential?.description ?? place.map { "\($0.namespace)/\($0.name).\($0.key)" } ?? "a credential"
    }
}
