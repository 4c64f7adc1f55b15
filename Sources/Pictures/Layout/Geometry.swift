/// A point of a picture, in whole pixels: whole numbers are the same on every machine.
package struct Point: Sendable, Equatable {
    package var x: Int
    package var y: Int
}

/// The sizes of a picture's parts, in pixels.
enum Measure {
    static let boxWidth = 196
    static let titleSize = 12
    static let smallSize = 10
    static let rowSize = 11
    /// From the top of a box to the line of its title.
    static let titleLine = 20
    /// The height of a line of small text below the title.
    static let smallLine = 13
    static let rowHeight = 15
    static let boxPadding = 8
    /// Between two boxes of a column.
    static let boxGap = 18
    /// Between lines that pass a column.
    static let laneGap = 7
    /// Between the vertical parts of two lines.
    static let trackGap = 7
    /// Between a box and the nearest vertical part.
    static let trackMargin = 16
    static let narrowestGap = 44
    static let margin = 16
    static let cornerRadius = 6
}
