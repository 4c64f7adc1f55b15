import Glibc
import Helm
import Host
import Testing

@Suite(.needsHelm) struct PullTests {
    @Test func pullsFromARepository() throws {
        let packed = try chart([("templates/a.yaml", "a: 1")], name: "web").bytes
        let index = """
            apiVersion: v1
            entries:
              web: [{apiVersion: v2, name: web, version: 1.0.0, urls: [files/web-1.0.0.tgz]}]
            """
        let server = try FileServer(["/index.yaml": Array(index.utf8), "/files/web-1.0.0.tgz": packed])
        try Files.withTemporaryDirectory { folder in
            let file = try engine.pull(
                repository: server.address + "/", name: "web", version: "1.0.0", into: folder / "charts")
            #expect(file == folder / "charts/web-1.0.0.tgz")
            #expect(try Files.read(file) == packed)
            #expect(try Files.list(folder / "charts").count == 1)
            let missing = try failure {
                _ = try engine.pull(repository: server.address, name: "web", version: "2.0.0", into: folder / "charts")
            }
            #expect(missing.kind == .repository)
            #expect(try Files.list(folder / "charts").count == 1)
        }
    }

    @Test func unreachableRepository() throws {
        let server = try FileServer([:])
        try Files.withTemporaryDirectory { folder in
            let error = try failure {
                _ = try engine.pull(repository: server.address, name: "web", version: "1.0.0", into: folder)
            }
            #expect(error.kind == .repository)
            #expect(try Files.list(folder).isEmpty)
        }
    }
}

/// Serves a few files on this machine, one request per connection, until it is released.
private final class FileServer: Sendable {
    let address: String
    private let listener: Int32

    init(_ files: [String: [UInt8]]) throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        let ready = withUnsafeMutablePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, length) == 0 && listen(listener, 8) == 0
                    && getsockname(listener, address, &length) == 0
            }
        }
        try #require(ready)
        address = "http://127.0.0.1:\(UInt16(bigEndian: name.sin_port))"
        var thread = pthread_t()
        let work = Unmanaged.passRetained(Work(listener: listener, files: files))
        let started = pthread_create(
            &thread, nil,
            { argument in
                if let argument { Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().serve() }
                return nil
            }, work.toOpaque())
        try #require(started == 0)
        pthread_detach(thread)
    }

    deinit {
        // Wakes the thread out of accept; it closes the descriptor.
        shutdown(listener, Int32(SHUT_RDWR))
    }

    private final class Work: Sendable {
        let listener: Int32
        let files: [String: [UInt8]]

        init(listener: Int32, files: [String: [UInt8]]) {
            self.listener = listener
            self.files = files
        }

        func serve() {
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else { break }
                answer(connection)
                close(connection)
            }
            close(listener)
        }

        private func answer(_ connection: Int32) {
            var request = [UInt8](repeating: 0, count: 8192)
            let count = recv(connection, &request, request.count, 0)
            guard count > 0 else { return }
            let words = String(decoding: request.prefix(count), as: UTF8.self).split(separator: " ")
            let body = words.count > 1 ? files[String(words[1])] : nil
            let head = "HTTP/1.1 \(body == nil ? "404 Not Found" : "200 OK")\r\nContent-Length: \(body?.count ?? 0)\r\n"
            let reply = Array((head + "Connection: close\r\n\r\n").utf8) + (body ?? [])
            var sent = 0
            while sent < reply.count {
                let step = reply[sent...].withUnsafeBytes {
                    send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                guard step > 0 else { return }
                sent += step
            }
        }
    }
}
