using Contracts;

namespace Tests.Sharing.Shares;

/// <summary>Shares that break one rule each: by what they write, or by how they see the source.</summary>
internal static class ShareMutants
{
    private static readonly Stamp Shares = new(default, "share:buyers", "share", null);

    private static readonly Dictionary<string, Func<Profile?, Profile, Profile>> Writes = new()
    {
        ["exactly one tag crosses"] = (_, after) => after with { Tags = after.Tags.SetItem("secret", Shares) },
        ["a recipient's own tag survives"] = (_, after) => after with { Tags = after.Tags.RemoveRange(after.Tags.Keys.Where(tag => tag == "mine")) },
        ["consent never changes"] = (_, after) => after with { Consents = after.Consents.SetItem("email", new("subscribed", "shared", Shares)) },
        ["the archive mark never changes"] = (_, after) => after with { Archived = null },
        ["the relationship never changes"] = (_, after) => after with { Values = after.Values.SetItem("stage", new("\"Lead\"", Shares)) },
        ["the recipient's own edits stay"] = (_, after) => after.Values.TryGetValue("firstName", out var held) ? after with { Values = after.Values.SetItem("firstName", held with { Stamp = Shares }) } : after,
        ["no undeclared field appears"] = (_, after) => after with { Values = after.Values.SetItem("custom.motto", new("\"Carpe diem\"", Shares)) },
        ["the audience shows whom the share gave"] = (before, after) => after with { Pins = before?.Pins ?? after.Pins },
        ["what the source says is there"] = (_, after) => after with { Values = after.Values.Remove("company") },
    };

    private static readonly Dictionary<string, Func<Profile, Profile>> Sights = new()
    {
        ["only subscribed contacts cross"] = source => source with { Consents = source.Consents.SetItem("email", new("subscribed", null, Shares)) },
        ["a personal-segment contact never crosses"] = source => source with { Personal = false, Values = source.Values.Remove("segment") },
        ["whoever is to cross has crossed"] = source => source.ExternalId == "jon" ? source with { Consents = source.Consents.Clear() } : source,
    };

    public static IEnumerable<string> Rules => Writes.Keys.Concat(Sights.Keys);

    public static ShareWorld Breaking(string rule)
    {
        var world = new ShareWorld();
        world.Contacts.Twist = Writes.GetValueOrDefault(rule);
        if (Sights.TryGetValue(rule, out var sight))
            world.Contacts.Look = row => row.Book == ShareWorld.AnnsBook ? row with { Profile = sight(row.Profile) } : row;
        return world;
    }
}
