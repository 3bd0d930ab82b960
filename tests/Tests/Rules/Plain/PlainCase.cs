using System.Text;

namespace Tests.Rules.Plain;

/// <summary>One question to both evaluators: somebody, what they did, a definition, and now. Nothing here is of the module.</summary>
internal sealed record PlainCase(PlainPerson Person, PlainEvent[] Events, string Definition, IReadOnlyDictionary<string, string> Audiences, long Now)
{
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
        text.Append(Person with { Values = new Dictionary<string, string>() }).Append('\n');
        foreach (var item in Events)
        {
            text.Append($"{Instants.Show(item.At)} {(item.IsPage ? "page " : "")}{item.Name} {item.Properties}{(item.Active ? "" : " inactive")}\n");
        }
        return text.ToString();
    }
}

/// <param name="Values">Profile values by key, as JSON.</param>
internal sealed record PlainPerson(
    IReadOnlyDictionary<string, string> Values, string[] Tags, string[] Sources, string? Email, bool Archived, bool Subscribed, string Origin, long CreatedAt)
{
    public override string ToString() =>
        $"tags [{string.Join(',', Tags)}] sources [{string.Join(',', Sources)}] email {Email} archived {Archived} subscribed {Subscribed} origin {Origin} created {Instants.Show(CreatedAt)}";
}

internal sealed record PlainEvent(string Name, long At, string Properties, bool Active, bool IsPage);

internal static class Instants
{
    public static string Show(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'");
}
