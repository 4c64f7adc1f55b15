import Kubernetes
import Values

/// What a kind of object tells of copies: when they are due, and where it stands that one was made. Knowledge of these kinds' interfaces, as
/// that of when a Deployment is ready; whoever renders such an object is covered.
struct CopySchedule: Sendable {
    /// Where a time of a copy stands.
    struct Record: Sendable {
        /// Group and version of the objects that tell it.
        var apiVersion: String
        /// Their kind.
        var kind: String
        /// Where the name of what was copied stands.
        var subject: [String]
        /// Where the time stands.
        var time: [String]
        /// A field that must have a value for the time to count.
        var proof: (path: [String], value: String)?
    }

    /// The group of the object that says when.
    var group: String
    /// Its kind.
    var kind: String
    /// Where the schedule stands, a text in the form of cron.
    var schedule: [String]
    /// Where the name of what is copied stands in it.
    var subject: [String]
    /// Who tells that a copy was made.
    var records: [Record]

    /// The kinds that are known.
    static let known: [CopySchedule] = [
        // CloudNativePG, API reference: ScheduledBackupSpec, ClusterStatus, BackupStatus.
        CopySchedule(
            group: "postgresql.cnpg.io", kind: "ScheduledBackup", schedule: ["spec", "schedule"],
            subject: ["spec", "cluster", "name"],
            records: [
                Record(
                    apiVersion: "postgresql.cnpg.io/v1", kind: "Cluster", subject: ["metadata", "name"],
                    time: ["status", "lastSuccessfulBackup"], proof: nil),
                Record(
                    apiVersion: "postgresql.cnpg.io/v1", kind: "Backup", subject: ["spec", "cluster", "name"],
                    time: ["status", "stoppedAt"], proof: (["status", "phase"], "completed")),
            ]),
        // Kubernetes, API reference: CronJobStatus, from 1.21 on.
        CopySchedule(
            group: "batch", kind: "CronJob", schedule: ["spec", "schedule"], subject: ["metadata", "name"],
            records: [
                Record(
                    apiVersion: "batch/v1", kind: "CronJob", subject: ["metadata", "name"],
                    time: ["status", "lastSuccessfulTime"], proof: nil)
            ]),
    ]

    /// The one that an object is of.
    static func of(_ object: Node) -> CopySchedule? {
        guard let reference = ObjectReference(object) else { return nil }
        return known.first { $0.group == reference.group && $0.kind == reference.kind }
    }
}

/// A copy was made, no longer ago than its schedule and some slack allow.
struct BackupProbe: Probe {
    var namespace: String
    /// What is copied.
    var subject: String
    /// When, in the form of cron.
    var schedule: String
    var records: [CopySchedule.Record]

    var exchanges: [Exchange] {
        records.map {
            Exchange(
                "look for copies",
                .objects(ObjectExchange(apiVersion: $0.apiVersion, kind: $0.kind, namespace: namespace)))
        }
    }

    func judge(_ outcomes: [Outcome], at now: Int64) throws -> String {
        var newest: Int64?
        for (record, outcome) in zip(records, outcomes) {
            for object in try outcome.list()
            where object.at(record.subject)?.string.map({ $0.utf8.elementsEqual(subject.utf8) }) == true {
                if let proof = record.proof, object.at(proof.path)?.string != proof.value { continue }
                guard let time = object.at(record.time)?.string.flatMap(TimeText.seconds) else { continue }
                newest = max(newest ?? time, time)
            }
        }
        guard let newest else {
            throw ProbeFailure(
                "there is no copy of \(subject)", hint: "its events say whether one was begun and why it failed")
        }
        let period = CronPeriod.seconds(schedule)
        let allowed = period + max(3600, period / 4)
        guard now - newest <= allowed else {
            throw ProbeFailure(
                "the newest copy of \(subject) is \(TimeText.age(now - newest)) old, one is due every \(TimeText.age(period))",
                hint: "copies have failed since then; its events say why")
        }
        return "the newest copy is \(TimeText.age(max(now - newest, 0))) old"
    }
}
