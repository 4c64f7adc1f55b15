public import Diagnostics
public import Platform
public import Rendering

/// Everything that a report says. No secret value and no date is in it: the same platform gives the same bytes.
public struct ReportInput: Sendable {
    /// A credential, without its value.
    public struct Credential: Sendable {
        /// Its name.
        public var id: CredentialID
        /// How it is made, in words.
        public var how: String
        /// The component it belongs to.
        public var owner: String

        /// Names a credential.
        public init(id: CredentialID, how: String, owner: String) {
            self.id = id
            self.how = how
            self.owner = owner
        }
    }

    /// The platform's graph.
    public var resolution: Resolution
    /// Its order.
    public var plan: Plan
    /// Its values and manifests; nil leaves out who holds which credential, and shows images as the catalog writes
    /// them.
    public var rendering: Rendering?
    /// Every credential.
    public var credentials: [Credential]
    /// What was found.
    public var findings: [Finding]
    /// The version of Fairlead.
    public var version: String

    /// Gathers what a report says.
    public init(
        resolution: Resolution, plan: Plan, rendering: Rendering?, credentials: [Credential], findings: [Finding],
        version: String
    ) {
        self.resolution = resolution
        self.plan = plan
        self.rendering = rendering
        self.credentials = credentials
        self.findings = findings
        self.version = version
    }
}
