using System.Runtime.CompilerServices;
using System.Text.Json;
using Contracts;
using Host.Api.Http;
using MediatR;

namespace Host.Api;

/// <summary>GET /v1/audiences/{id}/export: the members as a file, made while it is read; a page of them at a time is in memory.</summary>
internal static class ExportApi
{
    private const int PageSize = 500;

    public static void Map(RouteGroupBuilder audiences) =>
        audiences.MapGet("/{id}/export", Export).Require(Scopes.Export).Produces(200, contentType: "text/csv").Produces(200, contentType: "application/json")
            .DisableRequestTimeout().WithSummary("The members as CSV or JSON; the header Audience-Place says from where to read later changes.");

    private static async Task Export(HttpContext http, string id, IMediator door, IHostApplicationLifetime host, string? format, string? fields)
    {
        // Who reads slowly is cut off when the server stops, instead of holding it up.
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, host.ApplicationStopping);
        var chosen = ExportField.ReadAll(fields);
        var form = ReadFormat(format, http, chosen);
        var start = await door.Send(new BeginExport(http.Principal(), id), reading.Token);
        await using var pages = Pages(http.Principal(), id, start, door, reading.Token).GetAsyncEnumerator(reading.Token);
        // What fails by now is still answered as a problem; what fails later cuts the connection.
        var hasPage = await pages.MoveNextAsync();
        http.Response.Headers["Audience-Place"] = start.Place;
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"{start.Key}.{form.Extension}\"";
        http.Response.ContentType = form.ContentType;
        form.Begin();
        for (; hasPage; hasPage = await pages.MoveNextAsync())
        {
            foreach (var (contact, since) in pages.Current)
                form.Add([.. chosen.Select(field => field.Of(contact, since))]);
            await form.Flush(reading.Token);
        }
        form.End();
        await form.Flush(reading.Token);
    }

    private static async IAsyncEnumerable<IReadOnlyList<(JsonElement Contact, Instant Since)>> Pages(
        Principal who, string id, ExportStart start, IMediator door, [EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var partition in start.Partitions)
            for (int? slot = 0; slot is { } from;)
            {
                var page = await door.Send(new ExportMembers(who, id, new(partition, from), PageSize), cancel);
                var since = page.Items.ToDictionary(member => member.ContactId, member => member.Since);
                var contacts = await door.Send(new ShowContacts(who, [.. since.Keys]), cancel);
                yield return [.. contacts.Select(contact => (JsonSerializer.SerializeToElement(contact, Json.Options), since[Guid.Parse(contact.Id)]))];
                slot = page.Next;
            }
    }

    private static IExportForm ReadFormat(string? format, HttpContext http, IReadOnlyList<ExportField> fields) => format switch
    {
        null or "" or "csv" => new CsvForm(http.Response.BodyWriter, fields),
        "json" => new JsonForm(http.Response.BodyWriter, fields),
        _ => throw Refusal.Invalid("format", "is csv or json"),
    };
}
