using System.Text.Json.Nodes;
using Tests.Support;
using Tests.Support.Plain;

namespace Tests.Journeys;

/// <summary>What the SDKs sent is sent again, as a network that repeats itself would; nothing may change.</summary>
[Collection(SdkJourney.Name)]
public sealed class ReplayTests(SdkJourney journey)
{
    const int BatchSize = 23;

    [FactNeeding(Needs.NodeModules)]
    public async Task Replayed_byte_for_byte_then_with_new_sentAt_then_in_other_batches_nothing_changes()
    {
        var lived = await journey.Lived();
        var before = await Picture.Take(lived);
        Assert.True(before.Events.Values.Sum() >= 20_000, $"{before.Events.Values.Sum()} events are stored");
        await Replay(lived, lived.Sent.ToList());
        (await Picture.Take(lived)).MustEqual(before, "byte for byte");
        await Replay(lived, lived.Sent.Select(WithNewSentAt).ToList());
        (await Picture.Take(lived)).MustEqual(before, "with new sentAt");
        await Replay(lived, InOtherBatches(lived.Sent).ToList());
        (await Picture.Take(lived)).MustEqual(before, "in other batches");
    }

    static async Task Replay(SdkJourney lived, List<Recorded> requests)
    {
        Assert.NotEmpty(requests);
        using var http = Recorder.Onward(lived.Client.Url);
        await Parallel.ForEachAsync(requests, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (request, stop) =>
        {
            using var answer = await Recorder.Send(http, request, stop);
            Assert.True(answer.IsSuccessStatusCode, $"replayed {request.Path} → {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(stop)}");
        });
    }

    static Recorded WithNewSentAt(Recorded request)
    {
        var body = request.Json;
        body["sentAt"] = "2026-12-24T18:00:00.000Z";
        foreach (var message in body["batch"]!.AsArray().Where(message => message!["sentAt"] is not null))
            message!["sentAt"] = "2026-12-24T18:00:00.000Z";
        return request.With(body);
    }

    /// <summary>The messages of one client, newest request first, cut where the client did not cut them.</summary>
    static IEnumerable<Recorded> InOtherBatches(IReadOnlyList<Recorded> requests) =>
        from client in requests.Reverse().GroupBy(request => request.Headers.Any(header => header.Name == "Content-Encoding"))
        from messages in client.SelectMany(request => request.Messages).Chunk(BatchSize)
        select client.First().With(Enveloped(client.First().Json, messages));

    static JsonObject Enveloped(JsonObject envelope, JsonObject[] messages)
    {
        envelope["batch"] = new JsonArray([.. messages.Select(message => message.DeepClone())]);
        return envelope;
    }

    /// <summary>All that a repetition could disturb.</summary>
    sealed record Picture(Dictionary<string, SortedSet<string>> Members, Dictionary<string, Feed> Feeds, Dictionary<string, int> Events)
    {
        public static async Task<Picture> Take(SdkJourney lived)
        {
            var members = new Dictionary<string, SortedSet<string>>();
            foreach (var letter in FiveAudiences.Letters)
                members[letter] = await lived.Five.Members(letter);
            return new Picture(members, await lived.Five.Feeds(), await CountEvents(lived));
        }

        static async Task<Dictionary<string, int>> CountEvents(SdkJourney lived) =>
            (await StoredEvents.Of(lived.Client, lived.World)).ToDictionary(person => person.Key, person => person.Value.Count);

        public void MustEqual(Picture before, string how)
        {
            foreach (var letter in FiveAudiences.Letters)
            {
                Assert.True(before.Members[letter].SetEquals(Members[letter]), $"replayed {how}, the members of {letter} changed");
                Assert.Equal(before.Feeds[letter].Items, Feeds[letter].Items);
            }
            var changed = Events.Where(person => before.Events[person.Key] != person.Value).Take(5);
            Assert.True(before.Events.Count == Events.Count && !changed.Any(), $"replayed {how}, event counts changed: {string.Join(", ", changed)}");
        }
    }
}
