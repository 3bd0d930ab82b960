using System.Text.Json.Nodes;
using Contracts;

namespace Host.Commands.Demo;

/// <summary>
/// Brings the demo in, or the rest of it: every step can be done again, so a load that was cut off goes on where it stopped.
/// </summary>
internal sealed class DemoLoad(ServerClient server, TextWriter output)
{
    // Far below the limit of 500 KB a request.
    private const int MessagesAtOnce = 1_000;

    private readonly IReadOnlyList<DemoPerson> people = DemoPeople.Invent();

    public async Task Run(CancellationToken cancel)
    {
        var state = await DemoState.Read(server, cancel);
        if (state.IsFinished)
        {
            await output.WriteLineAsync("The demo is here already; nothing was changed.");
        }
        else
        {
            await Load(state, cancel);
            await output.WriteLineAsync($"Loaded {people.Count:N0} invented people and {people.Sum(person => person.Events.Count):N0} events of theirs.");
        }
        await new DemoReport(server, output).Show(cancel);
    }

    private async Task Load(DemoState state, CancellationToken cancel)
    {
        var known = await DemoState.People(server, cancel);
        if (state.Mark is null && known.Count > 0)
            throw new CommandError("A part of the demo is here, without its audiences. `audiences demo remove` clears it; then load again.");
        await RefuseToTakeOver(known, cancel);
        var mark = state.Mark ?? DemoMark.New(await Now(cancel));
        var ids = await MakeAudiences(state, mark, cancel);
        await BringPeople(known, cancel);
        await BringEvents(mark, cancel);
        foreach (var id in ids) await server.Post($"/v1/audiences/{id}/activate", null, cancel);
    }

    private async Task<Instant> Now(CancellationToken cancel) =>
        Instant.From((await server.Get("/v1/clock", cancel)).GetProperty("now").GetDateTimeOffset());

    /// <summary>A write with an address that one contact has would go to that contact, who is somebody else's.</summary>
    private async Task RefuseToTakeOver(Dictionary<string, string> known, CancellationToken cancel)
    {
        var addresses = people.Select(person => person.Email).ToHashSet(StringComparer.OrdinalIgnoreCase);
        await foreach (var contact in server.All("/v1/contacts?q=@example.", cancel))
            if (!known.ContainsValue(contact.GetProperty("id").GetString()!)
                && contact.GetProperty("emails").EnumerateArray().Any(email => addresses.Contains(email.GetProperty("value").GetString()!)))
                throw new CommandError(
                    $"Contact {contact.GetProperty("id")} has the e-mail address of one of the demo's invented people. Give it another, or erase it, then load again.");
    }

    private async Task<IEnumerable<string>> MakeAudiences(DemoState state, DemoMark mark, CancellationToken cancel)
    {
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var audience in DemoAudience.All)
            ids[audience.Name] = state.IdOf(audience.Name)
                ?? (await server.Post("/v1/audiences", audience.Body(mark, ids), cancel)).GetProperty("id").GetString()!;
        return ids.Values;
    }

    private async Task BringPeople(Dictionary<string, string> known, CancellationToken cancel)
    {
        var items = new JsonArray([.. people.Where(person => !known.ContainsKey(person.ExternalId)).Select(person => person.Body())]);
        if (items.Count == 0) return;
        var answer = await server.Post("/v1/contacts/batch", new JsonObject { ["items"] = items }, cancel);
        foreach (var item in answer.GetProperty("items").EnumerateArray())
            if (item.GetProperty("status").GetString() == "refused")
                throw new CommandError($"The server refused a person: {item.GetProperty("errors")}");
    }

    private async Task BringEvents(DemoMark mark, CancellationToken cancel)
    {
        foreach (var chunk in people.SelectMany(person => person.Messages(mark)).Chunk(MessagesAtOnce))
            await server.Post("/v1/batch", new JsonObject { ["batch"] = new JsonArray([.. chunk]) }, cancel);
    }
}
