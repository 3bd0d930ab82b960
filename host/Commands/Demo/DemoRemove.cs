using System.Text.Json;

namespace Host.Commands.Demo;

/// <summary>Takes away what the demo brought, whole or half-loaded; what it finds gone is well.</summary>
internal sealed class DemoRemove(ServerClient server, TextWriter output)
{
    private const int AtOnce = 64;

    public async Task Run(CancellationToken cancel)
    {
        var audiences = (await DemoState.Read(server, cancel)).Audiences;
        foreach (var audience in InOrder(audiences)) await Delete(audience, cancel);
        var people = await DemoState.People(server, cancel);
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel };
        await Parallel.ForEachAsync(people.Values, options, async (id, stop) => await server.Delete($"/v1/contacts/{id}", stop));
        await output.WriteLineAsync(audiences.Count + people.Count == 0
            ? "There is nothing of the demo here."
            : $"Removed {people.Count:N0} people with their events, and {audiences.Count} audiences.");
    }

    /// <summary>First those that no other refers to any more.</summary>
    private static IEnumerable<JsonElement> InOrder(IEnumerable<JsonElement> audiences)
    {
        var left = audiences.ToList();
        while (left.Count > 0)
        {
            var next = left.MinBy(audience => left.Count(other => Refers(other, audience)));
            yield return next;
            left.Remove(next);
        }
    }

    private static bool Refers(JsonElement audience, JsonElement to) =>
        audience.GetProperty("definition").GetRawText().Contains(to.GetProperty("id").GetString()!, StringComparison.Ordinal);

    private async Task Delete(JsonElement audience, CancellationToken cancel)
    {
        try
        {
            await server.Delete($"/v1/audiences/{audience.GetProperty("id").GetString()}", cancel);
        }
        catch (CommandError refused)
        {
            throw new CommandError(
                $"\"{audience.GetProperty("name").GetString()}\" could not be deleted: {refused.Message} Mend that, then remove again; no person was removed yet.", refused);
        }
    }
}
