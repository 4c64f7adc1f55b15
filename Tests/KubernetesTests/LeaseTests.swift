import Host
import Synchronization
import Testing
import Values

@testable import Kubernetes

/// The lock of a platform: taking, losing, giving back.
@Suite struct LeaseTests {
    private static func acquire(
        _ store: LeaseFake, _ time: SetClock = SetClock(),
        timing: ClusterLease.Timing = .init(renewMilliseconds: 1 << 40),
        pausing: @escaping @Sendable () -> Void = {}, waiting: (LeaseHolder) -> Void = { _ in }
    ) throws -> ClusterLease {
        try ClusterLease.acquire(
            store, platform: "demo", environment: Environment(["USER": "alice"]), timing: timing, clock: time.clock,
            pause: { milliseconds in
                time.advance(Int64(milliseconds) / 1000)
                pausing()
            }, waiting: waiting)
    }

    /// The Lease of somebody on another machine.
    private static func foreign(_ store: LeaseFake) throws {
        let reference = ObjectReference(
            "coordination.k8s.io/v1", "Lease", namespace: "kube-system", name: "fairlead-demo")
        // Its clock is a century ahead: that must not matter.
        let record = LeaseRecord(reference: reference).taken(
            by: "bob@far:77-x", process: "other-boot/77/1", seconds: 60, now: 4_900_000_000)
        _ = try store.make(record.object)
    }

    @Test func itIsTakenAndGivenBack() throws {
        let store = LeaseFake()
        let lease = try Self.acquire(store)
        let object = try #require(store.state.withLock { $0.object })
        #expect(object.at("metadata", "name")?.string == "fairlead-demo")
        #expect(object.at("metadata", "namespace")?.string == "kube-system")
        #expect(object.at("spec", "leaseDurationSeconds")?.integer == 60)
        #expect(object.at("spec", "renewTime")?.string == "2023-11-14T22:13:20.000000Z")
        #expect(store.holder?.hasPrefix("alice@") == true)
        #expect(!lease.isLost)
        #expect(lease.release())
        #expect(store.holder == nil)
        #expect(!lease.isLost)
        _ = try Self.acquire(store)
    }

    @Test func aLiveHolderIsAnErrorThatSaysWho() throws {
        let store = LeaseFake()
        try Self.foreign(store)
        let failure = try AccessFixture.failure {
            _ = try Self.acquire(store, pausing: { store.edit { $0.set("later", at: ["spec", "renewTime"]) } })
        }
        #expect(failure.kind == .conflict)
        #expect(
            failure.message
                == "bob@far (process 77) works on this platform, since 2125-04-10T23:06:40.000000Z by its clock")
        #expect(store.holder == "bob@far:77-x")
    }

    @Test func aDeadHolderIsWaitedForByOurOwnClock() throws {
        let store = LeaseFake()
        try Self.foreign(store)
        let time = SetClock()
        var told: [LeaseHolder] = []
        let lease = try Self.acquire(store, time, waiting: { told.append($0) })
        #expect(time.seconds.load(ordering: .relaxed) == 1_700_000_060)
        #expect(told.map(\.identity) == ["bob@far:77-x"])
        #expect(store.holder == lease.identity)
        #expect(store.state.withLock { $0.object?.at("spec", "leaseTransitions")?.integer } == 2)
    }

    @Test func aDeadProcessOfThisMachineIsNotWaitedFor() throws {
        let store = LeaseFake()
        try Self.foreign(store)
        let child = try Processes.run("/bin/sh", ["-c", "echo $$"])
        let process = String(decoding: child.stdout.dropLast(), as: UTF8.self)
        let mine = try #require(ProcessMark.mine()).text.split(separator: "/")
        store.edit {
            $0.set(Node(.string("\(mine[0])/\(process)/1")), at: ["metadata", "annotations", LeaseRecord.processKey])
        }
        let time = SetClock()
        _ = try Self.acquire(store, time)
        #expect(time.seconds.load(ordering: .relaxed) == 1_700_000_000)
    }

    @Test func marksAreReadWithCare() throws {
        let mine = try #require(ProcessMark.mine())
        #expect(!mine.isDead)
        #expect(ProcessMark(mine.text) == mine)
        #expect(ProcessMark("other/1/1")?.isDead == false, "another machine says nothing")
        for text in ["", "a/b/c", "/1/1", "a/-1/1", "a/0/1", "a/99999999999/1", "a/1"] {
            #expect(ProcessMark(text) == nil)
        }
        let reused = mine.text.split(separator: "/").dropLast().joined(separator: "/") + "/1"
        #expect(ProcessMark(reused)?.isDead == true, "the number is ours, but the process began at another time")
    }

    @Test func twoAtOnceAndOneWins() throws {
        let store = LeaseFake()
        let won = Parallel.map(Array(0..<8), limit: 8) { _ in
            try ClusterLease.acquire(
                store, platform: "demo", timing: .init(seconds: 600, renewMilliseconds: 20, lookMilliseconds: 20))
        }
        let leases = won.compactMap { try? $0.get() }
        #expect(leases.count == 1)
        #expect(leases.first?.isLost == false)
        for case .failure(let error) in won { #expect((error as? KubernetesFailure)?.kind == .conflict) }
        leases.first?.release()
    }

    @Test func signsOfLifeGoOutAndSurviveStrangers() throws {
        let store = LeaseFake()
        let lease = try ClusterLease.acquire(store, platform: "demo", timing: .init(renewMilliseconds: 1))
        store.edit { $0.set("x", at: ["metadata", "labels", "by"]) }
        let before = store.state.withLock { $0.writes }
        while store.state.withLock({ $0.writes }) < before + 2 { try Pause.wait(milliseconds: 20) }
        #expect(!lease.isLost)
        #expect(store.state.withLock { $0.object?.at("metadata", "labels", "by")?.string } == "x")
        lease.release()
    }

    @Test(arguments: ["taken", "removed"])
    func lossIsNoticed(how: String) throws {
        let store = LeaseFake()
        let lease = try ClusterLease.acquire(store, platform: "demo", timing: .init(renewMilliseconds: 1))
        if how == "taken" {
            store.edit { $0.set("bob@far:77-x", at: ["spec", "holderIdentity"]) }
        } else {
            store.state.withLock { $0.object = nil }
        }
        while !lease.isLost { try Pause.wait(milliseconds: 20) }
        let failure = try AccessFixture.failure { try lease.check() }
        #expect(failure.message.contains(how == "taken" ? "bob@far (process 77) has taken" : "somebody removed"))
        #expect(!lease.release())
        #expect(store.holder == (how == "taken" ? "bob@far:77-x" : nil), "what is not ours is not touched")
    }

    @Test func silenceIsLoss() throws {
        let store = LeaseFake()
        let time = SetClock()
        let lease = try Self.acquire(store, time)
        time.advance(44)
        #expect(!lease.isLost)
        time.advance(1)
        #expect(lease.isLost)
    }

    @Test func anAnswerThatDidNotComeIsLookedAfter() throws {
        let store = LeaseFake()
        store.state.withLock {
            $0.arrivesAnyway = true
            $0.fault = { $0 == "read" ? nil : KubernetesFailure(.timeout, "no answer") }
        }
        let lease = try Self.acquire(store)
        #expect(store.holder == lease.identity)
        #expect(store.state.withLock { $0.writes } == 1)
    }

    @Test func whatIsForbiddenIsNotTriedAgain() throws {
        let store = LeaseFake()
        store.state.withLock { $0.fault = { $0 == "read" ? nil : KubernetesFailure(.forbidden, "no") } }
        #expect(throws: KubernetesFailure.self) { _ = try Self.acquire(store) }
        #expect(store.state.withLock { $0.writes } == 0)
    }

    @Test func hostileRecordsDoNotTrap() throws {
        for spec: Node in [
            nil, [:], "x", ["holderIdentity": ["a"]],
            ["holderIdentity": "a", "leaseDurationSeconds": .init(.integer(.max))],
            ["holderIdentity": "a\u{1B}[2J", "leaseDurationSeconds": -5, "leaseTransitions": .init(.integer(.max))],
        ] {
            let store = LeaseFake()
            try Self.foreign(store)
            store.edit { $0["spec"] = spec }
            let lease = try Self.acquire(store)
            #expect(store.holder == lease.identity)
        }
    }
}
