using System.Globalization;
using System.Net;
using System.Text.Json;
using Audiences.Sdk;

namespace Plugins.CrmImport.HubSpot;

/// <summary>Pulls HubSpot's contacts: all of them first, then those that were changed or deleted.</summary>
[Connector("hubspot", "HubSpot")]
public sealed class HubSpotSource(HubSpotSettings settings, HttpClient http, TimeProvider time) : IContactSource
{
    private const int LargestPage = 100;

    // Beyond it HubSpot's search answers 400: then it begins again from the last change that was read.
    private const int DeepestSearch = 9_900;

    // How long HubSpot may take to find a contact that was changed.
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(5);

    private readonly Calls _calls = new(http, time, "HubSpot");

    private readonly IReadOnlyList<string> _more =
        [.. (settings.Properties ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Except(HubSpotContact.Properties).Distinct()];

    public Task<ConnectorHealth> CheckAsync(CancellationToken cancel) => ConnectorHealth.OfAsync(() => ReadAsync(null, 1, cancel));

    public async Task<ContactPage> ReadAsync(string? cursor, int limit, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var at = cursor is not null && HubSpotCursor.TryParse(cursor, out var known) ? known : HubSpotCursor.Beginning;
        using var answer = await _calls.SendAsync(() => Request(at, Math.Min(limit, LargestPage)), cancel, status => status == HttpStatusCode.BadRequest && at != HubSpotCursor.Beginning);
        // It does not know its own cursor any more.
        if (answer.StatusCode == HttpStatusCode.BadRequest) return await ReadAsync(null, limit, cancel);
        if (at.Next == 0) at = at with { Next = ((answer.Headers.Date ?? time.GetUtcNow()) - Overlap).ToUnixTimeMilliseconds() };
        return await _calls.ReadAsync(answer, async content => Page(at, await JsonDocument.ParseAsync(content, default, cancel)), cancel);
    }

    private HttpRequestMessage Request(HubSpotCursor at, int limit)
    {
        var contacts = $"{settings.Address.AbsoluteUri.TrimEnd('/')}/crm/v3/objects/contacts";
        var properties = HubSpotContact.Properties.Concat(_more).ToList();
        var query = at.Step == HubSpotStep.Deleted ? "archived=true" : $"properties={Uri.EscapeDataString(string.Join(',', properties))}";
        var after = at.After.Length == 0 ? "" : $"&after={Uri.EscapeDataString(at.After)}";
        var request = at.Step == HubSpotStep.Changed ? new HttpRequestMessage(HttpMethod.Post, $"{contacts}/search") { Content = Search(at, properties, limit) }
            : new(HttpMethod.Get, string.Create(CultureInfo.InvariantCulture, $"{contacts}?limit={limit}&{query}{after}"));
        request.Headers.Authorization = new("Bearer", Token());
        return request;
    }

    private string Token() => (settings.Account ?? settings.Token)?.Reveal()
        ?? throw new ConnectorException(ConnectorFailure.NeedsReconnect, "There is no access: give the access token of a private app, or connect by an app of your own.");

    private static ByteArrayContent Search(HubSpotCursor at, List<string> properties, int limit)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("limit", limit);
            if (at.After.Length > 0) json.WriteString("after", at.After);
            json.WritePropertyName("properties");
            json.WriteRawValue($"[{string.Join(',', properties.Select(each => $"\"{JsonEncodedText.Encode(each)}\""))}]");
            json.WritePropertyName("filterGroups");
            json.WriteRawValue(string.Create(CultureInfo.InvariantCulture, $$"""[{"filters":[{"propertyName":"lastmodifieddate","operator":"GTE","value":"{{at.Since}}"}]}]"""));
            json.WritePropertyName("sorts");
            json.WriteRawValue("""[{"propertyName":"lastmodifieddate","direction":"ASCENDING"}]""");
            json.WriteEndObject();
        }
        return new(buffer.ToArray()) { Headers = { ContentType = new("application/json") } };
    }

    private ContactPage Page(HubSpotCursor at, JsonDocument document)
    {
        using (document)
        {
            var items = document.RootElement.GetProperty("results").EnumerateArray().ToList();
            var after = document.RootElement.TryGetProperty("paging", out var paging) && paging.TryGetProperty("next", out var next) ? next.GetProperty("after").ToString() : "";
            var following = Following(at, after, items);
            // A run begins with who was deleted, and ends where the next one begins.
            var hasMore = at.Step == HubSpotStep.Deleted || following.Step != HubSpotStep.Deleted;
            return at.Step == HubSpotStep.Deleted
                ? new([], following.ToString(), hasMore) { Deleted = [.. items.Where(item => At(item, "archivedAt") >= at.Since).Select(item => item.GetProperty("id").GetString()!)] }
                : new([.. items.Select(item => HubSpotContact.Of(item, _more))], following.ToString(), hasMore);
        }
    }

    private static HubSpotCursor Following(HubSpotCursor at, string after, List<JsonElement> items)
    {
        if (at.Step == HubSpotStep.Changed && int.TryParse(after, out var depth) && depth >= DeepestSearch && At(items[^1], "updatedAt") is var last && last > at.Since)
            return at with { Since = last, After = "" };
        if (after.Length > 0) return at with { After = after };
        return at.Step == HubSpotStep.Deleted ? at with { Step = HubSpotStep.Changed, After = "" } : new(HubSpotStep.Deleted, at.Next, 0, "");
    }

    private static long At(JsonElement item, string name) =>
        item.TryGetProperty(name, out var at) && at.TryGetDateTimeOffset(out var instant) ? instant.ToUnixTimeMilliseconds() : 0;
}
