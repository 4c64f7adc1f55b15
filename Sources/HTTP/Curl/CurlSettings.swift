internal import Crypto

/// What holds for every request of one transport.
struct CurlSettings: Sendable {
    let tls: TLSSettings
    let authorities: PinnedBytes?
    let certificate: PinnedBytes?
    let key: PinnedBytes?
    /// Empty: none. The environment is never asked.
    let proxy: String
    let proxyPlace: String?
    let noProxy: String
    let userAgent: String
    let connectMilliseconds: Int
    let isCompressed: Bool
    let isHTTP2: Bool

    init(
        tls: TLSSettings, proxy: String?, noProxy: String?, userAgent: String, connectMilliseconds: Int,
        isCompressed: Bool, isHTTP2: Bool
    ) {
        self.tls = tls
        authorities = tls.authorities.map(PinnedBytes.init)
        certificate = tls.certificate.map(PinnedBytes.init)
        key = tls.key.map { $0.withBytes(PinnedBytes.init) }
        self.proxy = CurlSettings.resolvingFarAway(proxy ?? "")
        proxyPlace = CurlSettings.place(self.proxy)
        self.noProxy = noProxy ?? ""
        self.userAgent = userAgent
        self.connectMilliseconds = max(connectMilliseconds, 1)
        self.isCompressed = isCompressed
        self.isHTTP2 = isHTTP2
    }

    /// Refuses settings that libcurl would read in another way than they are meant.
    ///
    /// - Throws: `HTTPFailure` of the kind `request`.
    func check() throws {
        let schemes = ["http://", "https://", "socks5h://"]
        guard proxy.isEmpty || schemes.contains(where: proxy.lowercased().hasPrefix) else {
            throw HTTPFailure(.request, "the proxy is no URL of the kinds http, https and socks5")
        }
        guard let name = tls.serverName else { return }
        let isName = !name.isEmpty && name.utf8.allSatisfy { Authority.isNameByte($0) || Authority.isAddressByte($0) }
        guard isName else { throw HTTPFailure(.request, "the server name for TLS is no host name") }
    }

    // kubectl lets a SOCKS proxy look names up; a bastion knows names that this machine does not.
    private static func resolvingFarAway(_ proxy: String) -> String {
        let prefix = "socks5://"
        guard proxy.lowercased().hasPrefix(prefix) else { return proxy }
        return "socks5h://" + proxy.dropFirst(prefix.count)
    }

    // Host and port for messages; a proxy's URL often holds a password.
    private static func place(_ proxy: String) -> String? {
        guard !proxy.isEmpty else { return nil }
        let rest = proxy.utf8.split(separator: 0x40).last.map { String(decoding: $0, as: UTF8.self) } ?? ""
        let bare = rest.split(separator: "/").last(where: { !$0.hasSuffix(":") }) ?? ""
        return String(bare)
    }
}
