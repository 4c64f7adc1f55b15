/// The consumer's own user reads in the consumer's own database.
struct PostgresProbe: Probe {
    var host: String
    var port: Int
    var user: String
    var database: String
    var password: [Piece]

    static let statement = "SELECT current_user || '|' || current_database() || '|' || (SELECT 1)"

    var exchanges: [Exchange] {
        [
            Exchange(
                "ask who one is",
                .sql(
                    SQLExchange(
                        host: host, port: port, user: user, database: database, password: password,
                        statement: Self.statement)))
        ]
    }

    func judge(_ outcomes: [Outcome], at now: Int64) throws -> String {
        if case .denied(let reason) = outcomes[0] {
            throw ProbeFailure(
                "\(user) is refused: \(ShownText.clean(reason))",
                hint: "the password in the store is not the database's; was one of them changed by hand?")
        }
        let answer = try outcomes[0].string().split(separator: "\n").first.map(String.init) ?? ""
        guard answer.utf8.elementsEqual("\(user)|\(database)|1".utf8) else {
            throw ProbeFailure("the database answers \(ShownText.clean(answer)) instead of \(user) in \(database)")
        }
        return "\(user) in \(database)"
    }
}

/// Who may not read a database, may not.
struct PostgresRefusalProbe: Probe {
    var host: String
    var port: Int
    var user: String
    var database: String
    var password: [Piece]
    var whom: String

    var exchanges: [Exchange] {
        [
            Exchange(
                "ask as somebody else",
                .sql(
                    SQLExchange(
                        host: host, port: port, user: user, database: database, password: password,
                        statement: "SELECT 1")))
        ]
    }

    func judge(_ outcomes: [Outcome], at now: Int64) throws -> String {
        switch outcomes[0] {
        case .denied: return "\(whom) is refused"
        case .text:
            throw ProbeFailure("\(whom) is let in", hint: "the server asks for no password; see its pg_hba.conf")
        default: throw ProbeFailure("nothing is proved: \((try? outcomes[0].string()) ?? Self.reason(outcomes[0]))")
        }
    }

    private static func reason(_ outcome: Outcome) -> String {
        if case .failed(let reason) = outcome { return ShownText.clean(reason) }
        return "the answer is of another kind"
    }
}

/// The cache takes the consumer's password and answers.
struct RedisProbe: Probe {
    var host: String
    var port: Int
    var password: [Piece]

    var exchanges: [Exchange] {
        [Exchange("say PING", .redis(RedisExchange(host: host, port: port, password: password)))]
    }

    func judge(_ outcomes: [Outcome], at now: Int64) throws -> String {
        if case .denied(let reason) = outcomes[0] {
            throw ProbeFailure(
                "the password is refused: \(ShownText.clean(reason))",
                hint: "was the server restarted since its password was changed?")
        }
        let answer = try outcomes[0].string()
        guard answer == "PONG" else { throw ProbeFailure("PING is answered \(ShownText.clean(answer, limit: 60))") }
        return "PONG"
    }
}

/// The cache lets nobody in without a password.
struct RedisRefusalProbe: Probe {
    var host: String
    var port: Int

    var exchanges: [Exchange] {
        [Exchange("say PING without a password", .redis(RedisExchange(host: host, port: port, password: [])))]
    }

    func judge(_ outcomes: [Outcome], at now: Int64) throws -> String {
        switch outcomes[0] {
        case .denied: return "who has no password is refused"
        case .failed(let reason): throw ProbeFailure(ShownText.clean(reason))
        default: throw ProbeFailure("who has no password is let in")
        }
    }
}
