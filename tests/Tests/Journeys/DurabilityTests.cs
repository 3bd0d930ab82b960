using System.Text.Json.Nodes;
using Tests.Support;
using Tests.Support.Trace;

namespace Tests.Journeys;

/// <summary>The server under strace with one client that waits for each answer.</summary>
public sealed class DurabilityTests
{
    static readonly DateTimeOffset Now = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    [FactNeeding(Needs.Strace)]
    public async Task Each_2xx_to_a_write_came_after_a_sync_that_began_after_the_request_was_read()
    {
        using var folder = new TempFolder();
        var trace = folder.File("trace");
        var data = Directory.CreateDirectory(folder.File("data")).FullName;
        int written, process;
        await using (var server = await ServerProcess.Start(new ServerOptions { Data = data, Before = Strace(trace) }))
        {
            using var client = server.Client();
            written = await WriteOneByOne(client);
            process = server.Id;
            await server.Stop();
        }
        var found = new SyncBeforeAnswer(data).Check(await WholeTrace(trace, process));
        Assert.Equal(written, found.Count);
        Assert.All(found, answer => Assert.True(answer.Synced, $"{answer.Request} was acknowledged (line {answer.AnsweredAt} of the trace) without a sync of its own"));
    }

    /// <summary>-D keeps strace out of the family: the started process is the server itself.</summary>
    static string[] Strace(string trace) =>
    [
        "strace", "-D", "-f", "--seccomp-bpf", "-yy", "-s", "96", "-o", trace,
        "-e", "trace=fsync,fdatasync,read,readv,recvfrom,recvmsg,write,writev,sendto,sendmsg", "-e", "signal=none",
    ];

    /// <summary>Every kind of write there is, each a new fact; answers how many were acknowledged.</summary>
    static async Task<int> WriteOneByOne(AudiencesClient client)
    {
        var audience = "";
        var writes = new List<Func<Task<Answer>>>
        {
            () => client.Put("/v1/clock", new JsonObject { ["now"] = Now.Rfc3339() }),
            async () =>
            {
                var made = await client.Post("/v1/audiences", """{ "name": "buyers", "definition": { "match": "all", "conditions": [ { "field": "event.purchase", "op": "performed", "within": "1d" } ] } }""".Json());
                audience = made.Json["id"].Text();
                return made;
            },
            () => client.Post($"/v1/audiences/{audience}/activate"),
            () => client.Post("/v1/keys", """{ "name": "k", "scopes": ["ingest"] }""".Json()),
            () => client.Post("/v1/contacts", """{ "externalId": "c", "tags": ["one"] }""".Json()),
            () => client.Post("/v1/contacts/batch", """{ "items": [ { "externalId": "d" }, { "externalId": "e" } ] }""".Json()),
            () => client.Patch("/v1/contacts/externalId:c", """{ "firstName": "Ada" }""".Json()),
            () => client.Put("/v1/contacts/externalId:c/tags/two"),
            () => client.Delete("/v1/contacts/externalId:c/tags/one"),
            () => client.Post("/v1/contacts/externalId:d/merge", """{ "into": "externalId:e" }""".Json()),
            () => client.Post("/v1/identify", $$"""{ "userId": "c", "messageId": "i", "timestamp": "{{Now.Rfc3339()}}", "traits": { "plan": "premium" } }""".Json()),
            () => client.Post("/v1/batch", $$"""{ "batch": [ {{Purchase(0)}}, {{Purchase(1)}} ] }""".Json()),
        };
        writes.AddRange(Enumerable.Range(2, 40).Select(number => (Func<Task<Answer>>)(() => client.Post("/v1/track", Purchase(number).Json()))));
        writes.Add(() => client.Put("/v1/clock", new JsonObject { ["now"] = Now.AddDays(2).Rfc3339() }));
        writes.Add(() => client.Post($"/v1/audiences/{audience}/pause"));
        writes.Add(() => client.Delete("/v1/contacts/externalId:c"));
        writes.Add(() => client.Delete($"/v1/audiences/{audience}"));
        foreach (var write in writes)
            (await write()).Is(200, 201, 202, 204);
        return writes.Count;
    }

    static string Purchase(int number) =>
        $$"""{ "type": "track", "userId": "u{{number % 7}}", "event": "purchase", "messageId": "p{{number}}", "timestamp": "{{Now.AddSeconds(-number).Rfc3339()}}" }""";

    /// <summary>strace is a grandchild and may still be writing when the server is gone: the line about its end comes last.</summary>
    static async Task<string[]> WholeTrace(string trace, int process)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        var lines = await File.ReadAllLinesAsync(trace);
        while (!lines.Any(line => line.StartsWith($"{process} ", StringComparison.Ordinal) && line.Contains(" +++ ")) && await timer.WaitForNextTickAsync(limit.Token))
            lines = await File.ReadAllLinesAsync(trace);
        return lines;
    }
}
