using System.Collections.Immutable;
using Accounts.Stored;
using Contracts;
using MediatR;

namespace Accounts;

/// <summary>By how many contacts and audiences of an organisation that which is removed would be missed.</summary>
internal sealed class Uses(IConfigurationStore store, IMediator door)
{
    public async Task<ImmutableArray<ConfigurationChange>> Count(
        string tenant, string organisation, Organising wanted, ImmutableArray<ConfigurationChange> changes, CancellationToken cancel)
    {
        TakenOut?[] named = [.. changes.Select(change =>
            change.Change == "removed" && ReplacementPolicy.GoesAlone(change, wanted) ? ConfigurationDiff.Taken(change) : null)];
        ImmutableArray<TakenOut> taken = [.. named.OfType<TakenOut>()];
        if (taken.IsEmpty) return changes;
        var books = await store.Books(tenant, organisation, cancel);
        var bearers = await door.Send(new CountBearers(tenant, books, taken), cancel);
        var naming = await door.Send(new CountNaming(tenant, books, taken), cancel);
        var counts = taken.Zip(bearers, naming).GetEnumerator();
        return [.. changes.Select((change, i) => named[i] is null || !counts.MoveNext() ? change : change with
        {
            Contacts = counts.Current.Second,
            // Definitions name a step whatever its pair.
            Audiences = Remains(change, wanted) ? 0 : counts.Current.Third,
        })];
    }

    private static bool Remains(ConfigurationChange change, Organising wanted) =>
        change.What == Organising.Step && wanted.TermsOf(Organising.Step).Any(step => step.Key == change.Key);
}
