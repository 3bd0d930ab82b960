using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Plugins.CrmImport.HubSpot;

namespace Tests.Plugins.CrmImport;

/// <summary>HubSpot's contacts as its documents describe them: pages of 100, a search that ends at 10,000, a clock of its own, and bad days.</summary>
internal sealed class FakeHubSpot : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeHubSpot(WebApplication app) => _app = app;

    public SortedDictionary<int, Person> People { get; } = [];

    public ConcurrentQueue<string> Asked { get; } = new();

    public DateTimeOffset Now { get; set; } = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Answers instead of HubSpot, if it says true.</summary>
    public Func<HttpContext, Task<bool>>? BadDay { get; set; }

    public HubSpotSettings Settings { get; private set; } = null!;

    public static async Task<FakeHubSpot> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0));
        var hubspot = new FakeHubSpot(builder.Build());
        hubspot._app.Run(hubspot.AnswerAsync);
        await hubspot._app.StartAsync();
        var address = hubspot._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        hubspot.Settings = new() { Token = new("pat-1"), Address = new(address), Properties = " plan , email" };
        return hubspot;
    }

    public void Put(int id, params (string Name, string? Value)[] properties) =>
        People[id] = new(properties.ToDictionary(each => each.Name, each => each.Value), Now, null);

    public void Archive(int id) => People[id] = People[id] with { Archived = Now };

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        Asked.Enqueue($"{context.Request.Method} {context.Request.Path}{Uri.UnescapeDataString(context.Request.QueryString.Value!)} {body}".TrimEnd());
        context.Response.Headers.Date = Now.ToString("R", CultureInfo.InvariantCulture);
        if (BadDay is { } bad && await bad(context)) return;
        if (context.Request.Headers.Authorization != "Bearer pat-1") await RefuseAsync(context, 401, "EXPIRED_AUTHENTICATION");
        else if (context.Request.Path == "/crm/v3/objects/contacts/search") await SearchAsync(context, JsonDocument.Parse(body).RootElement);
        else await ListAsync(context);
    }

    private async Task ListAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var (limit, archived) = (int.Parse(query["limit"]!, CultureInfo.InvariantCulture), query["archived"] == "true");
        if (limit > 100 || !int.TryParse(query["after"].FirstOrDefault() ?? "0", out var after)) await RefuseAsync(context, 400, "VALIDATION_ERROR");
        else
        {
            var found = People.Where(each => each.Value.Archived is not null == archived && each.Key > after).ToList();
            await AnswerAsync(context, found.Take(limit), found.Count > limit ? $"{found[limit - 1].Key}" : null);
        }
    }

    private async Task SearchAsync(HttpContext context, JsonElement asked)
    {
        var since = long.Parse(asked.GetProperty("filterGroups")[0].GetProperty("filters")[0].GetProperty("value").GetString()!, CultureInfo.InvariantCulture);
        var (limit, after) = (asked.GetProperty("limit").GetInt32(), asked.TryGetProperty("after", out var given) ? int.Parse(given.GetString()!, CultureInfo.InvariantCulture) : 0);
        if (after + limit > 10_000) await RefuseAsync(context, 400, "VALIDATION_ERROR");
        else
        {
            var found = People.Where(each => each.Value.Archived is null && each.Value.Updated.ToUnixTimeMilliseconds() >= since).OrderBy(each => each.Value.Updated).ToList();
            await AnswerAsync(context, found.Skip(after).Take(limit), found.Count > after + limit ? $"{after + limit}" : null);
        }
    }

    private static Task AnswerAsync(HttpContext context, IEnumerable<KeyValuePair<int, Person>> people, string? after) => context.Response.WriteAsJsonAsync(new Dictionary<string, object?>
    {
        ["results"] = people.Select(each => new { id = $"{each.Key}", properties = each.Value.Properties, updatedAt = each.Value.Updated, archived = each.Value.Archived is not null, archivedAt = each.Value.Archived }),
        ["paging"] = after is null ? new { } : new { next = new { after, link = "https://api.hubapi.com/…" } },
    });

    private static Task RefuseAsync(HttpContext context, int status, string category)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new { status = "error", category, message = "No.", correlationId = "1" });
    }
}

internal sealed record Person(Dictionary<string, string?> Properties, DateTimeOffset Updated, DateTimeOffset? Archived);
