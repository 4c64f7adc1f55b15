import Crypto
import Diagnostics
import Host
import Values

/// PostgreSQL's own tools, run in containers of the image that the server on this machine has.
///
/// The password goes in as the first line of standard input: arguments and variables of a process can be seen by others.
struct DatabaseTools {
    let podman: Podman
    let database: MigrationPlan.Database

    /// Reads the password, then becomes the program that is named by the arguments.
    private static let reading =
        #"IFS= read -r PGPASSWORD && export PGPASSWORD PGCONNECT_TIMEOUT=15 PGOPTIONS="-c lock_timeout=60000" && exec "$@""#
    private static let patience = 24 * 3600

    /// Dumps the database of this machine.
    func dump(password: SecretBytes, to sink: (ArraySlice<UInt8>) throws -> Void) throws {
        let end = database.here
        let words = [
            "exec", "-i", database.container, "sh", "-c", Self.reading, "sh", "pg_dump", "--format=custom",
            "--no-owner", "--no-privileges", "--no-comments", "--host=127.0.0.1", "--port=\(end.port)",
            "--username=\(end.user)", "--dbname=\(end.database)",
        ]
        try run(words, Self.input(password), "pg_dump", to: sink)
    }

    /// Reads a dump to its end: one that was cut off somewhere is found now and not when it is needed.
    func check(_ source: @escaping () throws -> [UInt8]?) throws {
        try run(
            ["exec", "-i", database.container, "pg_restore", "--file=/dev/null"], source, "pg_restore", to: { _ in })
    }

    /// What a database there holds: the mark of an earlier run, and whether any table has a row.
    func look(_ end: MigrationPlan.Endpoint, at place: ServerPlace, password: SecretBytes) throws -> (
        mark: String, hasData: Bool
    ) {
        let rows = """
            select exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p') \
            and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\\_%' \
            and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e') \
            and query_to_xml(format('select exists (select from %I.%I) as it', n.nspname, c.relname), false, true, '')::text like '%<it>true</it>%')
            """
        let mark =
            "select coalesce(shobj_description(oid, 'pg_database'), '') from pg_database where datname = current_database()"
        var bytes: [UInt8] = []
        try client(
            [
                "psql", "--no-psqlrc", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1", "--command=\(mark)",
                "--command=\(rows)",
            ],
            end, place, Self.input(password)
        ) { if bytes.count < 1 << 16 { bytes += $0 } }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        return (lines.first.map(String.init) ?? "", lines.dropFirst().first == "t")
    }

    /// Restores a dump there, all of it or nothing, and marks the database.
    func restore(
        _ end: MigrationPlan.Endpoint, at place: ServerPlace, password: SecretBytes, mark: String,
        _ source: @escaping () throws -> [UInt8]?
    ) throws {
        try client(
            [
                "pg_restore", "--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction",
                "--exit-on-error",
            ], end, place, Self.input(password, source)
        ) { _ in }
        let name = end.database.replacing("\"", with: "\"\"")
        try client(
            ["psql", "--no-psqlrc", "--quiet", "--command=comment on database \"\(name)\" is '\(mark)'"], end, place,
            Self.input(password)
        ) { _ in }
    }

    private func client(
        _ program: [String], _ end: MigrationPlan.Endpoint, _ place: ServerPlace,
        _ source: @escaping () throws -> [UInt8]?, to sink: (ArraySlice<UInt8>) throws -> Void
    ) throws {
        let words =
            [
                "run", "--rm", "-i", "--network", "host", "--pull", "never", "--log-driver", "none", "--entrypoint",
                "sh",
                database.image, "-c", Self.reading, "sh",
            ] + program + [
                "--host=\(place.host)", "--port=\(place.port)", "--username=\(end.user)",
                "--dbname=\(end.database)",
            ]
        try run(words, source, program[0], to: sink)
    }

    private func run(
        _ words: [String], _ source: @escaping () throws -> [UInt8]?, _ what: String,
        to sink: (ArraySlice<UInt8>) throws -> Void
    ) throws {
        let result = try podman.stream(words, seconds: Self.patience, from: source, to: sink)
        guard result.succeeded else {
            // The first error tells; what follows it is the statement, which is nobody's business.
            let lines = String(decoding: result.stderr, as: UTF8.self).split(whereSeparator: \.isNewline)
            let told = lines.first { $0.contains("rror:") }.map { DisplayWidth.printable(String($0.prefix(600))) }
            throw MigrationFailure(
                "\(what) of \(database.name): \(told ?? PodmanFailure(words, result).reason)")
        }
    }

    private static func input(
        _ password: SecretBytes, _ rest: (() throws -> [UInt8]?)? = nil
    ) -> () throws -> [UInt8]? {
        var isFirst = true
        return {
            defer { isFirst = false }
            return isFirst ? password.withBytes { Array($0) } + [0x0A] : try rest?()
        }
    }
}

/// Where a server is reached from here.
public struct ServerPlace: Sendable, Equatable {
    /// The name or address.
    public let host: String
    /// The port.
    public let port: Int

    /// Reads `HOST:PORT`; nil if it is none.
    ///
    /// - Parameter text: the text.
    public init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (1...65_535).contains(port)
        else { return nil }
        let host = text[..<colon].trimmingBrackets
        guard !host.isEmpty, host.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "'") }) else {
            return nil
        }
        self.host = host
        self.port = port
    }
}

extension Substring {
    /// An address of IPv6 stands in brackets before a port.
    fileprivate var trimmingBrackets: String {
        hasPrefix("[") && hasSuffix("]") ? String(dropFirst().dropLast()) : String(self)
    }
}

/// Why data did not go along.
public struct MigrationFailure: Error, Sendable, CustomStringConvertible {
    /// The reason.
    public let description: String
    /// What to do.
    public let hint: String?

    init(_ description: String, hint: String? = nil) {
        self.description = description
        self.hint = hint
    }
}
