import Crypto
import Glibc
import HTTP
import Host
import Testing

/// The misbehaving server of Fixtures/server.py, started once for all tests; it ends when this process does.
struct TestServer: Sendable {
    let folder: Path
    let ports: [String: Int]

    static let comment: Comment = "SKIPPED: these tests need `python3` and `openssl` on PATH"
    static let isPossible = Processes.find("python3") != nil && Processes.find("openssl") != nil

    private static let shared = Result { try start() }

    /// The one server.
    static func running() throws -> TestServer { try shared.get() }

    struct NotStarted: Error {
        let log: String
    }

    private static func start() throws -> TestServer {
        var template = Array("/tmp/fairlead-http-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw NotStarted(log: "no temporary folder") }
        let folder = Path(String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self))
        let script = Path(#filePath).parent / "Fixtures/server.py"
        let command = "exec python3 '\(script)' '\(folder)' > '\(folder)/ports' 2> '\(folder)/log'"
        // The pipe stays open as long as this process lives; "e" keeps it from other children.
        guard popen(command, "we") != nil else { throw NotStarted(log: "no process") }
        for _ in 0..<600 {
            let lines = (try? Files.readText(folder / "ports"))?.split(separator: "\n") ?? []
            if lines.last == "ready" {
                let pairs = lines.dropLast().compactMap { line -> (String, Int)? in
                    let words = line.split(separator: " ")
                    return words.count == 2 ? Int(words[1]).map { (String(words[0]), $0) } : nil
                }
                return TestServer(folder: folder, ports: Dictionary(uniqueKeysWithValues: pairs))
            }
            usleep(50_000)
        }
        throw NotStarted(log: (try? Files.readText(folder / "log")) ?? "")
    }

    func port(_ name: String) throws -> Int { try #require(ports[name]) }

    func url(_ name: String, _ path: String, host: String = "127.0.0.1") throws -> String {
        "http\(["plain", "other", "reuse", "threads", "proxy"].contains(name) ? "" : "s")://\(host):\(try port(name))\(path)"
    }

    func pem(_ name: String) throws -> [UInt8] { try Files.read(folder / name) }

    /// Trusts the authority of these tests.
    func trust() throws -> TLSSettings {
        var tls = TLSSettings()
        tls.authorities = try pem("authority.pem")
        return tls
    }
}

func makeCurl(_ tls: TLSSettings = TLSSettings(), isFollowing: Bool = false) -> Curl {
    Curl(tls: tls, userAgent: "fairlead-tests", isFollowing: isFollowing)
}

/// The failure that a request ends with.
func failure(_ work: () throws -> HTTPResponse) throws -> HTTPFailure {
    let error = #expect(throws: HTTPFailure.self) { try work() }
    return try #require(error)
}

extension HTTPResponse {
    var text: String { String(decoding: body, as: UTF8.self) }
}
