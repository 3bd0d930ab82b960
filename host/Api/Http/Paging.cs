using System.Globalization;
using Contracts;

namespace Host.Api.Http;

/// <summary>What <c>?limit=&amp;cursor=&amp;total=</c> ask for, for lists in a fixed order.</summary>
/// <param name="After">The place that <see cref="Next"/> was given for the page before; null at the beginning.</param>
internal readonly record struct Paging(int Limit, string? After, bool Total, string Filters)
{
    public const int Default = 50;
    public const int Most = 1000;

    /// <summary>A cursor belongs to the path, to every other query parameter, and to whose data is read.</summary>
    public static Paging Read(HttpContext http)
    {
        var query = http.Request.Query;
        var filters = string.Join('\n', query
            .Where(part => part.Key is not ("limit" or "cursor" or "total"))
            .OrderBy(part => part.Key, StringComparer.Ordinal)
            .Select(part => $"{part.Key}={part.Value}")
            .Prepend($"{http.Request.Path} {http.Principal().Tenant} {http.Principal().Book}"));
        var cursor = query["cursor"].ToString();
        return new(ReadLimit(query["limit"]), cursor == "" ? null : Cursor.Decode(cursor, filters), ReadFlag(query, "total"), filters);
    }

    /// <summary><see cref="After"/> as what the list's places are. Anybody can make a cursor that its checksum fits.</summary>
    public T? Place<T>()
        where T : struct, IParsable<T> =>
        After is null ? null : T.TryParse(After, CultureInfo.InvariantCulture, out var place) ? place : throw Cursor.Invalid();

    /// <summary>The cursor of the page after <paramref name="place"/>.</summary>
    public string Next(string place) => Cursor.Encode(place, Filters);

    /// <summary>
    /// A page out of up to <see cref="Limit"/> + 1 rows: the extra one says that there is more.
    /// </summary>
    public Listing<TItem> Page<TRow, TItem>(
        IReadOnlyList<TRow> rows, Func<TRow, string> place, Func<TRow, TItem> show, long? total = null) =>
        new([.. rows.Take(Limit).Select(show)], rows.Count > Limit ? Next(place(rows[Limit - 1])) : null)
        { Total = Total ? total : null };

    /// <summary>A page of a list that is short enough to be read whole; what the cursor was made of may be gone by now.</summary>
    /// <param name="all">Sorted by <paramref name="place"/>, letter by letter.</param>
    public Listing<TItem> PageOf<TRow, TItem>(IReadOnlyCollection<TRow> all, Func<TRow, string> place, Func<TRow, TItem> show)
    {
        var after = After;
        var rest = after is null ? all : all.Where(row => string.CompareOrdinal(place(row), after) > 0);
        return Page([.. rest.Take(Limit + 1)], place, show, all.Count);
    }

    public static bool ReadFlag(IQueryCollection query, string name) => query[name].ToString() switch
    {
        "" or "false" => false,
        "true" => true,
        _ => throw Refusal.Invalid(name, "is true or false"),
    };

    private static int ReadLimit(string? text) =>
        string.IsNullOrEmpty(text) ? Default
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= Most ? limit
        : throw Refusal.Invalid("limit", $"is a whole number from 1 to {Most}");
}

/// <summary>Every list of the API: <c>{ items, next, total? }</c>.</summary>
/// <param name="Next">The cursor of the next page; null on the last.</param>
internal sealed record Listing<T>(IReadOnlyList<T> Items, string? Next)
{
    /// <summary>Left out unless <c>?total=true</c> asked for it.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public long? Total { get; init; }
}
