using System.Text.Json.Nodes;

namespace Tests.Rules.Plain;

/// <summary>What a contact's fields hold at an instant.</summary>
internal sealed class PlainFields(PlainCase given, PlainValues values, Fault fault)
{
    /// <summary>The owner of the book judged.</summary>
    public const string Me = "u1";

    private readonly JsonObject _profile = new(given.Person.Values
        .Concat(given.Person.Writes.OrderBy(write => write.At).TakeLast(1).Select(last => KeyValuePair.Create(PlainPerson.Written, last.Json)))
        .Select(pair => KeyValuePair.Create(pair.Key, PlainJson.Parse(pair.Value))));

    public bool Archived(long n) => given.Person.Archived || (fault != Fault.AutomaticStay && given.Person.ArchivesAt <= n);

    public List<JsonNode?> Of(string field, long n)
    {
        var person = given.Person;
        return field switch
        {
            "email" => [.. person.Email is null ? [] : (JsonNode?[])[person.Email]],
            "tag" => [.. person.Tags.Select(tag => (JsonNode?)tag)],
            "source" => [.. person.Sources.Select(source => (JsonNode?)source)],
            "origin" => [person.Origin],
            "archived" => [Archived(n)],
            "subscribed" => [person.Subscribed],
            "identified" => [person.Email is not null],
            "imported" => [person.Origin is "addressBook" or "device" or "file" or "api"],
            "createdAt" => [Instants.Show(person.CreatedAt)],
            "country" => [.. Located("country").Select(PlainTest.Country)],
            "city" => Located("city"),
            "firstSeen" or "lastSeen" => Seen(first: field == "firstSeen" && fault != Fault.FirstSeenIsLast, n),
            _ => values.At(_profile, field.Split('.')),
        };
    }

    private List<JsonNode?> Located(string part) =>
        [.. ((string[])["address", "trait.address", "location"])
            .Select(key => _profile[key] is JsonObject place && values.Text(place[part]) is not null ? place[part] : null)
            .Where(found => found is not null).Take(1)];

    private List<JsonNode?> Seen(bool first, long n)
    {
        var seen = given.Events.Where(item => (item.Active || fault == Fault.InactiveEventsAreSeen) && item.At <= n).Select(item => item.At).Order().ToArray();
        return seen.Length == 0 ? [] : [Instants.Show(first ? seen[0] : seen[^1])];
    }
}
