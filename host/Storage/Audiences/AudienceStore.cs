using System.Collections.Immutable;
using Audiences.Stored;

namespace Host.Storage.Audiences;

internal sealed class AudienceStore(Database database) : IAudienceStore
{
    public Task<ImmutableArray<AudienceState>> All(string tenant, CancellationToken cancel) =>
        database.Read(session => AudienceRows.Of(session, tenant), cancel);
}
