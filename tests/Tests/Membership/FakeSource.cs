using System.Globalization;
using Audiences.Sdk;
using Contacts.Stored;
using Contracts;
using MediatR;
using ContactPage = Audiences.Sdk.ContactPage;

namespace Tests.Membership;

/// <summary>
/// A source <c>book</c> whose cursors count its changes: pages of two, of all there ever was or of what changed since. Others are unknown.
/// </summary>
internal sealed class FakeSource : IContactSources, IRequestHandler<RequireSource, SourceView>
{
    private readonly List<(string Id, Contact? Contact)> changes = [];

    public long Version { get; set; } = 1;

    /// <summary>Called before each page; throws what the connector would.</summary>
    public Action<string?> Before { get; set; } = _ => { };

    public List<string?> Asked { get; } = [];

    public void Put(string id, Contact contact) => changes.Add((id, contact with { ExternalId = id }));

    public void Delete(string id) => changes.Add((id, null));

    public Task<ContactPage> Read(Principal who, string connection, string? cursor, int limit, CancellationToken cancel)
    {
        Asked.Add(cursor);
        Before(cursor);
        var from = cursor is null ? 0 : int.Parse(cursor, CultureInfo.InvariantCulture);
        var page = changes.Skip(from).Take(2).ToArray();
        var next = from + page.Length;
        return Task.FromResult(new ContactPage([.. page.Select(change => change.Contact).OfType<Contact>()], $"{next}", next < changes.Count)
        {
            Deleted = [.. page.Where(change => change.Contact is null).Select(change => change.Id)],
        });
    }

    public Task<SourceView> Handle(RequireSource request, CancellationToken cancel) => request.Id == "c1"
        ? Task.FromResult(new SourceView("c1", "Ann's book", "book", Version))
        : throw new Refusal(404, "unknown-connection", "There is no such connection.");
}
