import ClusterSupport
import Crypto
import Helm
import Host
import Kubernetes
import Testing
import Values

@Suite("Releases in a real cluster", .needsHelm, .needsCluster)
struct ReleaseTests {
    @Test("a release is installed, seen, changed, rolled back and removed")
    func life() throws {
        try Shop.open { shop in
            #expect(try shop.releases.status("web") == nil)
            #expect(try shop.releases.history("web").isEmpty)
            #expect(try shop.releases.manifest("web") == nil)
            #expect(try shop.releases.uninstall("web") == nil)

            let first = try shop.releases.install(try web(1))
            #expect(first.state == .deployed && first.revision == 1)
            let status = try #require(try shop.releases.status("web"))
            #expect(status.namespace == shop.namespace && status.chart == "x" && status.chartVersion == "1.0.0")
            #expect(
                status.labels == [
                    ReleaseLabel.platform: "test", ReleaseLabel.component: "shop",
                    ReleaseLabel.digest: try web(1).digest(),
                ])
            #expect(status.description == "Install complete")
            #expect(status.updated.hasPrefix("20"))

            let record = try #require(try shop.object("Secret", status.recordName))
            let read = try #require(ReleaseStatus(record: record))
            #expect(read.state == .deployed && read.revision == 1 && read.labels == status.labels)
            #expect(read.recordName == status.recordName && read.namespace == shop.namespace)
            #expect(ReleaseStatus(record: try #require(try shop.object("ConfigMap", "web"))) == nil)

            let second = try shop.releases.upgrade(
                try web(
                    2,
                    [
                        ("templates/more.yaml", map("more")),
                        ("templates/hook.yaml", map("h", annotations: "helm.sh/hook: pre-delete")),
                    ]))
            #expect(second.revision == 2)
            #expect(second.digest != first.digest)
            #expect(try shop.object("ConfigMap", "web")?.at("data", "number")?.string == "2")
            let manifest = try #require(try shop.releases.manifest("web"))
            #expect(manifest.objects.compactMap { $0.at("metadata", "name")?.string }.sorted() == ["more", "web"])
            #expect(manifest.hooks.compactMap { $0.at("metadata", "name")?.string } == ["h"])
            #expect(try shop.releases.history("web").map(\.state) == [.superseded, .deployed])

            try shop.releases.rollBack("web", to: 1)
            #expect(try shop.object("ConfigMap", "more") == nil)
            #expect(try shop.releases.status("web")?.digest == first.digest)
            #expect(try shop.releases.all().map(\.name) == ["web"])

            #expect(try shop.releases.uninstall("web") == "")
            #expect(try shop.object("ConfigMap", "web") == nil)
            #expect(try shop.versions().allSatisfy { $0 == "-" })
        }
    }

    @Test("values are those of the request alone, not what an earlier revision had")
    func values() throws {
        try Shop.open { shop in
            try shop.apply(try web(7))
            var plain = try web()
            plain.values = [:]
            try shop.apply(plain)
            #expect(try shop.object("ConfigMap", "web")?.at("data", "number")?.string == "")
        }
    }

    @Test("Helm applies on the server, under this program's name")
    func fieldManager() throws {
        try Shop.open { shop in
            try shop.apply(try web())
            let managers = try shop.object("ConfigMap", "web")?.at("metadata", "managedFields")?.list ?? []
            #expect(managers.count == 1)
            #expect(managers.first?["operation"]?.string == "Apply")
            let program = try #require(CommandLine.arguments.first.map { Path($0).lastComponent })
            #expect(managers.first?["manager"]?.string == program)
        }
    }

    @Test("an old server gets its objects by a merge of the client")
    func clientSide() throws {
        try Shop.open { shop in
            // 1.20 refuses this one in an apply on the server.
            let service = """
                apiVersion: v1
                kind: Service
                metadata: {name: web}
                spec: {ports: [{port: {{ .Values.number }}}]}
                """
            let options = ReleaseOptions(serverSideApply: false)
            for number in [1, 2] {
                let request = try web(number, [("templates/service.yaml", service)])
                #expect(try shop.releases.apply(request, options: options, records: shop).status.revision == number)
                #expect(
                    try shop.object("Service", "web")?.at("spec", "ports")?.list?.first?["port"]?.integer
                        == Int64(number))
            }
        }
    }

    @Test("the same request again writes nothing; another one does")
    func idempotent() throws {
        try Shop.open { shop in
            #expect(try shop.apply(try web(1)).outcome == .installed)
            let before = try shop.versions()
            let again = try shop.apply(try web(1))
            #expect(again.outcome == .unchanged && again.status.revision == 1)
            #expect(try shop.versions() == before)
            #expect(try shop.apply(try web(2)).outcome == .upgraded)
            #expect(try shop.versions() != before)
            // The digest of an older revision does not count.
            #expect(try shop.apply(try web(1)).outcome == .upgraded)
        }
    }

    @Test("a failed change is said, and the next one repairs it")
    func failedUpgrade() throws {
        try Shop.open { shop in
            try shop.apply(try web(1))
            let wrong = try web(2, [("templates/more.yaml", map("Not-A-Name"))])
            let failure = try helmFailure { try shop.apply(wrong) }
            #expect(failure.kind == .release)
            #expect(failure.message.contains("Not-A-Name"))
            let failed = try #require(try shop.releases.status("web"))
            #expect(failed.state == .failed && failed.revision == 2)
            #expect(failed.description.contains("Not-A-Name"))
            #expect(try helmFailure { try shop.apply(wrong) }.kind == .release)
            let repaired = try shop.apply(try web(1))
            #expect(repaired.outcome == .upgraded && repaired.status.state == .deployed)
        }
    }

    @Test("a failed installation is done anew, with the hooks of an installation")
    func failedInstall() throws {
        try Shop.open { shop in
            let hook = ("templates/hook.yaml", map("hook", annotations: "helm.sh/hook: pre-install"))
            let wrong = try web(1, [hook, ("templates/more.yaml", map("Not-A-Name"))])
            #expect(throws: HelmFailure.self) { try shop.apply(wrong) }
            #expect(try shop.releases.status("web")?.state == .failed)
            let first = try #require(try shop.object("ConfigMap", "hook")?.at("metadata", "uid")?.string)
            let good = try shop.apply(try web(1, [hook]))
            #expect(good.outcome == .installed && good.status.revision == 2)
            #expect(try shop.object("ConfigMap", "hook")?.at("metadata", "uid")?.string != first)
        }
    }

    @Test("what is not ready in time is a failure of its own kind")
    func timeout() throws {
        try Shop.open { shop in
            let request = try web(1, [("templates/idle.yaml", neverReady)])
            let failure = try helmFailure {
                _ = try shop.releases.install(request, options: ReleaseOptions(wait: .ready, timeoutSeconds: 1))
            }
            #expect(failure.kind == .timeout)
            #expect(failure.message.contains("idle"))
            #expect(try shop.releases.status("web")?.state == .failed)
        }
    }

    @Test("an object of somebody else stops it before anything is written")
    func foreignObject() throws {
        try Shop.open { shop in
            try shop.make(["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "web"], "data": ["mine": "1"]])
            let before = try shop.versions()
            let failure = try helmFailure { try shop.apply(try web()) }
            #expect(failure.message.contains("web"))
            #expect(try shop.versions() == before)
            #expect(try shop.releases.status("web") == nil)
        }
    }

    @Test("a release of another platform, or of a person, is not touched")
    func foreignRelease() throws {
        try Shop.open { shop in
            try shop.apply(try web(1, platform: "other"))
            let before = try shop.versions()
            let failure = try helmFailure { try shop.apply(try web(2)) }
            #expect(failure.kind == .release && failure.message.contains("platform other"))
            #expect(try shop.versions() == before)
        }
    }

    @Test("fields that somebody else holds are an error unless they shall be taken")
    func conflicts() throws {
        try Shop.open { shop in
            try shop.apply(try web(1))
            _ = try shop.cluster.cluster.apply(
                [
                    "apiVersion": "v1", "kind": "ConfigMap",
                    "metadata": ["name": "web", "namespace": Node(.string(shop.namespace))], "data": ["number": "9"],
                ], force: true)
            let failure = try helmFailure { try shop.apply(try web(2)) }
            #expect(failure.message.contains("conflict"))
            let forced = ReleaseOptions(forceConflicts: true)
            #expect(try shop.releases.apply(try web(2), options: forced, records: shop).status.state == .deployed)
            #expect(try shop.object("ConfigMap", "web")?.at("data", "number")?.string == "2")
        }
    }

    @Test("the kubeconfig is never written to a disk")
    func nothingOnDisk() throws {
        // Where Go's os.TempDir looks; the library would put `helm-c-kubeconfig-*` there.
        let folder = Path(Environment.process.nonEmpty("TMPDIR") ?? "/tmp")
        func kubeconfigs() throws -> Set<String> {
            let entries = try Files.list(folder, depth: 1, stoppingAtDepth: true).map(\.path.string)
            return Set(entries.filter { $0.contains("kubeconfig") })
        }
        let before = try kubeconfigs()
        try Shop.open { shop in
            try shop.apply(try web())
            #expect(try kubeconfigs().subtracting(before).isEmpty)
        }
    }

    @Test("a cluster that is not there, or knows us not, is said as such, and no credential with it")
    func unreachable() throws {
        let config = """
            {"apiVersion": "v1", "kind": "Config", "current-context": "a",
            "clusters": [{"name": "a", "cluster": {"server": "https://127.0.0.1:1"}}],
            "users": [{"name": "a", "user": {"token": "very-private"}}],
            "contexts": [{"name": "a", "context": {"cluster": "a", "user": "a"}}]}
            """
        let cluster = try HelmCluster(engine: engine, kubeconfig: SecretBytes(text: config))
        let failure = try helmFailure { _ = try cluster.releases(in: "default").status("web") }
        #expect(failure.kind == .kube)
        #expect(!"\(failure)".contains("very-private"))

        let nobody = try HelmCluster(
            engine: engine, kubeconfig: SecretBytes(try Files.read(try TestCluster.shared.kubeconfig)),
            context: "nobody")
        let denied = try helmFailure { _ = try nobody.releases(in: "default").status("web") }
        #expect(denied.message.contains("forbidden"))
        let wrong = try HelmCluster(engine: engine, kubeconfig: SecretBytes(text: "{"))
        #expect(throws: HelmFailure.self) { try wrong.releases(in: "default").status("web") }
    }
}
