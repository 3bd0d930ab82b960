using Audiences.Rules;
using Contracts;

namespace Audiences.Lifecycle;

/// <summary>
/// "Last People Import": one audience for each owner and book, made at the end of the first import. Replacing what it shows is an
/// edit of its definition, so that it is exact at every instant like any other, and announces the net difference.
/// </summary>
internal sealed class LastImports(AudienceAccess access, AudienceBuilds builds, Inliner inliner, BusinessClock clock)
{
    public const string Kind = "lastImport";
    private const string Name = "Last People Import";

    public static Refusal KeptBySystem() => new(
        409, "kept-by-system",
        "An audience of kind lastImport is kept by the server: it shows whom the last import wrote to. Make one of your own with the condition { \"field\": \"import\", \"op\": \"equals\", \"value\": \"<import id>\" }.");

    public async Task Show(Principal principal, string book, string import, CancellationToken cancel)
    {
        var owner = AudienceAccess.OwnerOf(principal, Kind);
        var id = SystemAudience.IdOf(Kind, owner, book);
        var grain = access.Grain(principal, id);
        var draft = Draft(owner, book, import);
        var state = await grain.Read() ?? await SystemAudience.Create(grain, draft);
        if (state.Versions[^1].Definition != draft.Definition)
            await grain.Redefine(draft with { Name = state.Name, Description = state.Description }, revision: null);
        await builds.Bring(principal.Tenant, id).WaitAsync(cancel);
    }

    private AudienceDraft Draft(string owner, string book, string import)
    {
        var shown = new FieldCondition("import", new Test(Op.Equals, new Scalar(new TextLiteral(import))));
        var definition = new Definition(new Group(Match.All, [shown]), []).ToJson();
        return new AudienceDraft(
            Name, null, Kind, book, owner, $"import:{import}", clock.Now, definition, inliner.Inline(definition, [], default), Cause.Imported);
    }
}
