using Contracts;

namespace Audiences.Lifecycle;

/// <summary>What of the membership log is old: whole months (UTC) that ended so many days ago, so that a store may drop a month at once.</summary>
internal static class RetentionPolicy
{
    /// <summary>What is dated before is forgotten; null: everything is kept.</summary>
    public static Instant? Before(Instant now, int days)
    {
        var oldest = now.Ms - (days * 86_400_000L);
        if (days == 0 || oldest <= 0)
            return null;
        var day = new Instant(oldest).ToDateTimeOffset();
        return Instant.From(new DateTimeOffset(day.Year, day.Month, 1, 0, 0, 0, TimeSpan.Zero));
    }
}
