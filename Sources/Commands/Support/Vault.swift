import Catalog
import CommandTree
import Crypto
import Diagnostics
import Host
import Platform
import Secrets
import Values

/// The credential store of a platform, opened or made.
struct Vault {
    let file: StoreFile
    let key: StoreKey
    var store: CredentialStore
    /// Whether there was no store yet.
    let isNew: Bool

    /// Opens the store, or begins one.
    ///
    /// - Parameters:
    ///   - workspace: the platform.
    ///   - invocation: `--store`, `--identity` and the environment.
    /// - Throws: `FindingsError` if the store cannot be opened: a store is never replaced by a new one.
    static func open(_ workspace: Workspace, _ invocation: Invocation) throws -> Vault {
        let file = storeFile(workspace, invocation)
        do {
            let exists = try file.exists()
            let found = try IdentitySource(
                option: invocation.option("identity").map { Path($0) }, environment: invocation.environment
            )
            .resolve(storeExists: exists, store: file.path, entropy: SystemEntropy())
            if let note = found.note { invocation.say(note + "\n") }
            if let store = try file.load(found.key) {
                return Vault(file: file, key: found.key, store: store, isNew: false)
            }
            return Vault(
                file: file, key: found.key, store: try CredentialStore(for: found.key, entropy: SystemEntropy()),
                isNew: true)
        } catch let failure as StoreFailure {
            throw FindingsError(findings: [failure.finding])
        } catch let failure as IdentityFailure {
            throw FindingsError(findings: [failure.finding])
        }
    }

    /// The file of the store, and what opens it, whether or not there is one: for what else the same key opens.
    static func key(_ workspace: Workspace, _ invocation: Invocation) throws -> (Path, StoreKey) {
        let file = storeFile(workspace, invocation)
        do {
            let found = try IdentitySource(
                option: invocation.option("identity").map { Path($0) }, environment: invocation.environment
            ).resolve(storeExists: true, store: file.path, entropy: SystemEntropy())
            return (file.path, found.key)
        } catch {
            throw FindingsError(findings: [error.finding])
        }
    }

    /// Opens the store if there is one and its key is at hand; looking at a plan must not need the key.
    static func openIfPossible(_ workspace: Workspace, _ invocation: Invocation) throws -> Vault? {
        let file = storeFile(workspace, invocation)
        guard try file.exists() else { return nil }
        return try open(workspace, invocation)
    }

    private static func storeFile(_ workspace: Workspace, _ invocation: Invocation) -> StoreFile {
        invocation.option("store").map { StoreFile(Path($0)) }
            ?? StoreFile(beside: workspace.file, environment: workspace.environment)
    }

    /// Writes the store.
    mutating func save() throws {
        try Files.makeDirectories(file.path.parent)
        do {
            store = try file.save(store, key, entropy: SystemEntropy())
        } catch let failure as StoreFailure {
            throw FindingsError(findings: [failure.finding])
        }
    }

    /// Answers from the environment and, where somebody is there, from a prompt for what must be given.
    static func answers(_ invocation: Invocation) -> Answers {
        guard invocation.mayAsk else { return Answers(environment: invocation.environment) }
        return Answers(environment: invocation.environment) { need, question in
            // What is optional is never asked for: every example renders without a question.
            guard !need.isOptional else { return nil }
            return SecretBytes(try Prompt.passphrase("\(question): "))
        }
    }
}

extension Workspace {
    /// Asked-for credentials that the store or the environment has: offers that stand on one of the others are withdrawn.
    func answered(_ store: CredentialStore?, environment: Environment) -> AnsweredCredentials {
        AnsweredCredentials { id, variable in
            let isGiven =
                !variable.isEmpty
                && (environment.nonEmpty(variable) ?? environment.nonEmpty(variable + "_FILE")) != nil
            return isGiven || store?.get(id) != nil
        }
    }
}
