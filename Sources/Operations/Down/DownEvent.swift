/// What happens while a platform is taken down, for whoever shows it. Events come from several threads, one at a time.
public enum DownEvent: Sendable {
    /// A phase begins.
    case phase(number: Int, DownPhase)
    /// A step begins.
    case began(DownStep)
    /// A step waits, for these objects and reasons; told anew whenever the reasons change.
    case waiting(DownStep, [WaitReason])
    /// A step is done; so many objects, releases and applications were removed.
    case done(DownStep, Int, milliseconds: Int64)
    /// A step failed.
    case failed(DownStep, any Error)
    /// Something a person should know.
    case note(DownStep, String)
    /// An object turned out to stay.
    case kept(DownStep, DownLeft)
}
