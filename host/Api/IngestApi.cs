using System.Text.Json;
using System.Text.Unicode;
using Contracts;
using Host.Api.Http;
using MediatR;

namespace Host.Api;

/// <summary>
/// Segment's ingestion endpoints. Their SDKs retry on some statuses and lose data on others, so a request that can be read is
/// answered 200 whatever is in it; only 400, 401, 403, 413, 429 and 503 are ever answered otherwise.
/// </summary>
internal static class IngestApi
{
    private const int LargestMessage = 32 * 1024;
    private const int LargestBatch = 500 * 1024;

    // Deep messages are dropped one by one; this only bounds the parser.
    private static readonly JsonDocumentOptions Forgiving = new() { MaxDepth = 1000 };

    private static readonly (string Path, string? Type)[] Endpoints =
    [
        ("identify", "identify"), ("track", "track"), ("page", "page"), ("screen", "screen"), ("group", "group"), ("alias", "alias"),
        ("i", "identify"), ("t", "track"), ("p", "page"), ("s", "screen"), ("g", "group"), ("a", "alias"),
        ("batch", null), ("import", null), ("b", null),
    ];

    public static void Map(IEndpointRouteBuilder app)
    {
        var events = app.MapGroup("/v1").WithTags("Events");
        var taking = events.MapGroup("").OpenToPages();
        foreach (var (path, type) in Endpoints)
            taking.MapPost(path, (HttpContext http, IMediator door) => Take(http, type, door)).ReadsKeyItself().Produces<Success>();
        // RudderStack's page SDK with useBeacon: no header can be set there, and the key stands in the query.
        app.MapPost("/beacon/v1/batch", (HttpContext http, IMediator door) => Take(http, null, door))
            .OpenToPages().ReadsKeyItself().WithTags("Events").Produces<Success>();
        // analytics-next counts its own work there; nobody here asked.
        taking.MapPost("m", () => Results.Json(Success.Yes, Json.Options)).ReadsKeyItself().Produces<Success>();
        events.MapGet("ingest/recent", Recent).Require(Scopes.Read).Produces<Items<RecentMessage>>();
    }

    private static async Task<IResult> Take(HttpContext http, string? type, IMediator door)
    {
        var key = KeyReader.Basic(http) ?? KeyReader.Bearer(http) ?? http.Request.Query["writeKey"];
        // Who shows no key may still have it in the body, as sendBeacon cannot set headers.
        var who = key is null ? null : await KeyReader.Authenticate(http, key);
        var body = await Read(http, type, who, door);
        who ??= await KeyReader.Authenticate(http, KeyIn(body));
        who.Require(Scopes.Ingest);
        var reports = await door.Send(new IngestMessages(who, body, type), http.RequestAborted);
        var rejected = reports.Where(report => report.Result == MessageResult.Rejected).ToArray();
        return rejected.Length > 0 && http.Request.Headers["X-Strict-Mode"].ToString() is "1" or "true"
            ? throw Strict(rejected)
            : Results.Json(Success.Yes, Json.Options);
    }

    private static async Task<IResult> Recent(HttpContext http, IMediator door, string? kind)
    {
        var rejected = kind switch
        {
            "accepted" or null or "" => false,
            "rejected" => true,
            _ => throw Refusal.Invalid("kind", "is accepted or rejected"),
        };
        return Json.Answer(new Items<RecentMessage>(await door.Send(new ListRecentMessages(http.Principal(), rejected), http.RequestAborted)));
    }

    /// <summary>A body that cannot be read is listed as rejected where it is known whose it is.</summary>
    private static async Task<JsonElement> Read(HttpContext http, string? type, Principal? who, IMediator door)
    {
        try
        {
            who?.Require(Scopes.Ingest);
            return await Read(http, type is null ? LargestBatch : LargestMessage);
        }
        catch (Refusal refusal) when (who is not null)
        {
            await door.Send(new NoteUnreadMessages(who, type, refusal.Message), http.RequestAborted);
            throw;
        }
    }

    private static async Task<JsonElement> Read(HttpContext http, int limit)
    {
        try
        {
            var bytes = await Body.ReadBytes(http, limit, inflatedLimit: LargestBatch);
            if (bytes.Length > limit) throw TooLarge(limit);
            return Parse(bytes.Span);
        }
        catch (Refusal refusal) when (refusal is { Status: 413, Type: "too-large" })
        {
            throw TooLarge(limit);
        }
        catch (Refusal refusal) when (refusal.Status == 415)
        {
            throw new Refusal(400, refusal.Type, refusal.Message);
        }
    }

    private static JsonElement Parse(ReadOnlySpan<byte> utf8)
    {
        if (utf8.StartsWith("\uFEFF"u8)) utf8 = utf8[3..];
        try
        {
            return Utf8.IsValid(utf8) ? JsonElement.Parse(utf8, Forgiving) : throw NotJson();
        }
        catch (JsonException)
        {
            throw NotJson();
        }
    }

    private static string? KeyIn(JsonElement body) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty("writeKey", out var key) && key.ValueKind == JsonValueKind.String
            && BadText.Find(key) is null ? key.GetString() : null;

    private static Refusal Strict(MessageReport[] rejected) => new(
        400, "rejected-messages", $"{rejected.Length} of the messages were rejected; the others are taken. {rejected[0].Path}: {rejected[0].Reason}")
    {
        More = new Dictionary<string, object>
        {
            ["errors"] = rejected.Select(report => new { report.Index, report.Reason, report.Path }).ToArray(),
        },
    };

    private static Refusal TooLarge(int limit) => new(400, "too-large", $"The body is larger than {limit:N0} bytes.");

    private static Refusal NotJson() => new(400, "invalid-json", "The body is not valid JSON.");

    private sealed record Success([property: System.Text.Json.Serialization.JsonPropertyName("success")] bool Done)
    {
        public static readonly Success Yes = new(true);
    }
}
