using System.Collections.Immutable;
using Accounts.Stored;
using Contracts;

namespace Accounts;

/// <summary>What is said about an order to change the configuration: why it is refused, and what the audit log keeps.</summary>
internal static class ConfigurationOrder
{
    private const int MostLogged = 200;

    public static void RefuseVersion(long? expected, Configuration held)
    {
        if (expected is { } version && version != held.Version)
            throw new Refusal(412, "version-mismatch", $"It has version {held.Version} by now. Read it again, then write with If-Match: \"{held.Version}\".");
        if (!held.Organising.Replacing.IsEmpty)
            throw new Refusal(409, "replacing", "Contacts and audiences are still being given what is to be there in place of what was taken out. Send it again when `replacing` is gone.");
    }

    public static ImmutableArray<ConfigurationChange> Replaced(ImmutableArray<ConfigurationChange> changes, ImmutableArray<Replacement> replacing) =>
        [.. changes.Select(change => change.Change != "removed" ? change : change with
        {
            Replacement = replacing.FirstOrDefault(replacement => replacement.Field == change.What && replacement.From == change.Key)?.To,
        })];

    public static void RefuseMissed(ImmutableArray<ConfigurationChange> changes)
    {
        ConfigurationChange[] missed = [.. ReplacementPolicy.Missed(changes)];
        if (missed.Length == 0) return;
        var said = string.Join("; ", missed.Select(change => $"{change.What} \"{change.Key}\" by {change.Contacts} contacts and {change.Audiences} audiences"));
        throw new Refusal(
            409, "in-use",
            $"In use: {said}. Say what they get instead: \"replacements\": {{ \"{missed[0].What}s\": {{ \"{missed[0].Key}\": \"…\" }} }}.")
        {
            More = new Dictionary<string, object> { ["uses"] = missed },
        };
    }

    public static AuditEntry Audit(Principal by, BusinessClock clock, ImmutableArray<ConfigurationChange> changes) => Auditing.Entry(
        by, clock, "configuration.changed", by.Organisation,
        new
        {
            changes = changes.Take(MostLogged).Select(change => new { change.What, change.Key, change.Stage, change.Segment, change.Change, change.Replacement }),
            more = Math.Max(0, changes.Length - MostLogged),
        });
}
