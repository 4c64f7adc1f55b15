/// Turns character positions into places for texts in which libyaml counts lines otherwise than editors do.
///
/// libyaml also ends a line at U+0085, U+2028 and U+2029, as YAML 1.1 had it. In the rare text that has one of these
/// its line numbers are of no use, but the number of characters before a token is.
struct LineTable {
    /// The index of the first character of each line.
    private var starts = [0]

    /// Makes the table, or nil when libyaml's own numbers are right.
    init?(_ bytes: [UInt8]) {
        guard Self.hasOddLineEnd(bytes) else { return nil }
        var character = 0
        for (index, byte) in bytes.enumerated() where byte & 0xC0 != 0x80 {
            character += 1
            if byte == 0x0A || (byte == 0x0D && !(index + 1 < bytes.count && bytes[index + 1] == 0x0A)) {
                starts.append(character)
            }
        }
    }

    /// The line and column, both from 0, of a character.
    func position(ofCharacter character: Int) -> (line: Int, column: Int) {
        var low = 0
        var high = starts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= character { low = middle } else { high = middle }
        }
        return (low, character - starts[low])
    }

    private static func hasOddLineEnd(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBufferPointer { bytes in
            for index in bytes.indices {
                if bytes[index] == 0xC2, index + 1 < bytes.count, bytes[index + 1] == 0x85 { return true }
                if bytes[index] == 0xE2, index + 2 < bytes.count, bytes[index + 1] == 0x80,
                    bytes[index + 2] & 0xFE == 0xA8
                {
                    return true
                }
            }
            return false
        }
    }
}
