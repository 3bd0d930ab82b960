using System.Text.Json;
using Audiences.Lifecycle;
using Audiences.Rules;
using Contracts;
using MediatR;

namespace Audiences.Reading;

internal sealed class CheckDefinitionHandler(
    AudienceAccess access, Inliner inliner, CustomFieldUse customFields, AudienceWarnings warnings, AudienceLimits limits)
    : IRequestHandler<CheckDefinition, CheckedDefinition>
{
    private static readonly HashSet<string> Known = ["definition", "book"];

    public async Task<CheckedDefinition> Handle(CheckDefinition request, CancellationToken cancel)
    {
        if (request.Body.ValueKind == JsonValueKind.Object && request.Body.TryGetProperty("text", out _))
            throw Refusal.Invalid("text", "Definitions are read as JSON only so far.", "not-yet");
        AudienceBody.RefuseUnknown(request.Body, "", Known);
        var definition = AudienceBody.ReadDefinition(request.Body, limits);
        var book = AudienceOrders.BookOf(request.Principal, AudienceBody.Text(request.Body, "book"));
        await customFields.Require(request.Principal.Tenant, book, definition, cancel);
        // Refuses audiences that are not there, and circles.
        inliner.Inline(definition.ToJson(), await access.All(request.Principal, cancel));
        using var canonical = JsonDocument.Parse(definition.ToJson());
        return new CheckedDefinition(
            canonical.RootElement.Clone(), Sentence.Of(definition), await warnings.Of(request.Principal, book, definition, cancel));
    }
}
