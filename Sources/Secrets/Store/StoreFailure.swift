public import Crypto
public import Diagnostics
public import Host

/// Why a store's file cannot be read or written.
public struct StoreFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kinds of failure.
    public enum Reason: Sendable, Equatable {
        /// The system refused to let it be read.
        case file(FileFailure)
        /// The system refused to let it be written.
        case unwritable(FileFailure)
        /// It is encrypted to others, or with a passphrase instead of to keys; these were tried.
        case cannotBeOpened(tried: [AgeRecipient])
        /// It is encrypted with another passphrase, or to keys.
        case wrongPassphrase
        /// It ends too early.
        case truncated
        /// It was changed or damaged after it was written.
        case tampered
        /// It is not an age file.
        case notAge
        /// It breaks a rule of the age format, or a limit; the text says which.
        case broken(String)
        /// It was opened, and what is inside is no store that can be used.
        case content(StoreTextError)
        /// Another process is using it.
        case locked
        /// It is not as it was when it was read, or it appeared meanwhile.
        case changedMeanwhile
        /// Whoever saves it could not open it again.
        case lockedOut
        /// It has recipients and is to be saved with a passphrase, which age does not mix.
        case recipientsWithPassphrase
        /// OpenSSL or the entropy source failed.
        case cryptography(String)
    }

    /// What kind of failure it is.
    public let reason: Reason
    /// The store's file.
    public let path: Path

    /// One sentence, lower case, no full stop.
    public var description: String { finding.message }

    /// The failure as it is shown.
    public var finding: Finding {
        switch reason {
        case .file(let failure):
            Finding(code: Code.storeUnreadable, message: failure.description, hint: failure.hint)
        case .unwritable(let failure):
            Finding(code: Code.cannotWrite, message: failure.description, hint: failure.hint)
        case .cannotBeOpened(let tried):
            unreadable(
                "cannot be decrypted with this key",
                cause: tried.isEmpty
                    ? "no key was tried"
                    : "it is not encrypted to " + tried.map(\.description).joined(separator: ", "),
                hint: "\(IdentitySource.ways); somebody who can open the store can add your recipient to it")
        case .wrongPassphrase:
            unreadable("cannot be decrypted with this passphrase", hint: IdentitySource.ways)
        case .truncated: unreadable("is cut short", hint: StoreFailure.restore)
        case .tampered: unreadable("was changed or damaged after it was written", hint: StoreFailure.restore)
        case .notAge: unreadable("is not an age file", hint: StoreFailure.restore)
        case .broken(let reason): unreadable("cannot be read", cause: reason, hint: StoreFailure.restore)
        case .content(let error): unreadable("cannot be used", cause: error.description, hint: contentHint(error))
        case .locked:
            Finding(
                code: Code.storeLocked, message: "another Fairlead is using the credential store `\(path)`",
                hint: "wait until the other run is finished, then try again")
        case .changedMeanwhile:
            Finding(
                code: Code.storeLocked,
                message: "the credential store `\(path)` was changed while this run was using it",
                cause: "saving would undo the other change", hint: "run the command again")
        case .lockedOut:
            unreadable(
                "would be encrypted to others only, and this key could not open it again",
                hint: "let another recipient remove you, or leave your own recipient in the list")
        case .recipientsWithPassphrase:
            unreadable(
                "has recipients and cannot be saved with a passphrase",
                hint: "use an identity file, or remove every recipient first")
        case .cryptography(let reason): unreadable("cannot be encrypted or decrypted", cause: reason)
        }
    }

    private static let restore = "take the last good version out of Git; no value was made in its place"

    private func contentHint(_ error: StoreTextError) -> String {
        switch error {
        case .newerVersion: "use the newer Fairlead"
        case .malformed: StoreFailure.restore
        case .notText: "give it as text, for example in base64"
        }
    }

    private func unreadable(_ what: String, cause: String? = nil, hint: String? = nil) -> Finding {
        Finding(
            code: Code.storeUnreadable, message: "the credential store `\(path)` \(what)", cause: cause, hint: hint)
    }
}
