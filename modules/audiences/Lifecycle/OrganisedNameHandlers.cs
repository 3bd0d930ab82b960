using System.Collections.Immutable;
using Audiences.Rules;
using Audiences.Stored;
using Contracts;
using MediatR;

namespace Audiences.Lifecycle;

internal sealed class CountNamingHandler(IAudienceStore store) : IRequestHandler<CountNaming, ImmutableArray<int>>
{
    public async Task<ImmutableArray<int>> Handle(CountNaming request, CancellationToken cancel)
    {
        Definition[] definitions = [.. (await store.All(request.Tenant, cancel))
            .Where(state => request.Books.Contains(state.Book)).Select(state => Inliner.Parse(state.Versions[^1].Definition))];
        return [.. request.Taken.Select(taken => definitions.Count(definition => OrganisedNames.Names(definition, taken)))];
    }
}

internal sealed class ReplaceInDefinitionsHandler(IAudienceStore store, AudienceOrders orders, AudienceBuilds builds) : IRequestHandler<ReplaceInDefinitions>
{
    public async Task<Unit> Handle(ReplaceInDefinitions request, CancellationToken cancel)
    {
        var by = request.Replacing[0].By;
        foreach (var state in (await store.All(request.Tenant, cancel)).Where(state => request.Books.Contains(state.Book)))
        {
            await orders.Reword(
                request.Tenant, state.Id, definition => OrganisedNames.Replaced(definition, request.Replacing, request.Both), by, cancel);
            // Also what was said otherwise before a crash has to be in force.
            if (state.Building is not null || OrganisedNames.Any(Inliner.Parse(state.Versions[^1].Definition)))
                await builds.Bring(request.Tenant, state.Id).WaitAsync(cancel);
        }
        return Unit.Value;
    }
}
