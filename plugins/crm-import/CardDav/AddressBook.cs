using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Audiences.Sdk;

namespace Plugins.CrmImport.CardDav;

/// <summary>The requests of CardDAV (RFC 6352) and of collection synchronisation (RFC 6578) that reading takes.</summary>
internal sealed class AddressBook(CardDavSettings settings, Calls calls)
{
    private static readonly XNamespace Dav = "DAV:", Card = "urn:ietf:params:xml:ns:carddav";

    private static readonly XmlReaderSettings Safe = new() { Async = true, DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, CheckCharacters = false };

    /// <summary>What has changed since a token, by name of card; null when the server does not know the token, or no tokens at all.</summary>
    public async Task<Changes?> ChangesAsync(Uri book, string since, CancellationToken cancel)
    {
        var query = new XElement(Dav + "sync-collection", new XElement(Dav + "sync-token", since), new XElement(Dav + "sync-level", "1"), new XElement(Dav + "prop", new XElement(Dav + "getetag")));
        // 403, 409 and 412 are the token's; 400, 405, 415 and 501 those of servers that have no tokens.
        if (await AskAsync("REPORT", book, query, "1", cancel, status => (int)status is 400 or 403 or 405 or 409 or 412 or 415 or 501) is not { } answer) return null;
        var (changed, gone, more) = (new List<string>(), new List<string>(), false);
        foreach (var response in answer.Elements(Dav + "response"))
        {
            var status = Status(response);
            if (IsBook(book, response)) more |= status == 507;
            else (status == 404 ? gone : changed).Add(Href(response));
        }
        return new(changed, gone, answer.Element(Dav + "sync-token")?.Value ?? "", more);
    }

    /// <summary>All cards, of a server without tokens.</summary>
    public async Task<IReadOnlyList<string>> AllAsync(Uri book, CancellationToken cancel)
    {
        var query = new XElement(Card + "addressbook-query", new XElement(Dav + "prop", new XElement(Dav + "getetag")), new XElement(Card + "filter"));
        var answer = await AskAsync("REPORT", book, query, "1", cancel);
        return [.. answer!.Elements(Dav + "response").Where(response => !IsBook(book, response) && Status(response) != 404).Select(Href)];
    }

    /// <summary>The cards themselves, by name; one that has gone meanwhile is not among them.</summary>
    public async Task<IReadOnlyDictionary<string, string>> CardsAsync(Uri book, IEnumerable<string> hrefs, CancellationToken cancel)
    {
        var query = new XElement(
            Card + "addressbook-multiget", new XElement(Dav + "prop", new XElement(Card + "address-data")), hrefs.Select(href => new XElement(Dav + "href", href)));
        var answer = await AskAsync("REPORT", book, query, "1", cancel);
        return answer!.Elements(Dav + "response").Select(response => (Name: Name(Href(response)), Text: response.Descendants(Card + "address-data").FirstOrDefault()?.Value))
            .Where(each => each.Text is not null).DistinctBy(each => each.Name).ToDictionary(each => each.Name, each => each.Text!);
    }

    /// <summary>The address book at the address that was given, or the only one of the user.</summary>
    public async Task<Uri> FindAsync(CancellationToken cancel)
    {
        var given = settings.Address;
        var there = await PropertiesAsync(given, "0", cancel, Dav + "resourcetype", Dav + "current-user-principal");
        if (there.Descendants(Card + "addressbook").Any()) return given;
        var principal = Linked(given, there, Dav + "current-user-principal");
        var home = Linked(given, await PropertiesAsync(principal, "0", cancel, Card + "addressbook-home-set"), Card + "addressbook-home-set");
        var books = (await PropertiesAsync(home, "1", cancel, Dav + "resourcetype")).Elements(Dav + "response")
            .Where(response => response.Descendants(Card + "addressbook").Any()).Select(response => Same(given, Href(response))).ToList();
        return books switch
        {
            [var only] => only,
            [] => throw new ConnectorException(ConnectorFailure.Misconfigured, $"{given.Host} has no address book of {settings.UserName}."),
            _ => throw new ConnectorException(ConnectorFailure.Misconfigured, $"{settings.UserName} has several address books; give the address of one: {string.Join(", ", books.Take(10))}"),
        };
    }

    /// <summary>The card's name in its book, by which it is known.</summary>
    public static string Name(string href) => Uri.UnescapeDataString(href.TrimEnd('/')[(href.TrimEnd('/').LastIndexOf('/') + 1)..]);

    private async Task<XElement> PropertiesAsync(Uri address, string depth, CancellationToken cancel, params XName[] names) =>
        (await AskAsync("PROPFIND", address, new(Dav + "propfind", new XElement(Dav + "prop", names.Select(name => new XElement(name)))), depth, cancel))!;

    private async Task<XElement?> AskAsync(string method, Uri address, XElement query, string depth, CancellationToken cancel, Func<HttpStatusCode, bool>? refusal = null)
    {
        var body = new XDocument(query).ToString(SaveOptions.DisableFormatting);
        using var answer = await calls.SendAsync(() => Request(method, address, body, depth), cancel, refusal);
        if (!answer.IsSuccessStatusCode) return null;
        return await calls.ReadAsync(answer, async content =>
        {
            using var reader = XmlReader.Create(content, Safe);
            var root = await XElement.LoadAsync(reader, LoadOptions.None, cancel);
            return root.Name == Dav + "multistatus" ? root : throw new XmlException($"{address} is not WebDAV.");
        }, cancel);
    }

    private HttpRequestMessage Request(string method, Uri address, string body, string depth)
    {
        var request = new HttpRequestMessage(new(method), address) { Content = new StringContent(body, Encoding.UTF8, "application/xml") };
        request.Headers.Add("Depth", depth);
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{settings.UserName}:{settings.Password.Reveal()}")));
        return request;
    }

    private static Uri Linked(Uri given, XElement answer, XName property) => answer.Descendants(property).Elements(Dav + "href").FirstOrDefault()?.Value is { } href ? Same(given, href)
        : throw new ConnectorException(ConnectorFailure.Misconfigured, $"There is no address book at {given}, and the server does not say where one is.");

    /// <summary>An address that the server named, on the same server: elsewhere the password is not taken.</summary>
    private static Uri Same(Uri given, string href)
    {
        var named = new Uri(given, href);
        return named.GetLeftPart(UriPartial.Authority) == given.GetLeftPart(UriPartial.Authority) ? named
            : throw new ConnectorException(ConnectorFailure.Misconfigured, $"The server sends on to {named.Host}: give the address there if you trust it.");
    }

    private static bool IsBook(Uri book, XElement response) => new Uri(book, Href(response)).AbsolutePath.TrimEnd('/') == book.AbsolutePath.TrimEnd('/');

    private static string Href(XElement response) => response.Element(Dav + "href")?.Value.Trim() ?? "";

    private static int Status(XElement response) =>
        response.Element(Dav + "status")?.Value.Split(' ') is [_, var code, ..] && int.TryParse(code, out var status) ? status : 200;
}

/// <param name="Changed">Addresses of cards that are new or changed.</param>
/// <param name="Gone">Addresses of cards that were deleted.</param>
/// <param name="Token">To ask from next.</param>
/// <param name="HasMore">The server told only a part; the rest follows from the token.</param>
internal sealed record Changes(IReadOnlyList<string> Changed, IReadOnlyList<string> Gone, string Token, bool HasMore);
