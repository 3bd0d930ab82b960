using System.Text.Json;
using Audiences.Lifecycle;
using Audiences.Rules;
using Contracts;
using MediatR;

namespace Audiences.Reading;

internal sealed class CheckDefinitionHandler(AudienceAccess access, DefinitionCheck check, AudienceWarnings warnings, AudienceLimits limits)
    : IRequestHandler<CheckDefinition, CheckedDefinition>
{
    private static readonly HashSet<string> Known = ["definition", "text", "book", "kind", "audience"];

    public async Task<CheckedDefinition> Handle(CheckDefinition request, CancellationToken cancel)
    {
        var (principal, body) = (request.Principal, request.Body);
        AudienceBody.RefuseUnknown(body, "", Known);
        var text = AudienceBody.Text(body, "text");
        if (text is not null && body.TryGetProperty("definition", out _))
            throw Refusal.Invalid("text", "goes alone: give either \"text\" or \"definition\".");
        var use = await check.UseIn(principal, body);
        var fit = text is null
            ? await check.Require(principal, AudienceBody.ReadDefinition(body, limits), use, cancel)
            : await OfText(principal, Wording.Read(text, AudienceAccess.NamesOf(await access.All(principal, cancel)), limits), use, cancel);
        var names = AudienceAccess.NamesOf(fit.Visible);
        return new CheckedDefinition(
            JsonElement.Parse(fit.Definition.ToJson()), Wording.Of(fit.Definition, names), Sentence.Of(fit.Definition, names),
            await warnings.Of(principal, use.Book, fit.Definition, fit.Visible, cancel));
    }

    private async Task<CheckedRule> OfText(Principal principal, Wording wording, DefinitionUse use, CancellationToken cancel)
    {
        try
        {
            return await check.Require(principal, DefinitionParser.Parse(wording.Json, limits), use, cancel);
        }
        catch (Refusal refusal)
        {
            throw wording.Place(refusal);
        }
    }
}
