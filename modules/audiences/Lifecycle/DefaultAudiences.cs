using Audiences.Stored;
using Contracts;
using MediatR;

namespace Audiences.Lifecycle;

/// <summary>What every user finds: My People, My Focus, whose filters are his, and Archived People, each over his book.</summary>
internal sealed class DefaultAudiences(IAudienceStore store, SystemAudienceMaker maker)
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
            where there.Find(SystemAudience.IdOf(each.Name, $"user:{user.User}", user.Book)) is null
            select maker.Draft(each.Kind, each.Name, $"user:{user.User}", user.Book, each.Definition);
        await Parallel.ForEachAsync(
            missing, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (draft, _) => await maker.Make(tenant, draft, cancel));
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
