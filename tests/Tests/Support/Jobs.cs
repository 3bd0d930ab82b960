using System.Text.Json.Nodes;

namespace Tests.Support;

/// <summary>Actions on many contacts, through HTTP.</summary>
internal static class Jobs
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    public static Task<Answer> Act(this AudiencesClient client, string action) => client.Post("/v1/contacts/actions", JsonNode.Parse(action));

    /// <summary>Sends it and waits for its end; answers what the job says then.</summary>
    public static async Task<JsonNode> Done(this AudiencesClient client, string action) =>
        await client.JobEnded((await client.Act(action)).Is(202).Json["id"].Text());

    public static Task<JsonNode> JobEnded(this AudiencesClient client, string job) => client.JobUntil(job, shown => shown["endedAt"] is not null);

    /// <summary>Asks until it is so; the time limit shows the last answer.</summary>
    public static async Task<JsonNode> JobUntil(this AudiencesClient client, string job, Func<JsonNode, bool> isSo)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        var until = DateTimeOffset.UtcNow + Limit;
        while (true)
        {
            var shown = (await client.Get($"/v1/jobs/{job}")).Is(200).Json;
            if (isSo(shown)) return shown;
            Assert.True(DateTimeOffset.UtcNow < until, $"it did not come to that in {Limit.TotalSeconds} s: {shown.ToJsonString()}");
            await timer.WaitForNextTickAsync();
        }
    }
}
