import TestSupport
import Values

/// Makes random trees from a seed.
struct TreeGenerator {
    private var random: SeededGenerator
    /// Whether numbers that JSON does not have may come.
    private let withoutJSON: Bool

    init(seed: Int, withoutJSON: Bool = true) {
        random = SeededGenerator(seed: seed)
        self.withoutJSON = withoutJSON
    }

    mutating func node(depth: Int = 4) -> Node {
        switch Int.random(in: 0..<(depth > 0 ? 10 : 6), using: &random) {
        case 0: return nil
        case 1: return Node(.bool(Bool.random(using: &random)))
        case 2: return Node(.integer(integer()))
        case 3: return Node(.double(double()))
        case 4, 5: return Node(.string(text()))
        case 6, 7: return Node(.list((0..<Int.random(in: 0..<5, using: &random)).map { _ in node(depth: depth - 1) }))
        default:
            return Node(
                .mapping(
                    Mapping((0..<Int.random(in: 0..<12, using: &random)).map { _ in (text(), node(depth: depth - 1)) }))
            )
        }
    }

    mutating func text() -> String {
        switch Int.random(in: 0..<6, using: &random) {
        case 0, 1: return nastyTexts.randomElement(using: &random) ?? ""
        case 2: return (0..<3).map { _ in nastyTexts.randomElement(using: &random) ?? "" }.joined()
        case 3:
            // Characters that mean something, close together.
            let signs = Array(
                " \n\t\r:#-?|>'\"\\0123456789.eE+_,[]{}&*!%@`~=<yno\u{85}\u{2028}\u{FEFF}é😀".unicodeScalars)
            var text = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0..<12, using: &random) {
                text.append(signs.randomElement(using: &random) ?? "a")
            }
            return String(text)
        case 4:
            var text = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0..<8, using: &random) {
                text.append(UnicodeScalar(UInt32.random(in: 0..<0x11_0000, using: &random)) ?? "a")
            }
            return String(text)
        default:
            return (0..<Int.random(in: 1..<4, using: &random)).map { _ in
                ["name", "value", "app.kubernetes.io/name", "line\n", "two words"].randomElement(using: &random) ?? ""
            }.joined(separator: "-")
        }
    }

    private mutating func integer() -> Int64 {
        switch Int.random(in: 0..<4, using: &random) {
        case 0: Int64.random(in: .min ... .max, using: &random)
        case 1: [Int64.min, Int64.max, 0, -1].randomElement(using: &random) ?? 0
        default: Int64.random(in: -1000...1000, using: &random)
        }
    }

    private mutating func double() -> Double {
        let special: [Double] = [
            0.0, -0.0, 1, 1e21, 1e-5, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 1e15, 1e16, 123456789.125, 0.1,
        ]
        switch Int.random(in: 0..<4, using: &random) {
        case 0: return special.randomElement(using: &random) ?? 0
        case 1:
            let number = Double(bitPattern: UInt64.random(in: .min ... .max, using: &random))
            return withoutJSON || number.isFinite ? number : 1.5
        case 2 where withoutJSON: return [Double.nan, .infinity, -.infinity].randomElement(using: &random) ?? 0
        default: return Double.random(in: -1e6...1e6, using: &random)
        }
    }
}
