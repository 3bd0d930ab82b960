using System.Text.Json.Nodes;
using Tests.Support.Plain;

namespace Tests.Support.Crash;

/// <summary>What must still be there after a crash, asked of the restarted server.</summary>
internal static class Survivors
{
    /// <summary>Nothing acknowledged is lost and nothing at all is there twice, before anything is sent again.</summary>
    public static async Task NothingLostNothingDoubled(AudiencesClient client, IReadOnlyCollection<Write> acknowledged)
    {
        var messages = acknowledged.SelectMany(write => write.Messages).ToList();
        foreach (var person in messages.GroupBy(Key))
        {
            var answer = await client.Get($"/v1/contacts/{Uri.EscapeDataString(person.Key)}");
            Assert.True(answer.Code == 200, $"lost with {person.Count()} acknowledged messages: {answer}");
            var listed = await client.EventIds(person.Key);
            var lost = person.Where(message => message["type"].Text() == "track").Select(message => message["messageId"].Text()).Except(listed).ToList();
            Assert.True(lost.Count == 0, $"{person.Key}: acknowledged and lost: {string.Join(", ", lost.Take(5))}");
            Assert.True(listed.Distinct().Count() == listed.Count, $"{person.Key}: an event is stored twice");
        }
        await ProfilesKept(client, messages);
        foreach (var write in acknowledged.Where(write => write.IsUpsert).DistinctBy(write => write.Body["externalId"].Text()))
            await UpsertKept(client, write.Body);
    }

    /// <summary>An acknowledged identify may only have been overtaken by a newer one, so the trait cannot be missing.</summary>
    static async Task ProfilesKept(AudiencesClient client, List<JsonObject> messages)
    {
        foreach (var user in messages.Where(message => message["traits"]?["plan"] is not null).Select(message => message["userId"].Text()).Distinct())
        {
            var contact = await client.Contact($"externalId:{user}");
            Assert.True(contact["traits"]?["plan"] is not null, $"{user}: an acknowledged identify is lost");
        }
    }

    static async Task UpsertKept(AudiencesClient client, JsonObject body)
    {
        var contact = await client.Contact($"externalId:{body["externalId"].Text()}");
        Assert.Contains(body["tags"]![0].Text(), contact["tags"]!.AsArray().Select(tag => tag.Text()));
        Assert.Equal(body["stage"].Text(), contact["stage"].Text());
        Assert.Equal(body["address"]!["country"].Text(), contact["address"]!["country"].Text());
    }

    /// <summary>After everything was sent again, acknowledged or not: each event once, and the members as the plain evaluator has them.</summary>
    public static async Task ExactlyOnce(AudiencesClient client, FiveOnServer five, PlainWorld world)
    {
        var stored = await StoredEvents.Of(client, world);
        foreach (var person in world.People())
            StoredEvents.MustBeExactly(person, stored[person.Key]);
        await five.MustEqual(world, await client.Clock());
    }

    /// <summary>The log keeps its past: for every contact, what was read before the crash is the beginning of what is read now.</summary>
    public static void LogGrewFrom(Feed before, Feed now)
    {
        foreach (var contact in before.Items.GroupBy(item => item.ContactId))
            Assert.Equal(contact, now.Of(contact.Key).Take(contact.Count()));
    }

    static string Key(JsonObject message) => message["userId"] is { } user ? $"externalId:{user.Text()}" : $"anonymousId:{message["anonymousId"].Text()}";
}
