using Audiences.Rules;
using Audiences.Stored;
using Contracts;
using MediatR;
using Orleans;

namespace Audiences.Lifecycle;

/// <summary>What every user finds: My People, My Focus, whose filters are his, and Archived People, each over his book.</summary>
internal sealed class DefaultAudiences(
    IGrainFactory grains, IAudienceStore store, AudienceBuilds builds, Inliner inliner, BusinessClock clock)
{
    public const string Default = "default", Archived = "archivedPeople";
    private const string Focus = "My Focus";

    // Their steps share the writer's transactions.
    private const int AtOnce = 16;

    private static readonly (string Kind, string Name, string Definition)[] Each =
    [
        (Default, "My People", """{"match":"all","conditions":[{"field":"archived","op":"equals","value":false}]}"""),
        (Default, Focus, """{"match":"all","conditions":[{"field":"organized","op":"equals","value":true}],"exclude":[{"field":"stage","op":"equals","value":"Lost"}]}"""),
        (Archived, "Archived People", """{"match":"all","conditions":[{"field":"archived","op":"equals","value":true}]}"""),
    ];

    /// <summary>The one that a person may rename and redefine.</summary>
    public static bool IsFocus(AudienceState state) => state.Kind == Default && state.Id == SystemAudience.IdOf(Focus, state.Owner, state.Book);

    /// <summary>Makes those that are missing, and waits until they are in force.</summary>
    public async Task Ensure(string tenant, IReadOnlyCollection<UserBook> users, CancellationToken cancel)
    {
        var there = await store.All(tenant, cancel);
        var missing =
            from user in users
            from each in Each
            let id = SystemAudience.IdOf(each.Name, $"user:{user.User}", user.Book)
            where there.Find(id) is null
            select (Id: id, Draft: Draft(user.User, user.Book, each.Kind, each.Name, each.Definition));
        await Parallel.ForEachAsync(missing, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (made, _) =>
        {
            await SystemAudience.Create(grains.GetGrain<IAudienceGrain>(GrainKeys.Audience(tenant, made.Id)), made.Draft);
            await builds.Bring(tenant, made.Id).WaitAsync(cancel);
        });
    }

    private AudienceDraft Draft(string user, string book, string kind, string name, string definition)
    {
        var canonical = Definition.Stored(definition).ToJson();
        return new AudienceDraft(
            name, null, kind, book, $"user:{user}", "system", clock.Now, canonical, inliner.Inline(canonical, [], default), Cause.Activated);
    }
}

internal sealed class EnsureDefaultAudiencesHandler(DefaultAudiences defaults) : IRequestHandler<EnsureDefaultAudiences>
{
    public async Task<Unit> Handle(EnsureDefaultAudiences request, CancellationToken cancel)
    {
        await defaults.Ensure(request.Tenant, request.Users, cancel);
        return Unit.Value;
    }
}
