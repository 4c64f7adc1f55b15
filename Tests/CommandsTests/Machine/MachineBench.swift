import Crypto
import Host
import Platform
import Secrets
import Testing
import Values

/// A platform on one machine whose Podman is a stand-in: a box with a database, a disk and a secret.
struct MachineBench {
    let bench: Workbench
    var standIn: Path { bench.folder / "stand-in" }

    /// - Parameter bucket: whether the box keeps files in a bucket too.
    static func with(bucket: Bool = false, _ body: (MachineBench) throws -> Void) throws {
        try Files.withTemporaryDirectory { (folder: Path) throws in
            var bench = Workbench(folder: folder)
            for place in ["bin", "stand-in", "home"] { try Files.makeDirectories(folder / place) }
            let program = try Files.read(Path(#filePath).parent / "podman.py")
            try Files.writeAtomically(folder / "bin/podman", program, permissions: 0o755)
            bench.variables = [
                "PATH": "\(folder / "bin"):" + (Environment.process["PATH"] ?? "/usr/bin:/bin"),
                "STAND_IN": (folder / "stand-in").string, "XDG_RUNTIME_DIR": (folder / "home").string,
            ]
            let requirement = "    disk: {capability: block-storage}\n"
            let more = bucket ? requirement + "    files: {capability: bucket}\n" : requirement
            try bench.write(component.replacing(requirement, with: more), to: "catalog/box/component.yaml")
            try bench.write(manifest, to: "catalog/box/manifests/box.yaml")
            let members = bucket ? "{box: {}, minio: {}}\n  choose: {bucket: minio}" : "{box: {}}"
            try bench.write(platform.replacing("{box: {}}", with: members), to: "platform.yaml")
            try body(MachineBench(bench: bench))
        }
    }

    /// Runs the program to its end.
    func fairlead(_ words: String...) throws -> Outcome {
        try bench.shell(binary.string, words + ["--catalog", "catalog", "--no-input"])
    }

    /// Brings the platform up.
    func up() throws -> Outcome {
        let result = try fairlead("up", "--yes", "--timeout", "60s")
        try #require(result.status == 0, "\(result)")
        return result
    }

    /// What the stand-in was asked since the last time.
    func calls() throws -> [[String]] {
        let file = standIn / "calls"
        let lines = Files.exists(file) ? try Files.readText(file).split(separator: "\n") : []
        _ = try Files.remove(file)
        return try lines.map { try JSON.parse(Array($0.utf8), file: "calls").list?.compactMap(\.string) ?? [] }
    }

    /// What the stand-in shall write.
    func write(_ bytes: [UInt8], to name: String) throws { try Files.writeAtomically(standIn / name, bytes) }

    /// A value of the store.
    func value(_ name: String) throws -> String {
        let value = try #require(try bench.opened().get(CredentialID(text: name)), "\(name)")
        return value.withBytes { String(decoding: $0, as: UTF8.self) }
    }

    private static let platform = """
        apiVersion: fairlead.dev/v1alpha1
        kind: Platform
        metadata: {name: corner}
        spec:
          domain: corner.example.org
          contact: ops@example.org
          profile: laptop
          delivery: {engine: podman}
          components: {box: {}}
        """
    private static let component = """
        apiVersion: fairlead.dev/v1alpha1
        kind: Component
        metadata: {name: box, title: Box, summary: Keeps things.}
        spec:
          namespace: box
          requires:
            database: {capability: postgres, with: {database: box}}
            disk: {capability: block-storage}
          credentials: {word: {random: {alphabet: alphanumeric, length: 32}}}
          secrets:
            box: {data: {WORD: word, PASSWORD: database.password}}
        """
    private static let manifest = """
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata: {name: things, namespace: box}
        spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: box, namespace: box}
        spec:
          selector: {matchLabels: {app: box}}
          template:
            metadata: {labels: {app: box}}
            spec:
              containers:
                - name: box
                  image: example.org/box:1.2.3
                  envFrom: [{secretRef: {name: box}}]
                  readinessProbe: {exec: {command: ["true"]}}
                  volumeMounts: [{name: things, mountPath: /things}]
              volumes: [{name: things, persistentVolumeClaim: {claimName: things}}]
        """
}
