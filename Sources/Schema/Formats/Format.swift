/// The string forms a schema can ask for by `format`. Each is one hand-written scanner: no regular expressions.
enum Format: String, CaseIterable, Sendable {
    case dnsLabel = "dns-label"
    case dnsName = "dns-name"
    case email
    case uri
    case gitURL = "git-url"
    case kubernetesVersion = "kubernetes-version"
    case quantity
    case duration
    case semver
    case ociImage = "oci-image"
    case dottedPath = "dotted-path"
    case envName = "env-name"
    case locale
    case cron
    case cidr
    case pathAbsolute = "path-absolute"

    /// No format describes anything longer; a scanner never sees more.
    static let longest = 4096

    /// Whether the string has this form.
    func accepts(_ string: String) -> Bool {
        let bytes = Array(string.utf8.prefix(Self.longest + 1))
        guard bytes.count <= Self.longest else { return false }
        let text = bytes[...]
        return switch self {
        case .dnsLabel: NameForms.isDNSLabel(text)
        case .dnsName: NameForms.isDNSName(text)
        case .email: NameForms.isEmail(text)
        case .uri: AddressForms.isURI(text)
        case .gitURL: AddressForms.isGitURL(text)
        case .kubernetesVersion: VersionForms.isKubernetesVersion(text)
        case .quantity: AmountForms.isQuantity(text)
        case .duration: AmountForms.isDuration(text)
        case .semver: VersionForms.isSemanticVersion(text)
        case .ociImage: ImageForm.isImage(text)
        case .dottedPath: NameForms.isDottedPath(text)
        case .envName: NameForms.isEnvironmentName(text)
        case .locale: NameForms.isLocale(text)
        case .cron: CronForm.isSchedule(text)
        case .cidr: AddressForms.isCIDR(text)
        case .pathAbsolute: NameForms.isAbsolutePath(text)
        }
    }

    /// The form with its article, as messages say it.
    var phrase: String {
        switch self {
        case .dnsLabel: "a DNS label"
        case .dnsName: "a DNS name"
        case .email: "an e-mail address"
        case .uri: "an absolute http, https or oci address"
        case .gitURL: "the address of a Git repository"
        case .kubernetesVersion: "a Kubernetes version"
        case .quantity: "a quantity"
        case .duration: "a duration"
        case .semver: "a semantic version"
        case .ociImage: "an image reference"
        case .dottedPath: "a dotted path"
        case .envName: "the name of an environment variable"
        case .locale: "a locale"
        case .cron: "a cron schedule"
        case .cidr: "an address range"
        case .pathAbsolute: "an absolute path"
        }
    }

    /// How to write it.
    var hint: String {
        switch self {
        case .dnsLabel: "use lower case letters, digits and dashes, at most 63, such as `open-webui`"
        case .dnsName: "use lower case labels joined by dots, such as `ai.example.org`"
        case .email: "such as `ops@example.org`"
        case .uri: "such as `https://auth.example.org/realms/main`, without a user name or password in it"
        case .gitURL: "such as `https://git.example.org/ops/platform.git` or `git@git.example.org:ops/platform.git`"
        case .kubernetesVersion: "such as `\"1.33\"` or `\"1.33.2\"`"
        case .quantity: "such as `80Gi`, `500m` or `2`"
        case .duration: "whole numbers with the units d, h, m and s from large to small, such as `30d` or `1h30m`"
        case .semver: "such as `1.2.3` or `1.2.3-rc.1`"
        case .ociImage: "such as `ghcr.io/example/app:1.2.3`"
        case .dottedPath: "such as `image.tag`"
        case .envName: "use letters, digits and underscores, not beginning with a digit, such as `LOG_LEVEL`"
        case .locale: "such as `da-DK`"
        case .cron: "five fields, minute hour day month weekday, such as `30 2 * * 0`"
        case .cidr: "such as `10.0.0.0/16` or `fd00::/8`"
        case .pathAbsolute: "begin with `/` and leave out `.`, `..` and empty steps, such as `/health/ready`"
        }
    }
}
