using System.Diagnostics;
using System.Text;

namespace Tests.Support.Fuzz;

internal sealed record FuzzedRequest(HttpMethod Method, string Path, string? Body = null)
{
    private const int MostShown = 4_000;

    public async Task<(Answer Answer, TimeSpan Took)> Send(AudiencesClient client)
    {
        var watch = Stopwatch.StartNew();
        // Halves of surrogate pairs and other nonsense become what UTF-8 has for them; escapes go as they are.
        var answer = await client.Send(Method, Path, Body is null ? null : Encoding.UTF8.GetBytes(Body));
        return (answer, watch.Elapsed);
    }

    public override string ToString() => $"{Method} {Path}\n{(Body?.Length > MostShown ? Body[..MostShown] + "…" : Body)}";
}
