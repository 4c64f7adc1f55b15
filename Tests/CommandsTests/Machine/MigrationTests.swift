import Crypto
import Glibc
import Host
import Testing
import Values

/// Two real servers of PostgreSQL: one that is said to be on this machine, one that is said to be in a cluster.
@Suite(.needsHelm, .enabled(if: PostgresServer.tools != nil, "SKIPPED: no PostgreSQL server: apt install postgresql"))
struct MigrationTests {
    @Test func databasesGoAlong() throws {
        try MachineBench.with { machine throws in
            _ = try machine.up()
            #expect(try machine.fairlead("render", "--delivery", "helm", "--out", "there").status == 0)
            let here = try PostgresServer(machine.bench.folder / "here")
            let there = try PostgresServer(machine.bench.folder / "there-server")
            defer {
                here.stop()
                there.stop()
            }
            try here.role("box", password: machine.value("plain-postgres/postgres/box-database/password"))
            try there.role("box", password: machine.value("cloudnative-pg/postgres/box-database/password"))
            try here.sql(
                """
                create table things (id serial primary key, name text not null, content bytea);
                insert into things (name, content) select 'thing ' || n, decode(repeat(md5(n::text), 40), 'hex') from generate_series(1, 20000) n;
                create view few as select * from things where id < 3; create schema more; create table more.empty (a int references things (id));
                """)
            let tools = try #require(PostgresServer.tools)
            try machine.write(
                Array(#"{"bin": "\#(tools)", "port": \#(here.port)}"#.utf8), to: "servers")
            let target = "box.database=127.0.0.1:\(there.port)"
            func load(_ file: String, _ more: String...) throws -> Outcome {
                try machine.bench.shell(
                    binary.string,
                    ["migrate", "--to", "helm", "--load", file, "--target", target, "--catalog", "catalog"] + more)
            }
            let saved = try machine.fairlead("migrate", "--to", "helm", "--save", "move.tar")
            try #require(saved.status == 0, "\(saved)")
            let first = try load("move.tar")
            try #require(first.status == 0 && first.out == "box.database: restored\n", "\(first)")
            #expect(try there.dump() == here.dump())
            // Running it again goes on from there: nothing is left to do.
            let again = try load("move.tar")
            #expect(again.status == 0 && again.out == "box.database: done\n", "\(again)")
            // Somebody works there now. Another copy does not write over that, unless told to.
            try there.sql("delete from things where id > 10")
            #expect(try machine.fairlead("migrate", "--to", "helm", "--save", "second.tar").status == 0)
            let refused = try load("second.tar")
            #expect(refused.status == 1 && refused.error.contains("has rows already"), "\(refused)")
            #expect(try there.sql("select count(*) from things") == "10")
            // What breaks off in the middle has done nothing.
            try there.sql(
                "revoke create on database box from box; alter database box owner to postgres; alter table more.empty owner to postgres"
            )
            let broken = try load("second.tar", "--overwrite")
            #expect(broken.status == 1 && broken.error.contains("pg_restore of box.database"), "\(broken)")
            #expect(try there.sql("select count(*) from things") == "10")
            try there.sql(
                "alter database box owner to box; grant create on database box to box; alter table more.empty owner to box"
            )
            let whole = try load("second.tar", "--overwrite")
            #expect(whole.status == 0, "\(whole)")
            #expect(try there.dump() == here.dump())
            // A wrong name, a wrong file, nobody there.
            let stranger = try machine.fairlead(
                "migrate", "--to", "helm", "--load", "move.tar", "--target", "bx.database=127.0.0.1:1")
            #expect(stranger.status == 1 && stranger.error.contains("box.database"), "\(stranger)")
            there.stop()
            let away = try load("move.tar")
            #expect(away.status == 1 && away.error.contains("psql of box.database"), "\(away)")
            for text in [saved, first, refused, broken, whole, away].map(\.text) {
                for name in [
                    "plain-postgres/postgres/box-database/password", "cloudnative-pg/postgres/box-database/password",
                ] {
                    #expect(!text.contains(try machine.value(name)))
                }
            }
        }
    }
}

/// A server of PostgreSQL with a folder of its own, on a port of 127.0.0.1.
final class PostgresServer {
    /// Where the newest server on this machine has its programs.
    static let tools: String? = {
        let all = (try? Files.list(Path("/usr/lib/postgresql"), depth: 1, stoppingAtDepth: true)) ?? []
        let newest = all.compactMap { Int($0.path.string) }.max()
        return newest.map { "/usr/lib/postgresql/\($0)/bin" }
    }()

    let port: Int
    private let folder: Path
    private let tools: String

    init(_ folder: Path) throws {
        self.folder = folder
        tools = Self.tools ?? ""
        port = 20_000 + Int.random(in: 0..<20_000)
        try Files.makeDirectories(folder, permissions: 0o777)
        // It refuses to run as root.
        try run("chown postgres '\(folder)' && chmod 755 '\(folder)' '\(folder.parent)'", asRoot: true)
        try run("'\(tools)/initdb' -D '\(folder)/data' -A trust -U postgres -N >/dev/null")
        try run(
            "printf 'local all all trust\\nhost all all 127.0.0.1/32 scram-sha-256\\n' > '\(folder)/data/pg_hba.conf'")
        try run(
            "'\(tools)/pg_ctl' -D '\(folder)/data' -l '\(folder)/log' -w -o '-p \(port) -k \(folder) -c listen_addresses=127.0.0.1 -c fsync=off' start >/dev/null"
        )
    }

    func stop() {
        _ = try? run(
            "[ ! -e '\(folder)/data/postmaster.pid' ] || '\(tools)/pg_ctl' -D '\(folder)/data' -m immediate stop >/dev/null"
        )
    }

    func role(_ name: String, password: String) throws {
        try sql("create role \(name) login password '\(password)'", in: "postgres")
        try sql("create database \(name) owner \(name)", in: "postgres")
    }

    @discardableResult func sql(_ text: String, in database: String = "box") throws -> String {
        let user = text.contains("alter") || database == "postgres" ? "postgres" : "box"
        return try run(
            "'\(tools)/psql' -h '\(folder)' -p \(port) -U \(user) -d \(database) -X -q -A -t -v ON_ERROR_STOP=1 -f -",
            input: text)
    }

    func dump() throws -> String {
        let text = try run("'\(tools)/pg_dump' -h '\(folder)' -p \(port) -U postgres -d box --no-owner --no-privileges")
        // Newer releases write a word by chance around the whole.
        return text.split(separator: "\n").filter { !$0.hasPrefix("\\") || $0 == "\\." }.joined(separator: "\n")
    }

    @discardableResult private func run(_ line: String, asRoot: Bool = false, input: String = "") throws -> String {
        let isRoot = geteuid() == 0
        let words =
            isRoot && !asRoot
            ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "sh", "-c", line]
            : ["sh", "-c", line]
        let result = try Processes.run(
            words[0], Array(words.dropFirst()), input: Array(input.utf8), directory: Path("/"), timeoutSeconds: 60)
        try #require(result.succeeded, "\(line): \(String(decoding: result.stderr, as: UTF8.self))")
        return String(decoding: result.stdout, as: UTF8.self).split(separator: "\n").joined(separator: "\n")
    }
}
