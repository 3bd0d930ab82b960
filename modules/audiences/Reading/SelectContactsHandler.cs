using Audiences.Lifecycle;
using Audiences.Rules;
using Contracts;
using MediatR;

namespace Audiences.Reading;

/// <summary>A part is what one partition holds: in one piece, and of no more contacts than that.</summary>
internal sealed class SelectContactsHandler(AllPartitions partitions, AudienceAccess access, DefinitionCheck check, AudienceLimits limits)
    : IRequestHandler<SelectContacts, SelectedContacts>
{
    public async Task<SelectedContacts> Handle(SelectContacts request, CancellationToken cancel)
    {
        var (book, rule, version) = request.Audience is { } audience
            ? await OfAudience(request, audience)
            : await OfDefinition(request, cancel);
        if (request.Version != 0 && request.Version != version)
            throw new Refusal(409, "changed-meanwhile", "The audience was changed at the same moment. Send it again.");
        var all = await partitions.Of(request.Principal.Tenant, cancel);
        var contacts = request.Part < all.Count ? await all[request.Part].Select(book, rule) : [];
        return new SelectedContacts(book, contacts, version, request.Part + 1 < all.Count ? request.Part + 1 : null);
    }

    private async Task<(string Book, string Rule, int Version)> OfAudience(SelectContacts request, string id)
    {
        var state = await access.Find(request.Principal, id);
        if (request.Book is { } book && book != state.Book)
            throw Refusal.Invalid("book", $"is {state.Book} for this audience: leave it out");
        var serving = state.Serving ?? throw new Refusal(503, "pending", "The audience is being built for the first time.") { RetryAfter = 1 };
        return (Books.Require(request.Principal, state.Book, Use.Write), serving.Rule, serving.Number);
    }

    private async Task<(string Book, string Rule, int Version)> OfDefinition(SelectContacts request, CancellationToken cancel)
    {
        var definition = DefinitionParser.Parse(request.Definition!.Value, limits);
        // It is nobody's but the asker's, whatever audiences his key makes.
        var use = new DefinitionUse("custom", Books.Require(request.Principal, request.Book, Use.Write), null);
        var (_, inlined) = await check.Require(request.Principal, definition, use, cancel);
        return (use.Book, inlined.Rule, 1);
    }
}
