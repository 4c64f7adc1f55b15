internal import Glibc
internal import Host

/// The functions of `libhelm_c` that are used, looked up by name.
///
/// A Go runtime lives in the library: it is never closed again, and whoever installs signal handlers must use
/// SA_ONSTACK. The library is thread-safe.
final class HelmLibrary: Sendable {
    typealias Text = UnsafePointer<CChar>
    typealias TextOut = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    typealias HandleOut = UnsafeMutablePointer<UInt64>

    typealias Version = @convention(c) @Sendable () -> UnsafeMutablePointer<CChar>?
    typealias Count = @convention(c) @Sendable () -> Int64
    typealias Free = @convention(c) @Sendable (UnsafeMutablePointer<CChar>) -> Void
    typealias Load = @convention(c) @Sendable (Text, HandleOut, TextOut) -> Int32
    typealias LoadArchive = @convention(c) @Sendable (UnsafePointer<UInt8>, UInt64, HandleOut, TextOut) -> Int32
    typealias Close = @convention(c) @Sendable (UInt64, TextOut) -> Int32
    typealias Read = @convention(c) @Sendable (UInt64, TextOut, TextOut) -> Int32
    typealias Check = @convention(c) @Sendable (UInt64, Text, TextOut) -> Int32
    typealias Save = @convention(c) @Sendable (UInt64, Text, TextOut, TextOut) -> Int32
    typealias Render = @convention(c) @Sendable (UInt64, Text, Text, TextOut, TextOut) -> Int32

    let sdkVersion: Version
    let openHandles: Count
    let freeText: Free
    let load: Load
    let loadArchive: LoadArchive
    let closeChart: Close
    let metadata: Read
    let values: Read
    let crds: Read
    let dependencies: Read
    let save: Save
    let validate: Check
    let render: Render
    let pull: Render
    /// What speaks to a cluster, or why an old library cannot.
    private let releaseFunctions: Result<ReleaseFunctions, HelmFailure>

    /// Opens a library.
    ///
    /// - Parameter path: its file.
    /// - Throws: why it cannot be used.
    init(opening path: Path) throws(HelmFailure) {
        GoSettings.make()
        // Local, so that the library's own copies of common symbols cannot replace those of this process.
        guard let handle = dlopen(path.string, RTLD_NOW | RTLD_LOCAL) else {
            let reason = dlerror().map { String(cString: $0) } ?? "unknown reason"
            throw HelmFailure(.libraryMissing, "cannot open Helm's library: \(reason)", hint: HelmLibraryPlaces.remedy)
        }
        let symbols = HelmSymbols(handle: handle, path: path)
        sdkVersion = try symbols.find("helm_sdk_version", as: Version.self)
        openHandles = try symbols.find("helm_open_handles_count", as: Count.self)
        freeText = try symbols.find("helm_free_string", as: Free.self)
        load = try symbols.find("helm_chart_load", as: Load.self)
        loadArchive = try symbols.find("helm_chart_load_archive", as: LoadArchive.self)
        closeChart = try symbols.find("helm_chart_free", as: Close.self)
        metadata = try symbols.find("helm_chart_metadata", as: Read.self)
        values = try symbols.find("helm_chart_values", as: Read.self)
        crds = try symbols.find("helm_chart_crds", as: Read.self)
        dependencies = try symbols.find("helm_chart_dependencies", as: Read.self)
        save = try symbols.find("helm_chart_save", as: Save.self)
        validate = try symbols.find("helm_schema_validate", as: Check.self)
        render = try symbols.find("helm_render", as: Render.self)
        pull = try symbols.find("helm_pull", as: Render.self)
        do throws(HelmFailure) { releaseFunctions = .success(try ReleaseFunctions(symbols)) } catch {
            releaseFunctions = .failure(error)
        }
    }

    /// The functions that speak to a cluster.
    ///
    /// - Throws: ``HelmFailure/Kind/libraryMissing`` when the library is too old to have them.
    func releases() throws(HelmFailure) -> ReleaseFunctions { try releaseFunctions.get() }
}

/// The names in an open library.
struct HelmSymbols {
    let handle: UnsafeMutableRawPointer
    let path: Path

    func find<Function>(_ name: String, as type: Function.Type) throws(HelmFailure) -> Function {
        guard let symbol = dlsym(handle, name) else {
            throw HelmFailure(
                .libraryMissing, "\(path) has no function \(name), so it is another library or an old one",
                hint: HelmLibraryPlaces.remedy)
        }
        return unsafeBitCast(symbol, to: type)
    }
}

extension HelmLibrary {
    /// Makes a call that hands out a text, and takes the text over.
    ///
    /// - Parameter call: the call, given where to put the text and where to put the error.
    /// - Returns: the text.
    /// - Throws: what the library says is wrong.
    func text(_ call: (TextOut, TextOut) -> Int32) throws(HelmFailure) -> [UInt8] {
        var result: UnsafeMutablePointer<CChar>?
        var error: UnsafeMutablePointer<CChar>?
        let code = call(&result, &error)
        let bytes = take(result)
        try check(code, take(error))
        return bytes
    }

    /// Makes a call that hands out a handle.
    func handle(_ call: (HandleOut, TextOut) -> Int32) throws(HelmFailure) -> UInt64 {
        var result: UInt64 = 0
        var error: UnsafeMutablePointer<CChar>?
        let code = call(&result, &error)
        try check(code, take(error))
        return result
    }

    /// Makes a call that hands out nothing.
    func status(_ call: (TextOut) -> Int32) throws(HelmFailure) {
        var error: UnsafeMutablePointer<CChar>?
        let code = call(&error)
        try check(code, take(error))
    }

    /// Copies a text of the library and gives it back.
    func take(_ text: UnsafeMutablePointer<CChar>?) -> [UInt8] {
        guard let text else { return [] }
        defer { freeText(text) }
        return Array(UnsafeRawBufferPointer(start: text, count: strlen(text)))
    }

    private func check(_ code: Int32, _ message: [UInt8]) throws(HelmFailure) {
        guard code != 0 else { return }
        let text = String(decoding: message, as: UTF8.self)
        throw HelmFailure(.init(code: code, message: text), parsing: text)
    }
}
