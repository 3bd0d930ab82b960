using System.Text.Json.Nodes;

namespace Tests.Support;

/// <summary>One item of an audience's <c>changes</c>.</summary>
internal sealed record Change(string ContactId, string What, DateTimeOffset At, string Cause, int Version)
{
    public static Change Of(JsonNode item) => new(item["contactId"].Text(), item["change"].Text(), item["at"].Instant(),
        item["cause"].Text(), item["version"]!.GetValue<int>());

    public override string ToString() => $"{ContactId} {What} at {At.Rfc3339()} by {Cause} (v{Version})";
}

/// <summary>A whole feed read from a place to its end.</summary>
internal sealed record Feed(IReadOnlyList<Change> Items, string Last)
{
    public static async Task<Feed> Read(AudiencesClient client, string audience, string after = "0")
    {
        var items = new List<Change>();
        while (true)
        {
            var answer = (await client.Get($"/v1/audiences/{audience}/changes?limit=1000".In("after", after))).Is(200).Json;
            var page = answer["items"]!.AsArray();
            items.AddRange(page.Select(item => Change.Of(item!)));
            after = answer["last"].Text();
            if (page.Count == 0)
                return new Feed(items, after);
        }
    }

    public IEnumerable<Change> Of(string contact) => Items.Where(item => item.ContactId == contact);

    /// <summary>Who is in after the last item, having checked that each contact's items alternate and never run backwards.</summary>
    public SortedSet<string> Fold()
    {
        var members = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var contact in Items.GroupBy(item => item.ContactId))
        {
            Change? before = null;
            foreach (var item in contact)
            {
                Assert.True(item.What == (before?.What == "entered" ? "left" : "entered"), $"two of a kind in a row: {before} then {item}");
                Assert.True(before is null || item.At >= before.At, $"the log ran backwards: {before} then {item}");
                before = item;
            }
            if (before!.What == "entered")
                members.Add(contact.Key);
        }
        return members;
    }
}
