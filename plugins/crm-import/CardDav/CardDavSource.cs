using Audiences.Sdk;

namespace Plugins.CrmImport.CardDav;

/// <summary>Pulls the cards of an address book, and later only what has changed.</summary>
[Connector("carddav", "CardDAV address book")]
public sealed class CardDavSource(CardDavSettings settings, HttpClient http, TimeProvider time) : IContactSource
{
    private readonly AddressBook _book = new(settings, new(http, time, settings.Address.Host));
    private Uri? _found;

    public Task<ConnectorHealth> CheckAsync(CancellationToken cancel) => ConnectorHealth.OfAsync(() => _book.FindAsync(cancel));

    public async Task<ContactPage> ReadAsync(string? cursor, int limit, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var at = cursor is not null && SyncCursor.TryParse(cursor, out var known) ? known : SyncCursor.Beginning;
        var book = _found ??= await _book.FindAsync(cancel);
        var changes = await _book.ChangesAsync(book, at.Since, cancel);
        if (changes is null && at.Since.Length > 0)
        {
            at = SyncCursor.Beginning;
            changes = await _book.ChangesAsync(book, "", cancel);
        }
        changes ??= new(await _book.AllAsync(book, cancel), [], "", false);
        return await PageAsync(book, at, changes, limit, cancel);
    }

    // In the order of names, so that the next page, which asks for the changes again, knows where this one ended.
    private async Task<ContactPage> PageAsync(Uri book, SyncCursor at, Changes changes, int limit, CancellationToken cancel)
    {
        var left = changes.Changed.Select(href => (Href: href, Name: AddressBook.Name(href))).Where(each => string.CompareOrdinal(each.Name, at.After) > 0)
            .OrderBy(each => each.Name, StringComparer.Ordinal).ToList();
        var page = left.Take(limit).ToList();
        var cards = page.Count == 0 ? new Dictionary<string, string>() : await _book.CardsAsync(book, page.Select(each => each.Href), cancel);
        var contacts = page.Where(each => cards.ContainsKey(each.Name)).Select(each => Contact(cards[each.Name], each.Name)).OfType<Contact>().ToList();
        var next = at.Next.Length > 0 ? at.Next : changes.Token;
        var gone = at.After.Length == 0 ? changes.Gone.Select(AddressBook.Name).ToList() : [];
        return left.Count > page.Count ? new(contacts, new SyncCursor(at.Since, next, page[^1].Name).ToString(), true) { Deleted = gone }
            : new(contacts, next.Length == 0 ? null : new SyncCursor(next, "", "").ToString(), changes.HasMore && next.Length > 0 && next != at.Since) { Deleted = gone };
    }

    private static Contact? Contact(string text, string name) => VCards.Read(new StringReader(text)).FirstOrDefault() is { } card ? card with { ExternalId = name } : null;
}
