using System.Collections.Immutable;
using System.Text.Json;
using Contracts;
using MediatR;

namespace Contacts;

/// <summary>Asks for a book's custom fields where a write or a view needs them.</summary>
internal sealed class CustomFieldCheck(IMediator mediator)
{
    public Task<ImmutableArray<CustomField>> Of(string tenant, string book, CancellationToken cancel) =>
        mediator.Send(new CustomFieldsOf(tenant, book), cancel);

    /// <exception cref="Refusal">422 <c>invalid</c>, with every value that does not fit by its path.</exception>
    public async Task Require(string tenant, string book, JsonElement body, CancellationToken cancel)
    {
        if (!CustomValues.IsAsked(body)) return;
        var faults = CustomValues.Faults(body, await Of(tenant, book, cancel));
        if (faults.Count > 0) throw new Refusal(422, "invalid", $"{faults.First().Key}: {faults.First().Value[0]}", faults);
    }
}
