using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using Contracts;
using MediatR;

namespace Contacts;

/// <summary>
/// What an organisation asks of bodies that are written to its books: values that fit its custom fields, and its stages, segments and
/// steps by their keys. For one request or some rows of an import: each book's organisation is asked once, and only if a body needs it.
/// </summary>
internal sealed class BodyRules(IMediator mediator, string tenant)
{
    private readonly ConcurrentDictionary<string, Task<ImmutableArray<CustomField>>> fields = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Task<Organising>> organisings = new(StringComparer.Ordinal);

    /// <param name="body">Checked by <see cref="ContactBody"/>.</param>
    public async Task<FittedBody> Fit(string book, JsonElement body, CancellationToken cancel)
    {
        var fitted = OrganisingFit.IsAsked(body)
            ? OrganisingFit.Of(body, await organisings.GetOrAdd(book, _ => mediator.Send(new OrganisingOf(tenant, book), cancel)))
            : new FittedBody(body, null, ImmutableSortedDictionary<string, string[]>.Empty);
        if (!CustomValues.IsAsked(body)) return fitted;
        var faults = CustomValues.Faults(body, await fields.GetOrAdd(book, _ => mediator.Send(new CustomFieldsOf(tenant, book), cancel)));
        return fitted with { Faults = fitted.Faults.AddRange(faults) };
    }

    /// <exception cref="Refusal">422 <c>invalid</c>, with everything that does not fit by its path.</exception>
    public async Task<FittedBody> Require(string book, JsonElement body, CancellationToken cancel)
    {
        var fitted = await Fit(book, body, cancel);
        return fitted.Faults.IsEmpty ? fitted
            : throw new Refusal(422, "invalid", $"{fitted.Faults.First().Key}: {fitted.Faults.First().Value[0]}", fitted.Faults);
    }
}
