import Glibc
import Host

/// Why a connection came to nothing.
struct SocketFailure: Error {
    var message: String
}

/// A TCP connection with a deadline for all of it.
final class Socket {
    private let descriptor: Int32
    private let deadline: Int64
    private let place: String
    private var pending: [UInt8] = []

    /// The longest line.
    private static let lineLimit = 4096

    /// Connects to the first address of a host that takes the connection.
    ///
    /// - Parameters:
    ///   - host: name or address; an IPv6 address with or without brackets.
    ///   - port: the port.
    ///   - milliseconds: how long everything may take.
    /// - Throws: `SocketFailure`, `Interrupted`.
    init(host: String, port: Int, milliseconds: Int) throws {
        place = "\(host):\(port)"
        deadline = Clock.system.monotonicMilliseconds() + Int64(milliseconds)
        let name = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        let addresses: [String]
        do {
            addresses = try HostNames.resolve(name)
        } catch let interrupted as Interrupted {
            throw interrupted
        } catch {
            throw SocketFailure(message: "the name \(host) cannot be looked up")
        }
        guard !addresses.isEmpty else { throw SocketFailure(message: "the name \(host) is not known") }
        var reason = "no address"
        for address in addresses {
            switch try Socket.open(address, port, deadline) {
            case .success(let opened):
                descriptor = opened
                return
            case .failure(let failure): reason = failure.message
            }
        }
        throw SocketFailure(message: "no connection to \(host):\(port): \(reason)")
    }

    /// Ends the connection.
    func close() { Glibc.close(descriptor) }

    /// Sends all bytes.
    func write(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN || errno == EINTR {
                try Socket.wait(descriptor, Int16(POLLOUT), deadline, place)
            } else {
                throw SocketFailure(message: "the connection to \(place) broke: \(String(cString: strerror(errno)))")
            }
        }
    }

    /// The next line without its end.
    func line() throws -> String {
        while true {
            if let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
                let line = pending[..<end].filter { $0 != UInt8(ascii: "\r") }
                pending.removeSubrange(...end)
                return String(decoding: line, as: UTF8.self)
            }
            guard pending.count < Socket.lineLimit else {
                throw SocketFailure(message: "\(place) answers without an end")
            }
            var buffer = [UInt8](repeating: 0, count: 1024)
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count > 0 {
                pending += buffer[..<count]
            } else if count == 0 {
                throw SocketFailure(message: "\(place) closed the connection without an answer")
            } else if errno == EAGAIN || errno == EINTR {
                try Socket.wait(descriptor, Int16(POLLIN), deadline, place)
            } else {
                throw SocketFailure(message: "the connection to \(place) broke: \(String(cString: strerror(errno)))")
            }
        }
    }

    private static let flags = Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)

    private static func open(_ address: String, _ port: Int, _ deadline: Int64) throws -> Result<Int32, SocketFailure> {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(address, String(port), &hints, &list) == 0, let entry = list else {
            return .failure(SocketFailure(message: "no address"))
        }
        defer { freeaddrinfo(entry) }
        let opened = socket(entry.pointee.ai_family, Int32(SOCK_STREAM.rawValue) | flags, 0)
        guard opened >= 0 else { return .failure(SocketFailure(message: String(cString: strerror(errno)))) }
        guard let number = try connect(opened, entry.pointee, deadline) else { return .success(opened) }
        Glibc.close(opened)
        return .failure(SocketFailure(message: String(cString: strerror(number))))
    }

    /// - Returns: the error number; nil once connected.
    private static func connect(_ descriptor: Int32, _ entry: addrinfo, _ deadline: Int64) throws -> Int32? {
        if Glibc.connect(descriptor, entry.ai_addr, entry.ai_addrlen) == 0 { return nil }
        guard errno == EINPROGRESS else { return errno }
        do {
            try wait(descriptor, Int16(POLLOUT), deadline, "it")
        } catch is SocketFailure {
            return ETIMEDOUT
        }
        var number: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &number, &size)
        return number == 0 ? nil : number
    }

    private static func wait(_ descriptor: Int32, _ events: Int16, _ deadline: Int64, _ place: String) throws {
        while true {
            try Interrupt.check()
            let left = deadline - Clock.system.monotonicMilliseconds()
            guard left > 0 else { throw SocketFailure(message: "\(place) does not answer in time") }
            var entry = pollfd(fd: descriptor, events: events, revents: 0)
            if poll(&entry, 1, Int32(min(left, 200))) > 0 { return }
        }
    }
}
