using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Tests.Rules.Plain;

/// <summary>One question to both evaluators: somebody, what they did, a definition, and now. Nothing here is of the module.</summary>
internal sealed record PlainCase(PlainPerson Person, PlainEvent[] Events, string Definition, IReadOnlyDictionary<string, string> Audiences, long Now)
{
    private static readonly Regex Date = new("2026-\\d\\d-\\d\\d");
    private static readonly Regex WithoutYear = new("@\\d{4}(-\\d\\d-\\d\\d)");

    /// <summary>All that is asked lies between now and then: what comes of anybody's dates has come, with months in the rules that of two.</summary>
    public long End => Now + (((Definition + string.Concat(Audiences.Values)).Contains("Month") ? 75 : 24) * 86_400_000L);

    /// <summary>
    /// The same in that time zone and so many days later, with every date of 2026 moved along; of dates behind an @ the year gets lost.
    /// </summary>
    public PlainCase At(string zone, int days)
    {
        string Moved(string text) => WithoutYear.Replace(Date.Replace(text, match => Shown(match.Value, days)), "-$1").Replace("\"ZONE\"", $"\"{zone}\"");
        var ms = days * 86_400_000L;
        return new PlainCase(
            Person with
            {
                Values = Person.Values.ToDictionary(pair => pair.Key, pair => Moved(pair.Value)),
                Writes = [.. Person.Writes.Select(write => write with { At = write.At + ms })],
                CreatedAt = Person.CreatedAt + ms,
            },
            [.. Events.Select(item => item with { At = item.At + ms, Properties = Moved(item.Properties) })],
            Moved(Definition), Audiences.ToDictionary(pair => pair.Key, pair => Moved(pair.Value)), Now + ms);
    }

    /// <summary>All that is needed to see a failure again.</summary>
    public override string ToString()
    {
        var text = new StringBuilder($"now {Instants.Show(Now)}\n{Definition}\n");
        foreach (var (id, definition) in Audiences)
        {
            text.Append($"audience.{id} = {definition}\n");
        }
        foreach (var (key, json) in Person.Values)
        {
            text.Append($"{key} = {json}\n");
        }
        foreach (var write in Person.Writes)
        {
            text.Append($"{Instants.Show(write.At)} {PlainPerson.Written} = {write.Json}\n");
        }
        text.Append(Person with { Values = new Dictionary<string, string>(), Writes = [] }).Append('\n');
        foreach (var item in Events)
        {
            text.Append($"{Instants.Show(item.At)} {(item.IsPage ? "page " : "")}{item.Name} {item.Properties} {item.Context}{(item.Active ? "" : " inactive")}\n");
        }
        return text.ToString();
    }

    private static string Shown(string date, int days) =>
        DateOnly.ParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture).AddDays(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <param name="Values">Profile values by key, as JSON.</param>
/// <param name="Writes">Of the trait <see cref="Written"/>, in the order in which they come in; no two at one instant.</param>
/// <param name="Pins">By audience: in, or out.</param>
internal sealed record PlainPerson(
    IReadOnlyDictionary<string, string> Values, PlainWrite[] Writes, string[] Tags, string[] Sources, string? Email, bool Archived, bool Subscribed, string Origin,
    long CreatedAt, IReadOnlyDictionary<string, bool> Pins)
{
    public const string Written = "trait.state";

    /// <summary>The origin of who was made from a conversation.</summary>
    public const string Automatic = "conversation";

    /// <summary>When the rule archives who is nobody's concern; such a person was in copy first when it was made.</summary>
    public long? ArchivesAt => Origin == Automatic && !Archived && Values.GetValueOrDefault("assignedTo", "null") == "null" && !Pins.Values.Contains(true) ? CreatedAt : null;

    /// <summary>Under which somebody is pinned in or out of the audience that is asked about.</summary>
    public const string Asked = "asked";

    public override string ToString() =>
        $"tags [{string.Join(',', Tags)}] sources [{string.Join(',', Sources)}] email {Email} archived {Archived} subscribed {Subscribed} origin {Origin} created {Instants.Show(CreatedAt)} pins [{string.Join(',', Pins)}]";
}

internal sealed record PlainWrite(long At, string Json);

/// <param name="Context">As the SDK sends it.</param>
internal sealed record PlainEvent(string Name, long At, string Properties, bool Active, bool IsPage, string Context = "{}");

internal static class Instants
{
    public static string Show(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'");
}
