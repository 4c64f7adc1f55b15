import Glibc

/// The reference validator: Python's jsonschema package, when the machine has it.
enum Python {
    static let isPresent: Bool = {
        let found = system("python3 -c 'import jsonschema; jsonschema.Draft202012Validator' >/dev/null 2>&1") == 0
        if !found { print("SKIPPED: the comparison with jsonschema needs python3 with the jsonschema package") }
        return found
    }()

    struct Failure: Error {
        let reason: String
    }

    /// Runs a script with the input in a file named by its first argument; returns what it prints.
    static func run(_ script: String, input: String) throws -> [UInt8] {
        var template = Array("/tmp/schema-interop-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure(reason: "no temporary directory") }
        let directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let names = ["script.py", "input.json"].map { directory + "/" + $0 }
        defer {
            for name in names { unlink(name) }
            rmdir(directory)
        }
        for (name, text) in zip(names, [script, input]) {
            guard let file = fopen(name, "w") else { throw Failure(reason: "cannot write \(name)") }
            let bytes = Array(text.utf8)
            let count = fwrite(bytes, 1, bytes.count, file)
            guard fclose(file) == 0, count == bytes.count else { throw Failure(reason: "cannot write \(name)") }
        }
        guard let pipe = popen("python3 \(names[0]) \(names[1])", "r") else {
            throw Failure(reason: "cannot start python3")
        }
        var output: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = fread(&buffer, 1, buffer.count, pipe)
            guard count > 0 else { break }
            output += buffer[..<count]
        }
        guard pclose(pipe) == 0 else { throw Failure(reason: "python3 failed") }
        return output
    }
}
