import Host

/// The shell script that runs the programs of one cluster.
///
/// It takes one command a line: `stop-server`, `start-server`, `freeze-server`, `thaw-server`. At the end of its input it ends
/// everything with SIGKILL, since nothing in the folder is to be kept.
struct ServerScript {
    var assets: ClusterAssets
    var directory: Path
    var etcd: (client: Int, peer: Int)
    var serverPort: Int
    var managerPort: Int
    var hasControllers: Bool
    var etcdFlags: [String]
    var serverFlags: [String]

    static let controllers = "namespace,garbagecollector,serviceaccount,serviceaccount-token,root-ca-cert-publisher"

    var text: String {
        let store = [
            "--data-dir", "\(directory)/etcd", "--listen-client-urls", "http://127.0.0.1:\(etcd.client)",
            "--advertise-client-urls", "http://127.0.0.1:\(etcd.client)", "--listen-peer-urls",
            "http://127.0.0.1:\(etcd.peer)", "--initial-advertise-peer-urls", "http://127.0.0.1:\(etcd.peer)",
            "--initial-cluster", "default=http://127.0.0.1:\(etcd.peer)",
        ]
        let server = [
            "--etcd-servers", "http://127.0.0.1:\(etcd.client)", "--secure-port", String(serverPort),
            "--bind-address", "127.0.0.1", "--advertise-address", "127.0.0.1", "--cert-dir", "\(directory)/certs",
            "--service-account-key-file", "\(directory)/sa.key", "--service-account-signing-key-file",
            "\(directory)/sa.key", "--service-account-issuer", "https://kubernetes.default.svc",
            "--service-cluster-ip-range", "10.0.0.0/24", "--token-auth-file", "\(directory)/tokens.csv",
            "--authorization-mode", "RBAC", "--allow-privileged=true",
        ]
        let manager = [
            "--kubeconfig", "\(directory)/kubeconfig", "--controllers", Self.controllers, "--leader-elect=false",
            "--bind-address", "127.0.0.1", "--secure-port", String(managerPort), "--cert-dir",
            "\(directory)/certs-manager", "--service-account-private-key-file", "\(directory)/sa.key",
            "--root-ca-file", "\(directory)/certs/apiserver.crt",
        ]
        return """
            directory=\(quote(directory.string))
            etcd= server= manager=
            start_server() {
                \(line(assets.apiServer, server + serverFlags)) >>"$directory/server.log" 2>&1 </dev/null &
                server=$!
            }
            # Not synchronising makes writes ten times as quick; etcd 3.4 and later know the flag under one of two names.
            fsync=
            \(quote(assets.etcd)) --help 2>&1 | grep -q unsafe-no-fsync && fsync=--unsafe-no-fsync
            \(line(assets.etcd, store + etcdFlags)) $fsync >"$directory/etcd.log" 2>&1 </dev/null &
            etcd=$!
            start_server
            while read -r command; do
                case $command in
                stop-server) kill -KILL $server; wait $server ;;
                start-server) start_server ;;
                freeze-server) kill -STOP $server ;;
                thaw-server) kill -CONT $server ;;
                start-manager)
                    \(hasControllers ? line(assets.controllerManager ?? "false", manager) : "false") >"$directory/manager.log" 2>&1 </dev/null &
                    manager=$! ;;
                esac
            done
            for process in $server $manager $etcd; do kill -KILL $process; done
            wait
            rm -rf "$directory"
            """
    }

    private func line(_ program: String, _ arguments: [String]) -> String {
        ([program] + arguments).map(quote).joined(separator: " ")
    }

    private func quote(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}
