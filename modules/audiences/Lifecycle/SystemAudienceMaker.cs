using Audiences.Rules;
using Contracts;
using Orleans;

namespace Audiences.Lifecycle;

/// <summary>Makes the audiences that everybody of a kind has: drafts them, and brings them into force.</summary>
internal sealed class SystemAudienceMaker(IGrainFactory grains, AudienceBuilds builds, Inliner inliner, BusinessClock clock)
{
    public IAudienceGrain Grain(string tenant, string id) => grains.GetGrain<IAudienceGrain>(GrainKeys.Audience(tenant, id));

    private static string IdOf(AudienceDraft draft) => SystemAudience.IdOf(draft.Name, draft.Owner, draft.Book);

    public AudienceDraft Draft(string kind, string name, string owner, string book, string definition)
    {
        var canonical = Definition.Stored(definition).ToJson();
        return new AudienceDraft(
            name, null, kind, book, owner, "system", clock.Now, canonical, inliner.Inline(canonical, [], JudgedAs.Of(kind, book, null)), Cause.Activated);
    }

    /// <summary>Waits until it is in force.</summary>
    public async Task Make(string tenant, AudienceDraft draft, CancellationToken cancel)
    {
        await SystemAudience.Create(Grain(tenant, IdOf(draft)), draft);
        await builds.Bring(tenant, IdOf(draft)).WaitAsync(cancel);
    }
}
