using System.Collections.Immutable;
using Accounts.Stored;
using Contracts;

namespace Accounts;

/// <summary>Makes of an order what is to be written, or says why it is refused; and words what the audit log keeps.</summary>
internal sealed class ConfigurationOrder(Uses uses, BusinessClock clock)
{
    private const int MostLogged = 200;

    public async Task<(Configuration Wanted, ImmutableArray<ConfigurationChange> Changes)> Decide(
        PutConfiguration order, Configuration held, CancellationToken cancel)
    {
        var by = order.By;
        RefuseVersion(order.Version, held);
        var wanted = ConfigurationForm.Of(order.Configuration, held);
        ConfigurationPolicy.Check(wanted, held);
        var changes = ConfigurationDiff.Between(held, wanted);
        var replacing = ReplacementPolicy.Require(order.Replacing, wanted.Organising, held.Organising, changes, by.Name);
        replacing = replacing.AddRange(ReplacementPolicy.BecomePersonal(wanted.Organising, held.Organising, by.Name));
        changes = Replaced(await uses.Count(by.Tenant, by.Organisation, wanted.Organising, changes, cancel), replacing);
        if (!order.DryRun) RefuseMissed(changes);
        return (wanted with { Organising = wanted.Organising with { Replacing = replacing } }, changes);
    }

    public AuditEntry Audit(Principal by, ImmutableArray<ConfigurationChange> changes) => Auditing.Entry(
        by, clock, "configuration.changed", by.Organisation,
        new
        {
            changes = changes.Take(MostLogged).Select(change => new { change.What, change.Key, change.Stage, change.Segment, change.Change, change.Replacement }),
            more = Math.Max(0, changes.Length - MostLogged),
        });

    private static void RefuseVersion(long? expected, Configuration held)
    {
        if (expected is { } version && version != held.Version)
            throw new Refusal(412, "version-mismatch", $"It has version {held.Version} by now. Read it again, then write with If-Match: \"{held.Version}\".");
        if (!held.Organising.Replacing.IsEmpty)
            throw new Refusal(409, "replacing", "Contacts and audiences are still being given what is to be there in place of what was taken out. Send it again when `replacing` is gone.");
    }

    private static ImmutableArray<ConfigurationChange> Replaced(ImmutableArray<ConfigurationChange> changes, ImmutableArray<Replacement> replacing) =>
        [.. changes.Select(change => change.Change != "removed" ? change : change with
        {
            Replacement = replacing.FirstOrDefault(replacement => replacement.Field == change.What && replacement.From == change.Key)?.To,
        })];

    private static void RefuseMissed(ImmutableArray<ConfigurationChange> changes)
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
}
