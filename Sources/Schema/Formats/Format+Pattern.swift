/// Patterns for editors, in the common part of ECMA-262 and Python. The scanners decide; a pattern may be a little wider
/// (the length of a whole name, the range of a port or of a cron field), never narrower.
extension Format {
    /// The regular expression for exported schemas.
    var pattern: String {
        let label = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?"
        let anyLabel = "[A-Za-z0-9]([-A-Za-z0-9]{0,61}[A-Za-z0-9])?"
        let host = "\(anyLabel)(\\.\(anyLabel))*"
        let authority = "(\(host)|\\[[0-9A-Fa-f:.]+\\])(:[1-9][0-9]{0,4})?"
        let text = "([-A-Za-z0-9._~!$&'()*+,;=:@/?#]|%[0-9A-Fa-f]{2})"
        let number = "(0|[1-9][0-9]*)"
        let user = "[A-Za-z0-9_][A-Za-z0-9._-]*"
        switch self {
        case .dnsLabel: return "^\(label)$"
        case .dnsName: return "^\(label)(\\.\(label))*$"
        case .email:
            let atom = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
            return "^\(atom)(\\.\(atom))*@\(host)$"
        case .uri: return "^(https?|oci)://\(authority)([/?#]\(text)*)?$"
        case .gitURL:
            return
                "^(https://\(authority)/\(text)+|ssh://(\(user)@)?\(authority)/\(text)+|\(user)@\(host):(?!//)\(text)+)$"
        case .kubernetesVersion: return "^\(number)\\.\(number)(\\.\(number))?$"
        case .quantity:
            return "^([0-9]+\\.?[0-9]*|\\.[0-9]+)([numkMGTPE]|[KMGTPE]i|[eE][+-]?[0-9]+)?$"
        case .duration: return "^(?=.)([0-9]{1,9}d)?([0-9]{1,9}h)?([0-9]{1,9}m)?([0-9]{1,9}s)?$"
        case .semver:
            let release = "(0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)"
            let build = "[0-9A-Za-z-]+"
            return "^v?\(number)\\.\(number)\\.\(number)(-\(release)(\\.\(release))*)?(\\+\(build)(\\.\(build))*)?$"
        case .ociImage:
            let step = "[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*"
            let digest = "(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})"
            return "^(\(host)(:[0-9]+)?/)?\(step)(/\(step))*(:[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?(@\(digest))?$"
        case .dottedPath: return "^[A-Za-z0-9_][A-Za-z0-9_-]*(\\.[A-Za-z0-9_][A-Za-z0-9_-]*)*$"
        case .envName: return "^[A-Za-z_][A-Za-z0-9_]*$"
        case .locale: return "^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$"
        case .cron: return "^[0-9*/,-]+ [0-9*/,-]+ [0-9*/,-]+ [0-9A-Za-z*/,-]+ [0-9A-Za-z*/,-]+$"
        case .cidr: return "^([0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)/[0-9]{1,3}$"
        case .pathAbsolute: return "^(?!.*/\\.{1,2}(/|$))(?!.*//)/[^\\u0000-\\u001f\\u007f]*$"
        }
    }

    /// Names that JSON Schema itself defines, with a meaning that agrees. (Its `duration` is another one: ISO 8601.)
    var isStandard: Bool {
        self == .email || self == .uri
    }
}
