using System.Collections.Immutable;
using Contacts.Stored;
using Contracts;
using MediatR;

namespace Contacts;

/// <param name="Fresh">The id of the copy if it has to be made, however often it is tried.</param>
internal readonly record struct CopyTry(CopyItem Item, Guid Fresh);

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

    public async Task<IReadOnlyList<CopyWish>> Read(CopyOrder order, IReadOnlyCollection<CopyTry> tries, CancellationToken cancel)
    {
        var organising = await mediator.Send(new OrganisingOf(order.Tenant, order.SourceBook), cancel);
        var rows = await store.ReadMany(order.Tenant, [.. tries.Select(each => each.Item.Source)], cancel);
        var now = clock.Now;
        return [.. tries.Zip(rows, (each, row) => new CopyWish(
            each.Item.Source,
            each.Item.Goes && SourcePolicy.Of(row, order.SourceBook, organising, now) == Standing.Crosses ? CopyContent.Of(row!, order.Crosses) : null,
            each.Fresh))];
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
