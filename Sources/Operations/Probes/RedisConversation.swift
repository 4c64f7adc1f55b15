import Crypto
import Glibc
import Host

/// AUTH and PING in the protocol of Redis (RESP2: "Redis serialization protocol specification"): a command is an array of bulk strings, a
/// simple reply is one line.
enum RedisConversation {
    /// Says PING, after AUTH if there is a password.
    ///
    /// - Parameters:
    ///   - place: host and port.
    ///   - password: the password; empty: no AUTH.
    static func ping(at place: (host: String, port: Int), password: SecretBytes) throws -> Outcome {
        let socket: Socket
        do {
            socket = try Socket(host: place.host, port: place.port, milliseconds: 10_000)
        } catch let failure as SocketFailure {
            return .failed(failure.message)
        }
        defer { socket.close() }
        do {
            if !password.isEmpty {
                try password.withBytes { try socket.write(command([Array("AUTH".utf8), $0])) }
                let reply = try socket.line()
                if reply.hasPrefix("-") { return .denied(String(reply.dropFirst())) }
                guard reply == "+OK" else { return .failed("AUTH is answered \(reply)") }
            }
            try socket.write(command([Array("PING".utf8)]))
            let reply = try socket.line()
            if reply.hasPrefix("-NOAUTH") || reply.hasPrefix("-WRONGPASS") { return .denied(String(reply.dropFirst())) }
            if reply.hasPrefix("-") { return .failed("PING is answered \(reply.dropFirst())") }
            return .text(String(reply.dropFirst()))
        } catch let failure as SocketFailure {
            return .failed(failure.message)
        }
    }

    /// A command as it is sent.
    static func command(_ words: [[UInt8]]) -> [UInt8] {
        words.reduce(into: Array("*\(words.count)\r\n".utf8)) { bytes, word in
            bytes += Array("$\(word.count)\r\n".utf8) + word + Array("\r\n".utf8)
        }
    }
}
