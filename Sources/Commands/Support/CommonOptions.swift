import CommandTree
import Diagnostics
import Host

/// Options and arguments that several commands take.
enum CommonOptions {
    /// The platform file.
    static let file = Positional(
        "FILE", help: "The platform file.", defaultText: "./platform.yaml", isOptional: true, completion: .file)

    /// What every verb that reads a platform takes.
    static let platform = [
        Option("environment", short: "e", value: "NAME", help: "Merge environments/NAME.yaml over the platform file."),
        Option(
            "catalog", value: "DIR", help: "A folder with components of your own; they win over built-in ones.",
            isRepeatable: true,
            completion: .directory),
        Option(
            "delivery", value: "ENGINE", help: "Deliver by argocd, helm or podman, whatever the platform file says."),
    ]

    /// Where the credential store and its key are.
    static let store = [
        Option(
            "store", value: "FILE", help: "The credential store.", defaultText: "secrets.age beside FILE",
            completion: .file),
        Option(
            "identity", short: "i", value: "FILE", help: "The age identity that opens the store.",
            defaultText: "$FAIRLEAD_IDENTITY, then ~/.config/fairlead/identity.txt", completion: .file),
    ]

    /// Where the tree is written.
    static let out = Option(
        "out", value: "DIR", help: "Folder of the delivery tree.", defaultText: "./out/<name>", completion: .directory)

    /// The sealing certificate.
    static let certificate = Option(
        "certificate", value: "FILE", help: "Seal to this certificate (PEM) of a running controller.",
        defaultText: "the key pair in the store", completion: .file)
}
