import Glibc

// Writes every file below a folder into one Swift file: a list of (path, text) with raw string literals. One literal per file
// compiles in a moment; arrays of bytes would take minutes.

func fail(_ message: String) -> Never {
    fputs("embed-resources: \(message)\n", errorStream)
    exit(1)
}

nonisolated(unsafe) let errorStream = fdopen(2, "w")

func read(_ path: String) -> [UInt8] {
    guard let file = fopen(path, "rb") else { fail("cannot read \(path)") }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
        let count = fread(&buffer, 1, buffer.count, file)
        if count == 0 { return bytes }
        bytes += buffer[..<count]
    }
}

func files(below folder: String, prefix: String = "") -> [String] {
    guard let directory = opendir(folder) else { fail("cannot list \(folder)") }
    defer { closedir(directory) }
    var found: [String] = []
    while let entry = readdir(directory) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
            $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name == "." || name == ".." { continue }
        // Python leaves caches beside the plug-ins when their tests run. Only what goes into a repository may be hidden.
        if name.hasPrefix(".") && !prefix.hasSuffix("/repository/") || name == "__pycache__" || name.hasSuffix(".pyc") {
            continue
        }
        let path = folder + "/" + name
        var status = stat()
        guard stat(path, &status) == 0 else { continue }
        if status.st_mode & S_IFMT == S_IFDIR {
            found += files(below: path, prefix: prefix + name + "/")
        } else {
            found.append(prefix + name)
        }
    }
    return found
}

/// A raw literal whose delimiter occurs nowhere in the text.
func literal(_ text: String) -> String {
    var hashes = "###"
    while text.contains("\"\"\"" + hashes) || text.contains("\\" + hashes) { hashes += "#" }
    return "\(hashes)\"\"\"\n\(text)\n\"\"\"\(hashes)"
}

let arguments = CommandLine.arguments
guard arguments.count == 3 else { fail("usage: embed-resources FOLDER OUTPUT.swift") }
var output =
    "/// The files of the catalog's `Resources` folder, in the byte order of their paths.\nlet embeddedResources: [(path: StaticString, text: StaticString)] = [\n"
for path in files(below: arguments[1]).sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
    guard let text = String(validating: read(arguments[1] + "/" + path), as: UTF8.self) else {
        fail("\(path) is not UTF-8")
    }
    output += "    (\"\(path)\",\n\(literal(text))),\n"
}
output += "]\n"
guard let file = fopen(arguments[2], "wb") else { fail("cannot write \(arguments[2])") }
let bytes = Array(output.utf8)
guard fwrite(bytes, 1, bytes.count, file) == bytes.count, fclose(file) == 0 else {
    fail("cannot write \(arguments[2])")
}
