using System.Text.Json;

namespace Host.Commands.Demo;

/// <summary>What of the demo is in the server now.</summary>
/// <param name="Audiences">By their mark, whatever they are called by now.</param>
internal sealed record DemoState(IReadOnlyList<JsonElement> Audiences)
{
    public static async Task<DemoState> Read(ServerClient server, CancellationToken cancel) =>
        new(await server.All("/v1/audiences?", cancel).Where(audience => MarkOf(audience) is not null).ToListAsync(cancel));

    public DemoMark? Mark => Audiences.Select(MarkOf).FirstOrDefault();

    /// <summary>They are made before anything else, and activated after everything else.</summary>
    public bool IsFinished =>
        Audiences.Count >= DemoAudience.All.Count && Audiences.All(audience => audience.GetProperty("status").GetString() != "draft");

    /// <summary>Its id, when it is there under this name.</summary>
    public string? IdOf(string name) => Audiences.Where(audience => audience.GetProperty("name").GetString() == name)
        .Select(audience => audience.GetProperty("id").GetString()).FirstOrDefault();

    /// <summary>The demo's people: contact id by external id. One that was merged into a contact of another name is not listed.</summary>
    public static async Task<Dictionary<string, string>> People(ServerClient server, CancellationToken cancel)
    {
        var ours = Enumerable.Range(1, DemoPeople.Count).Select(DemoPerson.IdOf).ToHashSet(StringComparer.Ordinal);
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        await foreach (var contact in server.All($"/v1/contacts?q={DemoPerson.IdPrefix}", cancel))
            if (contact.GetProperty("externalId").GetString() is { } id && ours.Contains(id))
                found[id] = contact.GetProperty("id").GetString()!;
        return found;
    }

    private static DemoMark? MarkOf(JsonElement audience) => DemoMark.Of(audience.GetProperty("description").GetString());
}
