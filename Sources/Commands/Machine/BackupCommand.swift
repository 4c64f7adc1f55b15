import CommandTree
import Host
import Operations
import Secrets
import Values

extension Command {
    static let backup = Command(
        "backup",
        summary: "Write everything that the platform keeps on this machine into one encrypted file.",
        discussion: """
            The volumes, the credential store and the platform file. What runs is stopped while its volumes are read, and started again
            afterwards. The file is encrypted to who can open the store; it is a tar of age files, for `tar` and `age` if there is no Fairlead.
            Keep the identity elsewhere: without it nobody opens the file.
            """,
        group: "Live",
        examples: [.init("fairlead backup corner-2026-07-01.tar", "a copy of everything")],
        options: LiveOptions.all + [StatusArguments.file, .output],
        arguments: [Positional("BACKUP", help: "The file to write.", completion: .file)]
    ) { invocation in
        let session = try MachineOnly.open(invocation)
        guard let vault = session.opened.vault else {
            throw CommandFailure("there is no credential store yet", status: .failure, hint: "run `fairlead up` first")
        }
        let file = Path(try invocation.required("BACKUP"))
        let workspace = session.opened.workspace
        let beside = [
            (name: MachineBackupFiles.store, bytes: try Files.read(vault.file.path)),
            (name: MachineBackupFiles.platform, bytes: try Files.read(workspace.file)),
        ]
        return try MachineBackupFiles.telling {
            let count = try session.alone(invocation) {
                try MachineBackup(session.context, key: vault.key, recipients: vault.store.recipients).write(
                    file, beside: beside
                ) { invocation.say($0) }
            }
            try invocation.emit(["file": Node(.string(file.string)), "volumes": Node(.integer(Int64(count)))]) {
                "\(file): \(count) volumes and the credential store\n"
            }
        }
    }

    static let restore = Command(
        "restore",
        summary: "Bring back what `backup` wrote, onto a machine where the platform is not.",
        discussion: """
            Volumes are made anew; one that is there already is never written over. The credential store comes back too, if there is none, or
            with --overwrite. Then `fairlead up` starts everything.
            """,
        group: "Live",
        examples: [.init("fairlead restore corner-2026-07-01.tar", "everything as it was; `up` then starts it")],
        options: LiveOptions.all + [
            StatusArguments.file, Option("overwrite", help: "Write over a credential store that differs."), .output,
        ],
        arguments: [Positional("BACKUP", help: "The file to read.", completion: .file)]
    ) { invocation in
        let session = try MachineOnly.open(invocation)
        let file = Path(try invocation.required("BACKUP"))
        let (path, key) = try Vault.key(session.opened.workspace, invocation)
        return try MachineBackupFiles.telling {
            let backup = MachineBackup(session.context, key: key, recipients: key.recipients)
            let files = try session.alone(invocation) { try backup.restore(file) { invocation.say($0) } }
            if let store = files[MachineBackupFiles.store] {
                let present = Files.exists(path) ? try Files.read(path) : nil
                if present == nil || invocation.flag("overwrite") {
                    try Files.writeAtomically(path, store)
                } else if present != store {
                    invocation.say(
                        "the credential store \(path) differs from the one of the backup, and stays: see --overwrite")
                }
            }
            try invocation.emit(["restored": true]) { "restored; `fairlead up` starts it\n" }
        }
    }
}

/// What is in a backup beside the volumes.
enum MachineBackupFiles {
    static let store = "secrets.age"
    static let platform = "platform.yaml"

    /// Gives a backup's own failures to the person who asked.
    static func telling(_ body: () throws -> Void) throws -> ExitStatus {
        do { try body() } catch let failure as ArchiveFailure {
            throw CommandFailure(failure.description, status: .failure)
        } catch let failure as MigrationFailure {
            throw CommandFailure(failure.description, status: .failure, hint: failure.hint)
        }
        return .success
    }
}
