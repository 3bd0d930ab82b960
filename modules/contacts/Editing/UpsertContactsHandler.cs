using System.Text.Json;
using Contracts;
using MediatR;

namespace Contacts;

internal sealed class UpsertContactsHandler(UpsertRun run, IMediator mediator) : IRequestHandler<UpsertContacts, IReadOnlyList<BatchItem>>
{
    private const int MostItems = 1000;

    public async Task<IReadOnlyList<BatchItem>> Handle(UpsertContacts request, CancellationToken cancel)
    {
        if (request.Items.ValueKind != JsonValueKind.Array) throw Refusal.Invalid("items", "must be a list");
        JsonElement[] items = [.. request.Items.EnumerateArray()];
        if (items.Length > MostItems) throw Refusal.Invalid("items", $"has more than {MostItems} items");
        var answers = new BatchItem[items.Length];
        for (var i = 0; i < items.Length; i++)
            if (ContactBody.Faults(items[i]) is { Count: > 0 } faults) answers[i] = new(i, null, "refused", faults);
        var good = Enumerable.Range(0, items.Length).Where(i => answers[i] is null).ToArray();
        var rules = new BodyRules(mediator, request.Who.Tenant);
        var strands = Strands.Of(good, i => UpsertRun.BearingOf(items[i]).Identities());
        await Parallel.ForEachAsync(strands, ContactParty.Options(cancel), async (strand, _) =>
        {
            foreach (var i in strand) answers[i] = await Write(request, rules, items[i], i, cancel);
        });
        return answers;
    }

    private async Task<BatchItem> Write(UpsertContacts request, BodyRules rules, JsonElement item, int index, CancellationToken cancel)
    {
        try
        {
            var book = Books.Require(request.Who, ContactBody.Book(item) ?? request.Book, Use.Write);
            var fitted = await rules.Require(book, item, cancel);
            var (contact, created) = await run.Go(request.Who, book, fitted.Body, cancel, fitted.Steps);
            return new(index, contact.ToString("N"), created ? "created" : "updated");
        }
        catch (Refusal refusal) when (refusal.Status is not (429 or 503))
        {
            return new(index, null, "refused", refusal.Errors ?? new Dictionary<string, string[]> { ["$"] = [refusal.Message] });
        }
    }
}
