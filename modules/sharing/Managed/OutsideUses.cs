using System.Collections.Immutable;
using Sharing.Stored;

namespace Sharing;

/// <summary>Which audiences something of this module refers to: who uses one there keeps it when it is managed no longer.</summary>
internal sealed class OutsideUses(ISyncStore syncs)
{
    public async Task<ImmutableHashSet<string>> In(string tenant, string organisation, CancellationToken cancel) =>
        [.. (await syncs.List(tenant, organisation, cancel)).Select(sync => sync.Audience)];
}
