using System.Globalization;
using Contracts;

namespace Host.Storage.Partitions;

/// <summary>The two tables of the membership log, which are kept by months of <c>at</c> (UTC): on PostgreSQL a month is a table of its own.</summary>
internal static class LogTables
{
    public const string Entries = "membership_log", Marks = "marks", DatedBy = "at";

    public static readonly string[] Names = [Entries, Marks];

    /// <summary>Months since 1970 began.</summary>
    public static int MonthOf(Instant at)
    {
        var time = at.ToDateTimeOffset().UtcDateTime;
        return ((time.Year - 1970) * 12) + time.Month - 1;
    }

    public static Instant StartOf(int month) => Instant.From(new DateTimeOffset(1970, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(month));

    /// <summary>Of a month's own table.</summary>
    public static string NameOf(string table, int month) =>
        table + StartOf(month).ToDateTimeOffset().ToString("'_'yyyy'_'MM", CultureInfo.InvariantCulture);
}
