using System.Globalization;
using System.Text.RegularExpressions;
using Contracts;

namespace Host.Commands.Demo;

/// <summary>
/// Ends the description of each of the demo's audiences. By it they are known, also when they were renamed or edited, and a load
/// that was cut off goes on as the same one. Who clears it makes the audience their own.
/// </summary>
/// <param name="Load">Part of every message id: one that was erased is never taken again, so each load needs its own.</param>
/// <param name="Now">The business time that all ages count from.</param>
internal sealed partial record DemoMark(string Load, Instant Now)
{
    public static DemoMark New(Instant now) => new(Guid.NewGuid().ToString("N")[..8], now);

    public static DemoMark? Of(string? description) => Shape().Match(description ?? "") is { Success: true } match
        ? new(match.Groups["load"].Value, Instant.From(DateTimeOffset.Parse(match.Groups["now"].Value, CultureInfo.InvariantCulture)))
        : null;

    public override string ToString() => $"Part of demo {Load}, loaded at {Now}; `audiences demo remove` takes it away.";

    [GeneratedRegex(@"Part of demo (?<load>[0-9a-f]{8}), loaded at (?<now>[0-9T:.-]+Z); `audiences demo remove` takes it away\.$")]
    private static partial Regex Shape();
}
