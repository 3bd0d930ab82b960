namespace Audiences.Rules;

/// <summary>Whose days are meant.</summary>
/// <param name="Zone">IANA name of a time zone.</param>
/// <param name="WeekStart">Where weeks are meant, the day they begin with.</param>
internal sealed record Calendar(string Zone, DayOfWeek? WeekStart = null)
{
    public const string Utc = "UTC";
}
