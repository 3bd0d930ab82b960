using System.Text;
using Audiences.Stored;
using Contracts;

namespace Audiences.Lifecycle;

/// <summary>What each order makes of an audience's state: pure, so that the grain only writes what comes out.</summary>
internal static class AudienceLife
{
    public static AudienceState Create(string id, AudienceDraft draft) => new()
    {
        Id = id,
        Key = KeyOf(draft.Name, id),
        Book = draft.Book,
        Owner = draft.Owner,
        Kind = draft.Kind,
        Name = draft.Name,
        Description = draft.Description,
        Revision = 1,
        Versions = [new AudienceVersion(1, draft.Definition, draft.At, draft.By)],
        Building = new AudienceBuild(1, 1, draft.Rule.Rule, draft.Rule.Uses),
        CreatedAt = draft.At,
        CreatedBy = draft.By,
        UpdatedAt = draft.At,
        Managed = draft.Managed,
        Origin = draft.Managed is null ? "user" : "share",
    };

    /// <summary>One that the system makes and keeps: nobody drafts it, so it is active from the beginning.</summary>
    public static AudienceState CreateActive(string id, AudienceDraft draft) => Create(id, draft) with
    {
        Status = "active", ActivatedAt = draft.At, Origin = draft.Kind == ReceivedAudiences.Kind ? "share" : "system", Cause = draft.Cause,
    };

    public static AudienceState Redefine(AudienceState state, AudienceDraft draft)
    {
        // It was released meanwhile: it is the user's own.
        if (draft.Managed is not null && state.Managed is null)
            return state;
        var renamed = state with
        {
            Name = draft.Name, Description = draft.Description, Revision = state.Revision + 1, UpdatedAt = draft.At, Managed = draft.Managed ?? state.Managed,
        };
        if (draft.Definition == state.Versions[^1].Definition)
            return renamed;
        var version = state.Versions[^1].Number + 1;
        return Build(renamed, version, state.Barred ? Inliner.Nobody : draft.Rule) with
        {
            Versions = state.Versions.Add(new AudienceVersion(version, draft.Definition, draft.At, draft.By)),
            Cause = draft.Cause,
        };
    }

    public static AudienceState SetStatus(AudienceState state, string status, Instant at)
    {
        if (state.Status == status)
            return state;
        return state with
        {
            Status = status,
            Revision = state.Revision + 1,
            UpdatedAt = at,
            ActivatedAt = state.ActivatedAt ?? (status == "active" ? at : null),
            Cause = state.ActivatedAt is null ? Cause.Activated : Cause.Resumed,
        };
    }

    public static AudienceState Rebuild(AudienceState state, InlinedRule rule, Instant at)
    {
        var build = state.Building ?? state.Serving;
        if (build?.Rule == rule.Rule)
            return state;
        return Build(state, state.Versions[^1].Number, rule) with
        {
            Revision = state.Revision + 1, UpdatedAt = at, Cause = Cause.Edited,
        };
    }

    public static AudienceState SetBarred(AudienceState state, bool barred, InlinedRule rule, Instant at) =>
        state.Barred == barred
            ? state
            : Build(state, state.Versions[^1].Number, rule) with
            {
                Barred = barred, Revision = state.Revision + 1, UpdatedAt = at, Cause = Cause.Access,
            };

    public static AudienceState Complete(AudienceState state, int build) =>
        state.Building is { } building && building.Number == build
            ? state with { Serving = building, Building = null, Revision = state.Revision + 1 }
            : state;

    /// <summary>What is used stays, with its builds as they are: nobody enters or leaves by it.</summary>
    public static AudienceState Release(AudienceState state, bool isReferredTo, Instant at) =>
        state.Managed is null ? state
        : state.Status == "active" || isReferredTo
            ? state with { Kind = "custom", Managed = null, Revision = state.Revision + 1, UpdatedAt = at }
            : Delete(state) with { UpdatedAt = at };

    public static AudienceState Delete(AudienceState state) =>
        state with { Deleted = true, Revision = state.Revision + 1 };

    private static AudienceState Build(AudienceState state, int version, InlinedRule rule)
    {
        var number = Math.Max(state.Serving?.Number ?? 0, state.Building?.Number ?? 0) + 1;
        return state with { Building = new AudienceBuild(number, version, rule.Rule, rule.Uses) };
    }

    /// <summary>A readable slug; the id's beginning makes it unique for ever, also against audiences deleted long ago.</summary>
    private static string KeyOf(string name, string id)
    {
        var slug = new StringBuilder();
        foreach (var letter in name.ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(letter))
                slug.Append(letter);
            else if (slug.Length > 0 && slug[^1] != '-')
                slug.Append('-');
        }
        var text = slug.ToString().Trim('-');
        if (text.Length > 40)
            text = text[..40].Trim('-');
        return text.Length == 0 ? id[..8] : $"{text}-{id[..8]}";
    }
}
