extension Node: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByStringInterpolation, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    /// Makes null.
    public init(nilLiteral: ()) { self.init(.null) }
    /// Makes a truth value.
    public init(booleanLiteral value: Bool) { self.init(.bool(value)) }
    /// Makes a whole number.
    public init(integerLiteral value: Int64) { self.init(.integer(value)) }
    /// Makes a floating point number.
    public init(floatLiteral value: Double) { self.init(.double(value)) }
    /// Makes a text.
    public init(stringLiteral value: String) { self.init(.string(value)) }
    /// Makes a list.
    public init(arrayLiteral elements: Node...) { self.init(.list(elements)) }
    /// Makes a mapping; of equal keys the last value counts.
    public init(dictionaryLiteral elements: (String, Node)...) { self.init(.mapping(Mapping(elements))) }
}
