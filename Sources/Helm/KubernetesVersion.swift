/// The forms in which people and clusters write Kubernetes versions.
enum KubernetesVersion {
    /// The version as a cluster reports it: `1.33` becomes `v1.33.0`. Charts compare it as a semantic version, which has
    /// three parts. What is no version is left for Helm to refuse.
    static func full(_ text: String) -> String {
        let bare = text.utf8.first == UInt8(ascii: "v") ? String(text.dropFirst()) : text
        let parts = bare.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let isShort = parts.count == 2 && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } }
        return "v" + bare + (isShort ? ".0" : "")
    }

    /// The second number, as in 33 of `v1.33.2`.
    static func minor(_ text: String) -> Int? {
        let parts = full(text).utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count > 1 ? Int(String(decoding: Array(parts[1]), as: UTF8.self)) : nil
    }
}
