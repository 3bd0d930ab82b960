using System.Text.Json;

namespace Benchmarks.Questions;

/// <summary>
/// How many bytes a question touches when each column that it names lies for itself and is read once: an estimate to hold against memory's
/// bandwidth, the same whatever the server does inside.
/// </summary>
internal sealed class Touched(Crowd crowd)
{
    private const string Event = "event.";
    private const int OfTime = 64, OfNumber = 64, OfKnownText = 16, OfBegin = 32;

    /// <summary>Bits a contact: one for a set, eight where there are few values, else what the value has.</summary>
    private static readonly Dictionary<string, int> Bits = new(StringComparer.Ordinal)
    {
        ["tag"] = 1, ["subscribed"] = 1, ["trait.plan"] = 8, ["country"] = 8, ["stage"] = 8, ["trait.points"] = 32, ["createdAt"] = OfTime,
        ["lastSeen"] = OfTime, ["email"] = 24 * 8,
    };

    public double Of(JsonElement definition) => Columns(definition).Distinct(StringComparer.Ordinal).Sum(BitsOf) / 8;

    /// <summary>Fields, events, and properties of events as <c>event.purchase/amount</c>.</summary>
    private static IEnumerable<string> Columns(JsonElement node)
    {
        foreach (var part in Items(node, "conditions").Concat(Items(node, "exclude")).SelectMany(Columns)) yield return part;
        if (!node.TryGetProperty("field", out var field)) yield break;
        yield return field.GetString()!;
        foreach (var test in Items(node, "where")) yield return $"{field.GetString()}/{test.GetProperty("property").GetString()}";
    }

    private double BitsOf(string column)
    {
        if (!column.StartsWith(Event, StringComparison.Ordinal)) return (double)Bits[column] * crowd.Contacts;
        var (name, property) = column[Event.Length..].Split('/') is [var of, var value] ? (of, value) : (column[Event.Length..], null);
        var events = Happening.ShareOf(name) * crowd.Events;
        return property is null
            ? (OfTime * events) + ((double)OfBegin * crowd.Contacts)
            : (Happening.Properties.Single(known => known.Name == property).IsText ? OfKnownText : OfNumber) * events;
    }

    private static IEnumerable<JsonElement> Items(JsonElement node, string name) =>
        node.TryGetProperty(name, out var list) ? list.EnumerateArray() : [];
}
