using System.Collections.Immutable;
using System.Text.Json;
using Audiences.Reading;
using Audiences.Rules;
using Audiences.Stored;
using Contracts;
using MediatR;

namespace Audiences.Lifecycle;

/// <summary>
/// What a definition that is well written may still not be. Who looks at one before it is saved asks here too, and is refused what
/// saving refuses.
/// </summary>
internal sealed class DefinitionCheck(AudienceAccess access, IAudienceStore store, Inliner inliner, IMediator mediator)
{
    /// <summary>The definition as it is to be saved, and the rule that partitions judge.</summary>
    public async Task<CheckedRule> Require(Principal principal, Definition definition, DefinitionUse use, CancellationToken cancel)
    {
        if (!Books.Sees(principal, use.Book))
            throw new Refusal(409, "no-access", "The contacts of this audience are not yours to use any more; nobody is in it until they are again.");
        var team = Books.TeamOf(use.Book);
        if ((use.Kind == "organisation" || team is not null) && definition.MentionsMe)
            throw Refusal.Invalid("definition", "In an audience of an organisation or a team nobody is \"me\"; name the user's id.");
        if (team is not null && definition.MentionsTimeline)
            throw Refusal.Invalid(
                "definition", "A team sees the profiles of the contacts that are shared with it, and not what they did: leave out events, pages, sessions, first and last seen, device and browser.",
                "private-timeline");
        if (definition.Nodes.OfType<FieldCondition>().Any(IsCustom))
            RefuseOtherKinds(definition, await mediator.Send(new CustomFieldsOf(principal.Tenant, use.Book), cancel));
        if (OrganisedNames.Any(definition))
            definition = OrganisedNames.Keyed(definition, await mediator.Send(new OrganisingOf(principal.Tenant, use.Book), cancel));
        var all = await store.All(principal.Tenant, cancel);
        var visible = AudienceAccess.SeenBy(principal, all);
        if (definition.References.FirstOrDefault(reference => visible.All(state => state.Id != reference)) is { } unknown)
            throw Refusal.Invalid("definition", $"There is no audience {unknown} that you may use.", "unknown-audience");
        if (team is not null && definition.References.FirstOrDefault(reference => visible.First(state => state.Id == reference).Book != use.Book) is { } foreign)
            throw Refusal.Invalid("definition", $"An audience over a team's contacts refers to such audiences alone, and {foreign} is over other contacts.", "other-book");
        if (use.Id is { } id && Inliner.Circle(id, definition, all) is { } circle)
        {
            var path = string.Join(" → ", circle.Prepend(id).Select(AudienceAccess.NamesOf(visible).Say));
            throw Refusal.Invalid("definition", $"The audience would refer to itself: {path}.", "circular-reference");
        }
        return new(definition, inliner.Inline(definition.ToJson(), visible, JudgedAs.Of(use.Kind, use.Book, use.Id))) { Visible = visible };
    }

    /// <summary>What a body that is not saved names, or what saving it with this key would make.</summary>
    public async Task<DefinitionUse> UseIn(Principal principal, JsonElement body)
    {
        var (audience, kind, book) = (AudienceBody.Text(body, "audience"), AudienceBody.Text(body, "kind"), AudienceBody.Text(body, "book"));
        if (audience is null)
        {
            var asked = AudienceBody.ReadKind(body, AudienceAccess.KindOf(principal));
            StaticAudiences.RefuseTrial(asked);
            return new DefinitionUse(asked, AudienceAccess.BookOf(principal, asked, book), null);
        }
        if ((kind ?? book) is not null)
            throw Refusal.Invalid(kind is null ? "book" : "kind", "This is fixed when an audience is made: leave it out beside \"audience\".");
        var state = await access.Find(principal, audience);
        StaticAudiences.RefuseTrial(state.Kind);
        return DefinitionUse.Of(state);
    }

    /// <summary>Of an organisation's own field one asks what its kind can answer.</summary>
    private static void RefuseOtherKinds(Definition definition, ImmutableArray<CustomField> fields)
    {
        var errors = new Dictionary<string, string[]>();
        foreach (var (path, node) in PlacedNode.Within(definition))
            if (node is FieldCondition condition && fields.FirstOrDefault(field => condition.Field == $"custom.{field.Key}") is { } field
                && Operator.For(FieldListing.KindOf(field.Kind)).ToArray() is var allowed && !allowed.Contains(condition.Test.Op))
                errors[$"{path}.op"] =
                    [$"`{Operator.Name(condition.Test.Op)}` does not go with \"{field.Label}\". It takes {string.Join(", ", allowed.Select(Operator.Name))}."];
        if (errors.Count > 0)
            throw new Refusal(422, "invalid", $"{errors.First().Key}: {errors.First().Value[0]}", errors);
    }

    private static bool IsCustom(FieldCondition condition) => condition.Field.StartsWith("custom.", StringComparison.Ordinal);
}

internal readonly record struct CheckedRule(Definition Definition, InlinedRule Inlined)
{
    /// <summary>The audiences that the definition's writer may see, as they were when it was checked.</summary>
    public required IReadOnlyList<AudienceState> Visible { get; init; }
}
