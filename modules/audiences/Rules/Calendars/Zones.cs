using NodaTime;

namespace Audiences.Rules;

/// <summary>
/// The time zones of the IANA database that NodaTime carries: the machine's own may be missing, or be updated under our feet and
/// move people in and out of audiences.
/// </summary>
internal static class Zones
{
    private static readonly IDateTimeZoneProvider Known = DateTimeZoneProviders.Tzdb;

    /// <summary>Names are exact, as IANA writes them.</summary>
    public static bool Has(string name) => Known.Ids.Contains(name);

    public static DateTimeZone Of(string name) => Known[name];

    /// <summary>The zone somebody will have meant, by its whole name or by its city.</summary>
    public static string? Nearest(string written)
    {
        var byCity = Known.Ids.GroupBy(City, StringComparer.Ordinal).ToDictionary(zones => zones.Key, zones => zones.First(), StringComparer.Ordinal);
        return Contracts.Nearest.To(written, Known.Ids)
            ?? (Contracts.Nearest.To(City(written.Replace(' ', '_')), byCity.Keys) is { } city ? byCity[city] : null);
    }

    private static string City(string zone) => zone[(zone.LastIndexOf('/') + 1)..];
}
