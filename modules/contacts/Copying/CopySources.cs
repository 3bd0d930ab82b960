using System.Collections.Immutable;
using Contacts.Stored;
using Contracts;
using MediatR;

namespace Contacts;

/// <param name="Fields">Keys of the custom fields that both sides have; null: of one organisation, all.</param>
internal sealed record CopyTerms(Organising Organising, ImmutableArray<string>? Fields)
{
    public bool Crosses(string field) => Fields?.Contains(field) != false;
}

/// <summary>Reads what crosses, as it is at the moment of copying: who may not cross any more is taken back.</summary>
internal sealed class CopySources(IContactStore store, IMediator mediator, BusinessClock clock)
{
    public async Task<ImmutableArray<JudgedSource>> Judge(string tenant, string book, ImmutableArray<Guid> contacts, CancellationToken cancel)
    {
        var organising = await mediator.Send(new OrganisingOf(tenant, book), cancel);
        var rows = await store.ReadMany(tenant, contacts, cancel);
        var now = clock.Now;
        return [.. contacts.Zip(rows, (id, row) => new JudgedSource(id, row?.Version ?? 0, SourcePolicy.Of(row, book, organising, now)))];
    }

    /// <summary>Who is personal at the source, and what both sides have: asked once for many contacts.</summary>
    public async Task<CopyTerms> Terms(CopyOrder order, CancellationToken cancel) => new(
        await mediator.Send(new OrganisingOf(order.Tenant, order.SourceBook), cancel),
        order.IsOneOrganisation ? null : (await Compare(order.Tenant, order.SourceBook, order.Book, cancel)).Cross);

    public async Task<IReadOnlyList<CopyWish>> Read(CopyOrder order, CopyTerms terms, ImmutableArray<CopyItem> items, CancellationToken cancel)
    {
        var rows = await store.ReadMany(order.Tenant, [.. items.Select(item => item.Source)], cancel);
        var now = clock.Now;
        return [.. items.Zip(rows, (item, row) => new CopyWish(
            item.Source, item.Goes && SourcePolicy.Of(row, order.SourceBook, terms.Organising, now) == Standing.Crosses ? CopyContent.Of(row!, terms.Crosses) : null,
            Guid.CreateVersion7()))];
    }

    public async Task<CrossingFields> Compare(string tenant, string sourceBook, string book, CancellationToken cancel)
    {
        var (ours, theirs) = (await mediator.Send(new CustomFieldsOf(tenant, sourceBook), cancel), await mediator.Send(new CustomFieldsOf(tenant, book), cancel));
        var cross = ours.Where(field => theirs.Any(other => IsSame(field, other))).Select(field => field.Key).ToImmutableArray();
        return new(cross, [.. ours.Select(field => field.Key).Except(cross)]);
    }

    // A pick is kept by its option's key, and a currency is part of the field.
    private static bool IsSame(CustomField field, CustomField other) =>
        field.Key == other.Key && field.Kind == other.Kind && field.Currency == other.Currency
        && field.Options.All(option => other.Options.Any(theirs => string.Equals(theirs.Key, option.Key, StringComparison.OrdinalIgnoreCase)));
}
