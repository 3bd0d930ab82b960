namespace Host.Commands.Verify;

/// <summary>Members of an audience, kept up to date by its log.</summary>
/// <param name="from">The place to read on from.</param>
internal sealed class ReplayedMembers(ServerClient server, string audience, string from)
{
    public HashSet<string> Members { get; } = [];

    public string Place { get; private set; } = from;

    /// <summary>As the server shows them.</summary>
    public static async Task<ReplayedMembers> Shown(ServerClient server, string audience, CancellationToken cancel)
    {
        // Who moves while the pages are read is told again by the log after the first of them.
        var first = await server.Get($"/v1/audiences/{audience}/members?limit=1", cancel);
        var shown = new ReplayedMembers(server, audience, first.GetProperty("place").GetString()!);
        await foreach (var member in server.All($"/v1/audiences/{audience}/members?", cancel)) shown.Members.Add(member.GetProperty("contactId").GetString()!);
        return shown;
    }

    /// <summary>As the server adds up what of the log is kept.</summary>
    public static async Task<ReplayedMembers> Announced(ServerClient server, string audience, CancellationToken cancel)
    {
        // What is announced in between is in the sum already, and told again.
        var shown = await server.Get($"/v1/audiences/{audience}/members?limit=1", cancel);
        var now = shown.GetProperty("asOf").GetString()!;
        var announced = new ReplayedMembers(server, audience, shown.GetProperty("place").GetString()!);
        await foreach (var member in server.All($"/v1/audiences/{audience}/members?asOf={now}&", cancel)) announced.Members.Add(member.GetProperty("contactId").GetString()!);
        return announced;
    }

    /// <summary>False when the log does not go back so far.</summary>
    public async Task<bool> CatchUp(CancellationToken cancel)
    {
        while (true)
        {
            var page = await server.Get($"/v1/audiences/{audience}/changes?after={Uri.EscapeDataString(Place)}&limit=1000", cancel, gone: true);
            if (page.ValueKind == System.Text.Json.JsonValueKind.Undefined) return false;
            Place = page.GetProperty("last").GetString()!;
            var count = 0;
            foreach (var change in page.GetProperty("items").EnumerateArray())
            {
                count++;
                var contact = change.GetProperty("contactId").GetString()!;
                if (change.GetProperty("change").GetString() == "entered") Members.Add(contact);
                else Members.Remove(contact);
            }
            if (count == 0) return true;
        }
    }
}
