import Diagnostics
import Guidelines
import Platform
import Testing
import Values

/// Replicas, disks and backups.
struct StorageRulesTests {
    private let choices = Scratch.standardChoices.replacing("{llm", with: "{bucket: trial-bucket, llm")

    @Test func replicasNeedABucketOrOneOfThemIsEnough() throws {
        #expect(try findings(SharedStorageRule.self).isEmpty)
        let three = Scratch.gpus + "components: {trial-app: {replicas: 3}}"
        let found = try findings(SharedStorageRule.self, three)
        #expect(found.map(\.message) == ["3 replicas of `trial-app` have no bucket and keep files of their own"])
        #expect(found.first?.place?.file == "platform.yaml")
        #expect(try findings(SharedStorageRule.self, three, choose: choices).isEmpty)
    }

    @Test(arguments: [("ReadWriteOnce", 2, 1), ("ReadWriteOnce", 1, 0), ("ReadWriteMany", 2, 0)])
    func podsOfOneWorkloadDoNotShareADiskOfOneNode(mode: String, replicas: Int, count: Int) throws {
        let objects = """
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: data}
            spec: {accessModes: [\(mode)]}
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: app}
            spec:
              replicas: \(replicas)
              template:
                spec:
                  containers: [{name: app, image: "example.org/app:1.2.3"}]
                  volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]
            """
        #expect(
            try findings(
                SharedStorageRule.self, rendered: .init(objects: ["trial-other": objects, "trial-app": objects])
            ).count == count)
    }

    @Test(
        arguments: [
            ("{replicaCount: 3, persistence: {enabled: true, provider: local}}", Finding.Severity.error),
            ("{app: {replicas: 2, persistence: {enabled: true, accessModes: [ReadWriteOnce]}}}", .warning),
            ("{replicaCount: 3, persistence: {enabled: true, provider: s3}}", nil),
            ("{replicaCount: 1, persistence: {enabled: true, provider: local}}", nil),
            ("{replicaCount: 3, persistence: {enabled: true, accessModes: [ReadWriteMany]}}", nil),
            ("{replicaCount: 3, persistence: {enabled: false, provider: local}}", nil),
        ] as [(String, Finding.Severity?)])
    func valuesDoNotAskForBoth(values: String, severity: Finding.Severity?) throws {
        let found = try findings(SharedStorageRule.self, rendered: .init(values: ["trial-app": values]))
        #expect(found.map(\.severity) == [severity].compactMap { $0 })
    }

    @Test func copiesAreKeptElsewhere() throws {
        let more = Scratch.gpus + "components: {trial-app: {}, trial-copies: {}}"
        let given = [CredentialID(component: "trial-copies", name: "access-key")]
        let disk = "cluster-storage/block-storage"
        let apart = try findings(
            BackupPlaceRule.self, more, rendered: .init(properties: [disk: "store: ceph"]), answered: given)
        #expect(apart.isEmpty)
        let beside = try findings(
            BackupPlaceRule.self, more, rendered: .init(properties: [disk: "store: elsewhere"]), answered: given)
        #expect(beside.map(\.message) == ["the database of `trial-app` and its copies are both kept by `elsewhere`"])
        #expect(beside.first?.severity == .error)
    }

    @Test func databasesHaveABackup() throws {
        let more = Scratch.gpus + "components: {trial-app: {}, trial-copies: {}}"
        let given = [CredentialID(component: "trial-copies", name: "access-key")]
        #expect(try findings(MissingBackupRule.self, more, answered: given).filter { $0.severity == .warning }.isEmpty)
        let withdrawn = try findings(MissingBackupRule.self, more).filter { $0.severity == .warning }
        #expect(withdrawn.map(\.message) == ["the database of `trial-app` has no backup"])
        #expect(withdrawn.first?.cause?.contains("trial-copies/access-key") == true)
        #expect(withdrawn.first?.hint == "give them: set TRIAL_ACCESS_KEY")
        let none = try findings(MissingBackupRule.self).filter { $0.severity == .warning }
        #expect(none.map(\.cause) == ["nothing in the platform is a backup-target"])
    }

    @Test func dataThatNobodyCopiesIsNamed() throws {
        let notes = try findings(MissingBackupRule.self, choose: choices).filter { $0.severity == .note }
        #expect(
            Set(notes.map(\.message)) == [
                "nothing copies the bucket of `trial-app`", "nothing copies the vectors of `trial-app`",
            ])
    }
}
