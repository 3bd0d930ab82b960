using System.Text.Json.Nodes;
using Tests.Support.Plain;

namespace Tests.Support;

/// <summary>The five audiences as a server holds them.</summary>
internal sealed class FiveOnServer(AudiencesClient client, IReadOnlyDictionary<string, string> ids)
{
    /// <summary>The same audiences, asked of another address.</summary>
    public FiveOnServer On(AudiencesClient other) => new(other, ids);

    public string Id(string letter) => ids[letter];

    public static async Task<FiveOnServer> Create(AudiencesClient client)
    {
        var ids = new Dictionary<string, string>();
        foreach (var letter in FiveAudiences.Letters)
            ids[letter] = await client.CreateActive(FiveAudiences.Name(letter), FiveAudiences.Definition(letter, ids));
        return new FiveOnServer(client, ids);
    }

    /// <summary>The members by the key that <see cref="PlainPerson.Key"/> gives the same person.</summary>
    public async Task<SortedSet<string>> Members(string letter)
    {
        var items = await client.Members(ids[letter]);
        var keys = new SortedSet<string>(items.Select(item => Key(item["contact"]!)), StringComparer.Ordinal);
        Assert.True(keys.Count == items.Count, $"{FiveAudiences.Name(letter)}: {items.Count} members listed, {keys.Count} of them different");
        return keys;
    }

    static string Key(JsonNode contact) => contact["externalId"] is { } external
        ? $"user:{external.Text()}"
        : $"anon:{string.Join('+', contact["anonymousIds"]!.AsArray().Select(id => id.Text()))}";

    public async Task<Dictionary<string, Feed>> Feeds()
    {
        var feeds = new Dictionary<string, Feed>();
        foreach (var letter in FiveAudiences.Letters)
            feeds[letter] = await Feed.Read(client, ids[letter]);
        return feeds;
    }

    /// <summary>Compares the five with the plain answers, names the people that differ, and has the server verify itself.</summary>
    public async Task MustEqual(PlainWorld world, DateTimeOffset now)
    {
        var people = world.People();
        foreach (var letter in FiveAudiences.Letters)
        {
            MustEqual(letter, FiveAudiences.Members(letter, people, now), await Members(letter), now);
            var verified = (await client.Post($"/v1/audiences/{ids[letter]}/verify")).Is(200).Json;
            Assert.True(verified["wrong"]!.AsArray().Count == 0, $"{FiveAudiences.Name(letter)} at {now.Rfc3339()} verifies as {verified.ToJsonString()}");
        }
    }

    public static void MustEqual(string letter, SortedSet<string> wanted, SortedSet<string> shown, DateTimeOffset now)
    {
        var (missing, extra) = (wanted.Except(shown).ToList(), shown.Except(wanted).ToList());
        Assert.True(missing.Count + extra.Count == 0,
            $"{FiveAudiences.Name(letter)} at {now.Rfc3339()}: {wanted.Count} by the plain evaluator, {shown.Count} by the server; "
            + $"{missing.Count} missing ({string.Join(", ", missing.Take(5))}), {extra.Count} too many ({string.Join(", ", extra.Take(5))})");
    }
}
