using System.Text.Json.Nodes;

namespace Tests.Support.Crash;

/// <summary>Reads and writes that wait at a server while it is held, and are answered when it goes on: it has lost its lease by then, and may not know yet.</summary>
/// <param name="held">Of the server that is held.</param>
/// <param name="audience">Its members are answered from memory, without the database.</param>
internal sealed class Late(AudiencesClient held, string audience)
{
    const int Each = 8;

    static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    readonly List<string> persons = [];
    readonly List<(bool IsRead, Task<Answer?> Answer)> waiting = [];

    /// <summary>What it said to the reads, and to the writes.</summary>
    public int ReadsRefused { get; private set; }

    public int WritesRefused { get; private set; }

    /// <summary>It ended before it said anything.</summary>
    public int Unanswered { get; private set; }

    /// <summary>Called while it is held.</summary>
    public void Send(int round)
    {
        for (var i = 0; i < Each; i++)
        {
            var (number, person) = (i, $"late-{round}-{i}");
            persons.Add(person);
            waiting.Add((false, Try(() => held.Post("/v1/contacts", new JsonObject { ["externalId"] = person }))));
            waiting.Add((true, Try(() => held.Get(number % 2 == 0 ? "/v1/contacts/externalId:crash-user-1" : $"/v1/audiences/{audience}/members?limit=1"))));
        }
    }

    /// <summary>After it goes on: no answer of its is a good one, and what it was to write is nowhere.</summary>
    public async Task MustBeRefused(AudiencesClient works)
    {
        foreach (var (isRead, asked) in waiting)
        {
            var answer = await asked.WaitAsync(Limit);
            if (answer is null) Unanswered++;
            else if (answer.Code != 503) Assert.Fail($"The late one answered {answer}");
            else if (isRead) ReadsRefused++;
            else WritesRefused++;
        }
        waiting.Clear();
        foreach (var person in persons) (await works.Get($"/v1/contacts/externalId:{person}")).Is(404);
        persons.Clear();
    }

    static async Task<Answer?> Try(Func<Task<Answer>> ask)
    {
        try
        {
            return await ask();
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
