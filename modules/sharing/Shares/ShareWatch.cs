using System.Collections.Immutable;
using Contracts;
using MediatR;
using Sharing.Stored;

namespace Sharing;

/// <summary>Looks at a shared audience, and at what has changed of it.</summary>
internal sealed class ShareWatch(IShareStore store, IMediator mediator)
{
    private const int Part = 1_000;

    public async Task<ShareSight> Look(Principal who, AudienceView audience, CancellationToken cancel)
    {
        var members = ImmutableArray.CreateBuilder<JudgedSource>();
        var version = 0;
        for (int? next = 0; next is { } number;)
        {
            var selected = await mediator.Send(new SelectContacts(who, audience.Id, null, null, number, version), cancel);
            foreach (var contacts in selected.Contacts.Chunk(Part))
                members.AddRange(await mediator.Send(new JudgeSources(who.Tenant, selected.Book, [.. contacts]), cancel));
            (version, next) = (selected.Version, selected.Next);
        }
        return new(audience.Name, audience.Description, members.ToImmutable());
    }

    public async Task<Dictionary<Guid, ShareSource>> Known(StoredShare share, CancellationToken cancel)
    {
        var known = new Dictionary<Guid, ShareSource>();
        for (Guid? after = null; ;)
        {
            var sources = await store.Sources(share.Who.Tenant, share.Id, since: 0, after, Part, cancel);
            foreach (var source in sources) known[source.Source] = source;
            if (sources.Length < Part) return known;
            after = sources[^1].Source;
        }
    }

    /// <summary>Writes down what has changed. It means nothing before the sync of that sequence begins: who is cut off here looks again.</summary>
    public async Task Note(StoredShare share, ShareSight sight, CancellationToken cancel)
    {
        var changes = SourceLedger.Changes(await Known(share, cancel), sight.Members, share.State.Sequence + 1);
        foreach (var slice in changes.Chunk(Part))
            await store.SaveSources(share.Who.Tenant, share.Id, [.. slice], cancel);
    }
}
