import Crypto
import Host

/// Asks a PostgreSQL database through `psql`: its client library knows every way to sign in and TLS, and comes with the server's packages.
enum PostgresCommand {
    /// Runs a statement.
    ///
    /// - Parameters:
    ///   - sql: the statement and where it goes.
    ///   - place: host and port as reached from here.
    ///   - password: the password.
    static func run(_ sql: SQLExchange, at place: (host: String, port: Int), password: SecretBytes) throws -> Outcome {
        let keep = ["PATH", "LANG", "HOME"]
        var variables = Environment.process.variables.filter { keep.contains($0.key) }
        // Read by no other user's processes, unlike arguments.
        variables["PGPASSWORD"] = password.withBytes { String(decoding: $0, as: UTF8.self) }
        variables["PGCONNECT_TIMEOUT"] = "10"
        variables["PGPASSFILE"] = "/dev/null"
        variables["LC_ALL"] = "C"
        let host = place.host.hasPrefix("[") ? String(place.host.dropFirst().dropLast()) : place.host
        let arguments = [
            "--no-psqlrc", "--no-password", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1", "--host=\(host)",
            "--port=\(place.port)", "--username=\(sql.user)", "--dbname=\(quoted(sql.database))",
            "--command=\(sql.statement)",
        ]
        do {
            let result = try Processes.run(
                "psql", arguments, environment: variables, timeoutSeconds: 30, outputLimit: 1 << 20)
            if result.status == 0 { return .text(String(decoding: result.stdout, as: UTF8.self)) }
            return PostgresMessage.outcome(String(decoding: result.stderr, as: UTF8.self))
        } catch {
            switch error {
            case .notFound:
                return .untried("the command psql is not there: install PostgreSQL's client, or use --in-cluster")
            case .interrupted(_, let signal): throw Interrupted(signal: signal)
            default: return .failed("psql: \(error)")
            }
        }
    }

    // psql takes a database name with an equals sign in it for a whole connection string.
    private static func quoted(_ database: String) -> String {
        guard database.contains("=") || database.contains(":") else { return database }
        let escaped = database.flatMap { $0 == "'" || $0 == "\\" ? ["\\", $0] : [$0] }
        return "dbname='\(String(escaped))'"
    }
}

/// What a client of PostgreSQL says when it comes to nothing.
enum PostgresMessage {
    /// Whether the server was reached and said no. The words are those of the server (`src/backend/libpq/auth.c`, `hba.c`) and the same in
    /// every version from 12 to 18; the locale is set to C.
    static func outcome(_ message: String) -> Outcome {
        let denials = [
            "authentication failed", "no pg_hba.conf entry", "permission denied for database", "no password supplied",
            "pg_hba.conf rejects connection",
        ]
        let line = ShownText.clean(message)
        return denials.contains { message.contains($0) }
            ? .denied(line) : .failed(line.isEmpty ? "psql fails and says nothing" : line)
    }
}
