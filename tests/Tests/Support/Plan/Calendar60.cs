namespace Tests.Support.Plan;

/// <summary>Sixty days of history and the ten instants at which the members are compared.</summary>
internal static class Calendar60
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static DateTimeOffset Day(double day) => Start + TimeSpan.FromMilliseconds(Math.Round(day * 86_400_000));

    /// <summary>At the first six the messages that arrived by then are sent; at the last four only time moves.</summary>
    public static readonly DateTimeOffset[] Positions = [.. new[] { 20, 28, 36, 44, 52, 60, 60.5, 62.25, 66, 71 }.Select(Day)];

    public const int SendingPositions = 6;
}
