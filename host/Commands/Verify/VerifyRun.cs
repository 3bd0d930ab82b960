using System.Globalization;

namespace Host.Commands.Verify;

/// <summary>
/// Has a running server judge every contact anew under each audience, and replays each audience's log from its beginning: both are to come to the members
/// that the server shows. Others may go on working meanwhile.
/// </summary>
internal sealed class VerifyRun(ServerClient server, TextWriter output)
{
    // While members come and go, the log and the members are read until both are at the same place.
    private const int MostRounds = 100;

    /// <returns>How many audiences are wrong.</returns>
    public async Task<int> Go(CancellationToken cancel)
    {
        var (audiences, contacts, wrong) = (0, 0L, 0);
        await foreach (var audience in server.All("/v1/audiences?", cancel))
        {
            var (id, name) = (audience.GetProperty("id").GetString()!, audience.GetProperty("name").GetString()!);
            var (judged, faults) = await Judge(id, cancel);
            if (audience.GetProperty("status").GetString() == "active") faults = [.. faults, .. await Replay(id, cancel)];
            audiences++;
            contacts += judged;
            if (faults.Count == 0) continue;
            wrong++;
            await output.WriteLineAsync($"{name} ({id}):");
            foreach (var fault in faults) await output.WriteLineAsync($"  {fault}");
        }
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{audiences:N0} audiences, {contacts:N0} contacts judged: {(wrong == 0 ? "all as they should be" : $"{wrong:N0} wrong")}."));
        return wrong;
    }

    private async Task<(long Judged, List<string> Faults)> Judge(string audience, CancellationToken cancel)
    {
        var found = await server.Post($"/v1/audiences/{audience}/verify", null, cancel);
        return (found.GetProperty("checked").GetInt64(), [.. found.GetProperty("wrong").EnumerateArray().Select(contact => $"{contact.GetString()} is judged otherwise than shown")]);
    }

    private async Task<IEnumerable<string>> Replay(string audience, CancellationToken cancel)
    {
        var log = new ReplayedMembers(server, audience, "0");
        if (!await log.CatchUp(cancel)) log = await ReplayedMembers.Announced(server, audience, cancel);
        var shown = await ReplayedMembers.Shown(server, audience, cancel);
        for (var round = 0; round < MostRounds; round++)
        {
            await log.CatchUp(cancel);
            await shown.CatchUp(cancel);
            if (log.Place != shown.Place) continue;
            return log.Members.Except(shown.Members).Select(contact => $"{contact} is a member by the log, and not shown")
                .Concat(shown.Members.Except(log.Members).Select(contact => $"{contact} is shown, and no member by the log"));
        }
        return ["changes faster than its log can be read: verify it when there is less to do"];
    }
}
