using System.Collections.Concurrent;
using System.Security.Cryptography;
using Contracts;
using Host.Start;
using Host.Storage.Imports;
using Microsoft.AspNetCore.WebUtilities;

namespace Host.Api.Http;

/// <summary>
/// <c>Idempotency-Key</c> on POST: the order is carried out once, and its answer is given again for 7 days of business time.
/// </summary>
/// <remarks>
/// A refused order has done nothing, so its key is free again. Which orders run is known to the process alone: after a crash
/// an order whose answer was not yet kept is carried out again. Several active processes will need this in the database.
/// </remarks>
internal sealed partial class Idempotency(
    RequestDelegate next, IKeptAnswers answers, BusinessClock clock, Settings settings, ILogger<Idempotency> log)
{
    public const string Header = "Idempotency-Key";

    private const int MostInMemory = 32 * 1024;

    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    private readonly ConcurrentDictionary<string, bool> running = new(StringComparer.Ordinal);

    public async Task Invoke(HttpContext http)
    {
        var key = http.Request.Headers[Header].ToString();
        if (key == "" || !HttpMethods.IsPost(http.Request.Method) || !http.HasPrincipal())
        {
            await next(http);
            return;
        }
        var seal = await Seal(http, key);
        var name = Convert.ToHexString(seal.Row);
        if (!running.TryAdd(name, true))
            throw new Refusal(409, "idempotency-running", "The order with this Idempotency-Key is being carried out. Ask again.") { RetryAfter = 1 };
        try
        {
            if (await answers.Find(seal.Row, clock.Now, http.RequestAborted) is { } kept) await Repeat(http, seal, kept);
            else await Run(http, seal);
        }
        finally
        {
            running.TryRemove(name, out _);
        }
    }

    private async Task<AnswerSeal> Seal(HttpContext http, string key)
    {
        if (key.Length > 255) throw Refusal.Invalid(Header, "has at most 255 characters");
        BufferBody(http);
        var body = Multipart.Is(http) ? await Multipart.Hash(http) : await SHA256.HashDataAsync(http.Request.Body, http.RequestAborted);
        http.Request.Body.Position = 0;
        var by = http.Principal();
        return AnswerSeal.Of($"{by.Tenant}/{by.KeyId}", key, $"{http.Request.Path}{http.Request.QueryString}", body);
    }

    /// <summary>
    /// Large bodies, such as imported files, go to a file that is deleted with the request. It lies with the imports, not with the
    /// system's temporary files: what a crash leaves there, the next start removes.
    /// </summary>
    private void BufferBody(HttpContext http)
    {
        var body = new FileBufferingReadStream(
            http.Request.Body, MostInMemory, bufferLimit: null, () => Directory.CreateDirectory(ImportFiles.FolderIn(settings.DataFolder)).FullName);
        http.Request.Body = body;
        http.Response.RegisterForDisposeAsync(body);
    }

    private static async Task Repeat(HttpContext http, AnswerSeal seal, byte[] kept)
    {
        var answer = seal.Open(kept) ?? throw new Refusal(
            422, "idempotency-mismatch", "This Idempotency-Key came with another request before. Use a new one for a new order.");
        http.Response.StatusCode = answer.Status;
        http.Response.ContentType = answer.ContentType;
        if (answer.Location is not null) http.Response.Headers.Location = answer.Location;
        if (answer.ETag is not null) http.Response.Headers.ETag = answer.ETag;
        if (answer.Body.Length > 0) await http.Response.Body.WriteAsync(answer.Body, http.RequestAborted);
    }

    private async Task Run(HttpContext http, AnswerSeal seal)
    {
        var client = http.Response.Body;
        using var body = new MemoryStream();
        http.Response.Body = body;
        try
        {
            await next(http);
        }
        finally
        {
            http.Response.Body = client;
        }
        var response = http.Response;
        if (response.StatusCode is >= 200 and < 300)
            await Keep(seal, new(
                response.StatusCode, response.ContentType, Text(response.Headers.Location), Text(response.Headers.ETag), body.ToArray()));
        // Nothing to write is left to the handler of bare statuses.
        if (body.Length > 0) await client.WriteAsync(body.GetBuffer().AsMemory(0, (int)body.Length), http.RequestAborted);
    }

    private async Task Keep(AnswerSeal seal, KeptAnswer answer)
    {
        try
        {
            // Not with the request's own token: the order is carried out, also when the sender has gone.
            await answers.Keep(seal.Row, seal.Close(answer), clock.Now, clock.Now + Kept, CancellationToken.None);
        }
        catch (Exception failure)
        {
            // The order was carried out; to answer otherwise would make the sender repeat it.
            LogNotKept(log, failure.GetType().FullName!);
        }
    }

    private static string? Text(Microsoft.Extensions.Primitives.StringValues header) => header.Count == 0 ? null : header.ToString();

    [LoggerMessage(Level = LogLevel.Warning, Message = "An answer could not be kept for its Idempotency-Key: {Failure}")]
    private static partial void LogNotKept(ILogger log, string failure);
}
