namespace Host.Commands.Doctor;

/// <param name="About">One word.</param>
/// <param name="Text">What was seen and, unless it is well, what to do.</param>
internal sealed record Finding(Verdict Verdict, string About, string Text)
{
    public static Finding Ok(string about, string text) => new(Verdict.Ok, about, text);

    public static Finding Warn(string about, string text) => new(Verdict.Warn, about, text);

    public static Finding Fail(string about, string text) => new(Verdict.Fail, about, text);
}

internal enum Verdict { Ok = 0, Warn, Fail }
