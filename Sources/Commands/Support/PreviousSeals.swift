import Crypto
import Delivery
import Host
import Secrets
import Values

/// What stands sealed in the tree: the fingerprints of the lock with the ciphertexts of the files.
enum PreviousSeals {
    /// Reads the seals of a tree. A file that is missing or was changed by hand counts for nothing: its values are sealed anew.
    ///
    /// - Parameters:
    ///   - folder: the tree.
    ///   - lock: its lock.
    static func read(_ folder: Path, lock: Lock?) -> Seals {
        var seals = Seals()
        guard let lock else { return seals }
        for (path, hash) in lock.files where path.hasBytes(of: "/sealedsecret-") && path.hasSuffix(".yaml") {
            guard let bytes = try? Files.read(folder / path, limit: 4 << 20), Hex.encode(Hash.sha256(bytes)) == hash,
                let node = try? YAML.parseSingle(bytes, file: path),
                let namespace = node.at("metadata", "namespace")?.string,
                let name = node.at("metadata", "name")?.string
            else { continue }
            for entry in node.at("spec", "encryptedData")?.mapping?.entries ?? [] {
                guard let fingerprint = lock.seals["\(namespace)/\(name)"]?[entry.key],
                    let ciphertext = entry.value.string
                else { continue }
                seals[namespace, name, entry.key] = Seals.Seal(fingerprint: fingerprint, ciphertext: ciphertext)
            }
        }
        return seals
    }
}
