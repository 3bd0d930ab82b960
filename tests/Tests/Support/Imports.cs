using System.Text;
using System.Text.Json.Nodes;

namespace Tests.Support;

/// <summary>Imports through HTTP.</summary>
internal static class Imports
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    public static Task<Answer> Send(this AudiencesClient client, byte[] file, string query = "", params (string, string)[] headers) =>
        client.Send(HttpMethod.Post, $"/v1/contact-imports{query}", file, [("Content-Type", "text/csv"), .. headers]);

    public static Task<Answer> SendForm(this AudiencesClient client, byte[] file, string boundary, params (string, string)[] headers) =>
        client.Send(HttpMethod.Post, "/v1/contact-imports", Form(file, boundary), [("Content-Type", $"multipart/form-data; boundary={boundary}"), .. headers]);

    /// <summary>As <c>curl -F file=@contacts.csv</c> sends it.</summary>
    public static byte[] Form(byte[] file, string boundary) =>
    [
        .. Encoding.UTF8.GetBytes($"--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"contacts.csv\"\r\nContent-Type: text/csv\r\n\r\n"),
        .. file,
        .. Encoding.UTF8.GetBytes($"\r\n--{boundary}--\r\n"),
    ];

    /// <summary>Sends it and waits for its end; answers what the import says then.</summary>
    public static async Task<JsonNode> Import(this AudiencesClient client, byte[] file, string query = "")
    {
        var started = (await client.Send(file, query)).Is(202).Json;
        Assert.Equal("queued", started["status"].Text());
        return await client.Ended(started["id"].Text());
    }

    public static Task<JsonNode> Import(this AudiencesClient client, string file) => client.Import(Encoding.UTF8.GetBytes(file));

    public static Task<JsonNode> Ended(this AudiencesClient client, string import) =>
        client.Until(import, shown => shown["endedAt"] is not null);

    /// <summary>Asks until it is so; the time limit shows the last answer.</summary>
    public static async Task<JsonNode> Until(this AudiencesClient client, string import, Func<JsonNode, bool> isSo)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        var until = DateTimeOffset.UtcNow + Limit;
        while (true)
        {
            var shown = (await client.Get($"/v1/contact-imports/{import}")).Is(200).Json;
            if (isSo(shown)) return shown;
            Assert.True(DateTimeOffset.UtcNow < until, $"it did not come to that in {Limit.TotalSeconds} s: {shown.ToJsonString()}");
            await timer.WaitForNextTickAsync();
        }
    }

    /// <summary>Waits until the owner's audience shows the import; answers its id.</summary>
    public static async Task<string> LastPeopleImport(this AudiencesClient client, string import)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        var until = DateTimeOffset.UtcNow + Limit;
        while (true)
        {
            var found = (await client.Get("/v1/audiences?kind=lastImport")).Is(200).Json["items"]!.AsArray();
            if (found is [{ } only] && only["building"] is null && only["definition"]!["conditions"]![0]!["value"].Text() == import) return only["id"].Text();
            Assert.True(DateTimeOffset.UtcNow < until, $"Last People Import did not show {import} in {Limit.TotalSeconds} s: {found.ToJsonString()}");
            await timer.WaitForNextTickAsync();
        }
    }

    /// <summary>The counts in the order created, updated, skipped.</summary>
    public static (int, int, int) Counts(this JsonNode import) =>
        (import["created"]!.GetValue<int>(), import["updated"]!.GetValue<int>(), import["skipped"]!.GetValue<int>());
}
