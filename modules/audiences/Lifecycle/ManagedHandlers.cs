using System.Collections.Immutable;
using Audiences.Rules;
using Audiences.Stored;
using Contracts;
using MediatR;

namespace Audiences.Lifecycle;

internal sealed class ListManagedAudiencesHandler(ManagedAudiences managed) : IRequestHandler<ListManagedAudiences, ImmutableArray<ManagedAudience>>
{
    public Task<ImmutableArray<ManagedAudience>> Handle(ListManagedAudiences request, CancellationToken cancel) => managed.List(request.Tenant, cancel);
}

internal sealed class GiveManagedHandler(ManagedAudiences managed) : IRequestHandler<GiveManaged, ImmutableArray<string>>
{
    public Task<ImmutableArray<string>> Handle(GiveManaged request, CancellationToken cancel) =>
        managed.Give(request.Tenant, request.Filters, request.Users, cancel);
}

internal sealed class TakeManagedHandler(ManagedAudiences managed) : IRequestHandler<TakeManaged, ImmutableArray<string>>
{
    public Task<ImmutableArray<string>> Handle(TakeManaged request, CancellationToken cancel) =>
        managed.Take(request.Tenant, request.Audiences, request.Used, cancel);
}

internal sealed class RewordManagedHandler : IRequestHandler<RewordManaged, string>
{
    public Task<string> Handle(RewordManaged request, CancellationToken cancel) =>
        Task.FromResult(OrganisedNames.Replaced(Inliner.Parse(request.Definition), request.Replacing, both: false).ToJson());
}

internal sealed class CheckManagedHandler(DefinitionCheck check, IAudienceStore store, AudienceLimits limits) : IRequestHandler<CheckManaged, string>
{
    public async Task<string> Handle(CheckManaged request, CancellationToken cancel)
    {
        var by = request.By;
        var organisation = Books.OfOrganisation(by.Organisation);
        var parsed = DefinitionParser.Parse(request.Definition, limits);
        var (definition, _) = await check.Require(by, parsed, new DefinitionUse(ManagedAudiences.Kind, organisation, null), cancel);
        if (Private(definition, organisation, await store.All(by.Tenant, cancel), []) is { } reference)
            throw Refusal.Invalid(
                "definition", $"It refers to {reference}, which not everybody who is given it sees: refer to audiences of the organisation, which refer to such alone.", "private-reference");
        return definition.ToJson();
    }

    /// <summary>The first audience behind the definition that is not the organisation's.</summary>
    private static string? Private(Definition definition, string organisation, TenantAudiences all, HashSet<string> seen)
    {
        foreach (var reference in definition.References.Where(seen.Add))
        {
            // What is gone has nobody in it, for all.
            if (all.Find(reference) is not { } state) continue;
            if (state.Owner != organisation) return reference;
            if (Private(Inliner.Parse(state.Versions[^1].Definition), organisation, all, seen) is { } behind) return behind;
        }
        return null;
    }
}
