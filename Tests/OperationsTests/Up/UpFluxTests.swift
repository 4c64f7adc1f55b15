import ClusterSupport
import Host
import Kubernetes
import Operations
import Testing
import Values

/// With Flux: a bare repository on this machine stands for the remote, and a thread plays Flux.
@Suite(.needsCluster, .needsHelmLibrary)
struct UpFluxTests {
    private static func run(_ body: (UpTrial, FluxPlayer) throws -> Void) throws {
        try UpTrial.run { trial throws in
            try Files.withTemporaryDirectory { (root: Path) throws in
                let flux = try FluxPlayer(trial, root)
                defer { flux.stop() }
                try body(trial, flux)
            }
        }
    }

    @Test func installsPushesAndFollows() throws {
        try Self.run { trial, flux throws in
            let diary = UpDiary()
            let first = try flux.up(diary: diary)
            #expect(first > 3)
            #expect(flux.files().contains("platform/apps/shop/sync.yaml"))
            let done = diary.all.filter { $0.hasPrefix("done") }.map { String($0.dropFirst(5).prefix { $0 != " " }) }
            let order = ["flux/chart", "publish", "handover", "handover/seen", "ground", "base/follow", "shop/follow"]
            let places = order.compactMap { done.firstIndex(of: $0) }
            #expect(places.count == order.count, "\(done)")
            #expect(places == places.sorted(), "\(done)")
            #expect(done.contains("shop.before/follow"))
            let writes = trial.faults.writes.count
            let again = try flux.up()
            #expect(again == 0)
            #expect(trial.faults.writes.count == writes, "\(trial.faults.writes.dropFirst(writes))")
        }
    }

    @Test func doesNotTakeTheOldStateForTheNew() throws {
        try Self.run { trial, flux throws in
            try flux.up()
            flux.isBlind = true
            let colour = UpFixture.Shape(engine: "flux", colour: "blue")
            let failure = try #require(throws: GateFailure.self) { try flux.up(colour) { $0.patienceSeconds = 1 } }
            #expect(failure.reasons.first?.sentence.contains("Flux brought commit") == true, "\(failure.reasons)")
            let said = failure.reasons.map(\.sentence).joined(separator: "; ")
            #expect(said.contains("read commit"), "\(said)")
            let nudged = trial.faults.writes.filter { $0.contains("/gitrepositories/platform?") }
            // Once when it was made, once to look at the new commit.
            #expect(nudged.count == 2, "\(nudged)")
            flux.isBlind = false
            try flux.up(colour)
            let again = try flux.up(colour)
            #expect(again == 0)
        }
    }

    @Test func saysWhyFluxCannotRead() throws {
        try Self.run { _, flux throws in
            flux.trouble = "failed to checkout and determine revision: unable to clone: authentication required"
            let failure = try #require(throws: GateFailure.self) { try flux.up { $0.patienceSeconds = 2 } }
            let said = failure.reasons.map(\.sentence).joined(separator: "; ")
            #expect(said.contains("give it a token or key"), "\(said)")
        }
    }

    @Test func statusKnowsWhatFluxSays() throws {
        try Self.run { trial, flux throws in
            try flux.up()
            let desired = DesiredPlatform(try trial.fixture.input(.init(engine: "flux")))
            let status = try PlatformStatus.read(desired: desired, cluster: trial.test.cluster)
            let shop = try #require(status.components.first { $0.name == "shop" })
            #expect(shop.application?.name == "shop.after" && shop.application?.sync == "Synced")
            let problems = status.components.flatMap(\.problems).map { "\($0.reference): \($0.sentence)" }
            #expect(problems.isEmpty, "\(problems)")
        }
    }

    @Test func aComparisonFindsNothingToDo() throws {
        try Self.run { trial, flux throws in
            try flux.up()
            let desired = DesiredPlatform(try trial.fixture.input(.init(engine: "flux")))
            let changes = try PlatformComparison.compare(desired: desired, cluster: trial.test.cluster, charts: nil)
            let kinds = Set(changes.map(\.reference.kind))
            #expect(kinds.isSuperset(of: ["GitRepository", "HelmRelease", "Kustomization", "ConfigMap"]))
            let open = changes.filter { $0.action != .none }.map { "\($0.action) \($0.reference) \($0.reason ?? "")" }
            #expect(open.isEmpty, "\(open)")
        }
    }

    @Test func goesAndKeepsData() throws {
        try Self.run { trial, flux throws in
            try flux.up()
            let shape = UpFixture.Shape(engine: "flux")
            let diary = DownDiary()
            try trial.down(shape, diary: diary)
            let phases = diary.all.filter { $0.hasPrefix("phase") }
            #expect(phases.first == "phase nothing is brought back any more", "\(phases)")
            #expect(phases.dropFirst().first == "phase Kustomizations let go of what they brought", "\(phases)")
            for (apiVersion, kind) in [
                ("kustomize.toolkit.fluxcd.io/v1", "Kustomization"), ("helm.toolkit.fluxcd.io/v2", "HelmRelease"),
                ("source.toolkit.fluxcd.io/v1", "GitRepository"),
            ] {
                let left = try trial.test.cluster.list(
                    try trial.test.cluster.resource(apiVersion, kind),
                    labels: "fairlead.dev/platform=\(trial.fixture.name)"
                ).items
                #expect(left.isEmpty, "\(left)")
            }
            #expect(try !trial.isThere("apps/v1", "Deployment", trial.fixture.base, "base"))
            #expect(try !trial.isThere("apps/v1", "Deployment", trial.fixture.argo, "argo-cd"))
            #expect(try trial.isThere("v1", "PersistentVolumeClaim", trial.fixture.shop, "orders"))
            let again = try trial.down(shape)
            #expect(again.plan.isEmpty)
        }
    }
}
