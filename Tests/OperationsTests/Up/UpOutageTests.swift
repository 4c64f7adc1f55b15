import ClusterSupport
import Crypto
import Diagnostics
import HTTP
import Helm
import Host
import Kubernetes
import Operations
import Synchronization
import Testing
import Values

/// Faults that a cluster of one's own is needed for.
@Suite(.needsOwnCluster, .needsHelmLibrary, .serialized)
struct UpOutageTests {
    @Test func goesOnWhenTheServerIsGoneForAWhile() throws {
        let own = try TestCluster(controllers: false)
        try UpTrial.run(on: own) { trial throws in
            // It goes away in the middle: after the third step of the first wave.
            let isGone = Atomic<Bool>(false)
            let diary = UpDiary()
            var context = try trial.fixture.context(trial.cluster)
            context.outageSeconds = 120
            let results = Parallel.map([true, false], limit: 2) { [context] isWork -> Int in
                if isWork {
                    return try UpRun(
                        context,
                        observe: { event in
                            diary.note(event)
                            if case .done(let step, _, _) = event, step.id == "ground" {
                                isGone.store(true, ordering: .relaxed)
                            }
                        }
                    ).run()
                }
                let end = Clock.system.now() + 60
                while !isGone.load(ordering: .relaxed), Clock.system.now() < end { try Pause.wait(milliseconds: 5) }
                own.stopServer()
                try Pause.wait(milliseconds: 4000)
                try own.startServer()
                return 0
            }
            let written = try results[0].get()
            #expect(written > 3)
            #expect(diary.all.contains { $0.hasPrefix("waiting") }, "\(diary.all)")
            let again = try trial.up()
            #expect(again == 0)
        }
    }

    @Test func saysThatTheStoreIsFull() throws {
        let own = try TestCluster(controllers: false, etcdFlags: ["--quota-backend-bytes", "16777216"])
        try UpTrial.run(on: own) { trial throws in
            // Written until nothing goes in any more.
            let filler = String(repeating: "x", count: 900_000)
            for number in 0..<40 {
                do {
                    _ = try own.cluster.create([
                        "apiVersion": "v1", "kind": "ConfigMap",
                        "metadata": ["name": Node(.string("filler-\(number)")), "namespace": "default"],
                        "data": ["x": Node(.string(filler))],
                    ])
                } catch { break }
            }
            let failure = try #require(throws: KubernetesFailure.self) { try trial.up() }
            #expect(
                failure.message.contains("space") && failure.hint?.contains("etcd") == true,
                "\(failure) \(failure.hint ?? "")")
        }
    }

    @Test func outlivesItsToken() throws {
        let test = try TestCluster.shared
        guard case .bearer(let token)? = try test.access.credentials?.authorization() else { return }
        let tokens = ChangingToken(token)
        var access = test.access
        access.credentials = tokens
        let cluster = Cluster(access: access, transport: test.transport)
        try UpTrial.run { trial throws in
            var context = try trial.fixture.context(cluster)
            context.outageSeconds = 20
            _ = try UpRun(
                context,
                observe: { event in
                    // The token ends with each step; a new one is there when it is asked for.
                    if case .done = event { tokens.expire() }
                }
            ).run()
            #expect(tokens.renewals > 2)
            let again = try trial.up()
            #expect(again == 0)
        }
    }
}

/// A token that ends when it is told to, and is a good one again after it was refused.
private final class ChangingToken: CredentialProvider {
    private let good: SecretBytes
    private let state = Mutex((isExpired: false, renewals: 0))

    init(_ good: SecretBytes) { self.good = good }

    var renewals: Int { state.withLock { $0.renewals } }
    func expire() { state.withLock { $0.isExpired = true } }

    func authorization() -> AuthorizationValue? {
        .bearer(state.withLock { $0.isExpired } ? SecretBytes(text: "expired") : good)
    }

    func refused() -> Bool {
        state.withLock { state in
            if state.isExpired { state.renewals += 1 }
            state.isExpired = false
            return true
        }
    }
}
