using Audiences.Rules;
using Audiences.Stored;
using Contracts;
using Orleans;

namespace Audiences.Lifecycle;

/// <summary>The one place that says which audience a principal may see: all others are the same as ones that never were.</summary>
internal sealed class AudienceAccess(IGrainFactory grains, IAudienceStore store)
{
    public IAudienceGrain Grain(Principal principal, string id) => Grain(principal.Tenant, id);

    public IAudienceGrain Grain(string tenant, string id) => grains.GetGrain<IAudienceGrain>(GrainKeys.Audience(tenant, id));

    public async Task<AudienceState> Find(Principal principal, string id) =>
        IsId(id) && await Grain(principal, id).Read() is { } state && Sees(principal, state) ? state : throw Unknown(id);

    /// <summary>Everybody reads the organisation's; who changes one's own may be no viewer, who has none.</summary>
    public async Task<AudienceState> FindToChange(Principal principal, string id)
    {
        var state = await Find(principal, id);
        SystemAudience.RefuseOrders(state);
        return principal.MayChangeOrganisation || state.Owner == $"user:{principal.User}" ? state : throw NotYours();
    }

    public async Task<IReadOnlyList<AudienceState>> All(Principal principal, CancellationToken cancel) =>
        SeenBy(principal, await store.All(principal.Tenant, cancel));

    public static IReadOnlyList<AudienceState> SeenBy(Principal principal, TenantAudiences all) =>
        [.. all.OwnedBy([$"organisation:{principal.Organisation}", $"user:{principal.User}", .. principal.Teams.Select(Books.OfTeam)])
            .Where(state => Sees(principal, state))];

    /// <summary>What the audiences are called that a definition may refer to.</summary>
    public async Task<AudienceNames> NamesIn(Principal principal, Definition definition, CancellationToken cancel) =>
        definition.References.Count > 0 ? NamesOf(await All(principal, cancel)) : AudienceNames.None;

    public static AudienceNames NamesOf(IEnumerable<AudienceState> visible) =>
        new(visible.Select(state => new AudienceName(state.Id, state.Key, state.Name)));

    /// <summary>The organisation's audiences judge the organisation's book; others a book that the principal may read.</summary>
    public static string BookOf(Principal principal, string kind, string? asked)
    {
        if (kind != "organisation")
            return Books.RequireSeen(principal, asked);
        var book = Books.OfOrganisation(principal.Organisation);
        return asked is null || asked == book ? book : throw Refusal.Invalid("book", $"is {book} for an organisation's audience");
    }

    /// <summary>The kind of a new audience for which none is given.</summary>
    public static string KindOf(Principal principal) => principal.User is null ? "organisation" : "custom";

    /// <summary>Whose audience a new one of that kind is.</summary>
    public static string OwnerOf(Principal principal, string kind) =>
        kind == "organisation" || principal.User is null ? $"organisation:{principal.Organisation}" : $"user:{principal.User}";

    public static Refusal Unknown(string id) =>
        new(404, "unknown-audience", $"There is no audience {id} that you may see. GET /v1/audiences lists those that you may.");

    public static Refusal NotYours() => new(403, "missing-role", "The organisation's audiences are made and changed by admins and owners.");

    private static bool Sees(Principal principal, AudienceState state) =>
        state.Owner == $"organisation:{principal.Organisation}"
        || (state.Kind == TeamAudiences.Kind && Books.Sees(principal, state.Book))
        || (principal is { User: { } user, Role: not "viewer" } && state.Owner == $"user:{user}"
            && (Books.Sees(principal, state.Book) || Inliner.IsEmptied(state)));

    /// <summary>The audience of one who may use its book: of an emptied one its owner sees that it is there and who was in it, and nothing of the contacts now.</summary>
    public async Task<AudienceState> FindWithBook(Principal principal, string id) =>
        await Find(principal, id) is var state && Books.Sees(principal, state.Book) ? state : throw Unknown(id);

    // Ids go into grain keys and logs: what cannot be one is not asked for.
    private static bool IsId(string id) => id.Length == 32 && id.All(char.IsAsciiHexDigitLower);
}
