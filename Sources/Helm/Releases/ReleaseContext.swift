/// A way to cancel a change that the library is at; closed with this object.
final class ReleaseContext: Sendable {
    private let cluster: HelmCluster
    let handle: UInt64

    init(_ cluster: HelmCluster) throws(HelmFailure) {
        self.cluster = cluster
        let open = cluster.functions.newContext
        handle = try cluster.library.handle { open($0, $1) }
    }

    deinit {
        let close = cluster.functions.closeContext
        // An error here could only say that the handle is not open.
        try? cluster.library.status { close(handle, $0) }
    }

    /// Cancels the change; any thread may, as often as it likes.
    func cancel() {
        let cancel = cluster.functions.cancelContext
        try? cluster.library.status { cancel(handle, $0) }
    }
}
