import Glibc

/// Functions that the C library has but that Swift does not import, because its headers hide them without `_GNU_SOURCE`.
///
/// They are looked up by name, so that no C target is needed for two calls.
enum GNUExtensions {
    private typealias MakePipe = @convention(c) (UnsafeMutablePointer<Int32>, Int32) -> Int32
    private typealias AddDirectory =
        @convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, UnsafePointer<CChar>) -> Int32

    private static let makePipe = symbol("pipe2").map { unsafeBitCast($0, to: MakePipe.self) }
    private static let addDirectory = symbol("posix_spawn_file_actions_addchdir_np").map {
        unsafeBitCast($0, to: AddDirectory.self)
    }

    /// Makes a pipe whose ends close on exec, pipe2(2).
    static func pipe(_ ends: inout [Int32]) -> Int32 {
        if let makePipe { return makePipe(&ends, O_CLOEXEC) }
        // Not atomic: a process started by another thread at this moment may inherit the ends.
        guard Glibc.pipe(&ends) == 0 else { return -1 }
        for descriptor in ends { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        return 0
    }

    /// Lets a child start in a directory (glibc 2.29 and later).
    ///
    /// - Returns: an error number, 0 for success.
    static func addDirectory(_ actions: inout posix_spawn_file_actions_t, _ directory: String) -> Int32 {
        guard let addDirectory else { return ENOSYS }
        return addDirectory(&actions, directory)
    }

    private static func symbol(_ name: String) -> UnsafeMutableRawPointer? {
        guard let program = dlopen(nil, RTLD_NOW) else { return nil }
        return dlsym(program, name)
    }
}
