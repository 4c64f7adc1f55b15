/// The functions of `libhelm_c` that speak to a cluster. A library without them still renders.
struct ReleaseFunctions: Sendable {
    typealias Text = HelmLibrary.Text
    typealias TextOut = HelmLibrary.TextOut
    typealias HandleOut = HelmLibrary.HandleOut

    typealias Configure = @convention(c) @Sendable (Text, HandleOut, TextOut) -> Int32
    typealias Open = @convention(c) @Sendable (HandleOut, TextOut) -> Int32
    typealias Change =
        @convention(c) @Sendable (UInt64, UInt64, UInt64, Text, Text, Text, Text, TextOut, TextOut) -> Int32
    typealias Ask = @convention(c) @Sendable (UInt64, Text, Text, TextOut, TextOut) -> Int32
    typealias List = @convention(c) @Sendable (UInt64, Text, TextOut, TextOut) -> Int32
    typealias RollBack = @convention(c) @Sendable (UInt64, Text, Text, TextOut) -> Int32

    let configure: Configure
    let closeConfiguration: HelmLibrary.Close
    let newContext: Open
    let cancelContext: HelmLibrary.Close
    let closeContext: HelmLibrary.Close
    let install: Change
    let upgrade: Change
    let uninstall: Ask
    let rollBack: RollBack
    let history: Ask
    let get: Ask
    let list: List

    /// Looks all of them up.
    ///
    /// - Parameter symbols: the library's names.
    /// - Throws: which one is missing.
    init(_ symbols: HelmSymbols) throws(HelmFailure) {
        configure = try symbols.find("helm_config_new", as: Configure.self)
        closeConfiguration = try symbols.find("helm_config_free", as: HelmLibrary.Close.self)
        newContext = try symbols.find("helm_context_new", as: Open.self)
        cancelContext = try symbols.find("helm_context_cancel", as: HelmLibrary.Close.self)
        closeContext = try symbols.find("helm_context_free", as: HelmLibrary.Close.self)
        install = try symbols.find("helm_install", as: Change.self)
        upgrade = try symbols.find("helm_upgrade", as: Change.self)
        uninstall = try symbols.find("helm_uninstall", as: Ask.self)
        rollBack = try symbols.find("helm_rollback", as: RollBack.self)
        history = try symbols.find("helm_history", as: Ask.self)
        get = try symbols.find("helm_get", as: Ask.self)
        list = try symbols.find("helm_list", as: List.self)
    }
}
